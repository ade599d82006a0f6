namespace Quittance.Server.Businesses;

internal static class BusinessesSetup
{
    public static void AddBusinesses(this IServiceCollection services)
    {
        services.AddSingleton<CreateBusiness>();
        services.AddSingleton<CreateBusinessUser>();
        services.AddSingleton<EndBusinessTokens>();
        services.AddSingleton<GetBusiness>();
        services.AddSingleton<GetBusinessUser>();
        services.AddSingleton<IssueBusinessToken>();
        services.AddSingleton<ListBusinesses>();
        services.AddSingleton<RemoveBusinessUser>();
        services.AddSingleton<SearchBusinessUsers>();
        services.AddSingleton<SetBusinessAlias>();
        services.AddSingleton<UpdateBusiness>();
        services.AddSingleton<UpdateBusinessUser>();
    }
}
