namespace Quittance.Server.Networks;

internal static class NetworksSetup
{
    public static void AddNetworks(this IServiceCollection services)
    {
        services.AddSingleton<AcceptInvitation>();
        services.AddSingleton<AddCounterparties>();
        services.AddSingleton<ArchiveConnection>();
        services.AddSingleton<CancelInvitation>();
        services.AddSingleton<ChangeConnectionSettings>();
        services.AddSingleton<CreateConnection>();
        services.AddSingleton<CreateTag>();
        services.AddSingleton<DeclineInvitation>();
        services.AddSingleton<DeleteTag>();
        services.AddSingleton<ExportConnections>();
        services.AddSingleton<FindCounterparties>();
        services.AddSingleton<FindCounterparty>();
        services.AddSingleton<GetConnection>();
        services.AddSingleton<HideCounterparties>();
        services.AddSingleton<InviteBusiness>();
        services.AddSingleton<ListConnections>();
        services.AddSingleton<ListReceivedInvitations>();
        services.AddSingleton<ListSentInvitations>();
        services.AddSingleton<ListTags>();
        services.AddSingleton<ReadInvitation>();
        services.AddSingleton<ReplaceConnectionTags>();
        services.AddSingleton<ResendInvitation>();
        services.AddSingleton<RestoreConnection>();
        services.AddSingleton<SetConnectionAlias>();
        services.AddSingleton<SignUpByInvitation>();
        services.AddSingleton<UpdateTag>();
    }
}
