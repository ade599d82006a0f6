namespace Quittance.Server.Businesses;

internal static class BusinessesSetup
{
    public static void AddBusinesses(this IServiceCollection services)
    {
        services.AddSingleton<AcceptTerms>();
        services.AddSingleton<AddBusinessDocument>();
        services.AddSingleton<AddToBusinessGroup>();
        services.AddSingleton<ArchiveBusiness>();
        services.AddSingleton<CloneBusiness>();
        services.AddSingleton<CreateBusiness>();
        services.AddSingleton<CreateBusinessGroup>();
        services.AddSingleton<CreateBusinessUser>();
        services.AddSingleton<CustomizeBusiness>();
        services.AddSingleton<DeleteBusinessGroup>();
        services.AddSingleton<DeleteMetadataChoices>();
        services.AddSingleton<DescribeBusiness>();
        services.AddSingleton<EndBusinessTokens>();
        services.AddSingleton<FindBusinesses>();
        services.AddSingleton<GetBusiness>();
        services.AddSingleton<GetBusinessUser>();
        services.AddSingleton<GetCustomization>();
        services.AddSingleton<GetMetadataChoices>();
        services.AddSingleton<IssueBusinessToken>();
        services.AddSingleton<ListBusinessChanges>();
        services.AddSingleton<ListBusinessDocuments>();
        services.AddSingleton<ListBusinessGroups>();
        services.AddSingleton<ListBusinesses>();
        services.AddSingleton<ListMetadataChoices>();
        services.AddSingleton<ReadBusiness>();
        services.AddSingleton<ReadBusinessGroup>();
        services.AddSingleton<RegisterBusiness>();
        services.AddSingleton<RegisterBusinesses>();
        services.AddSingleton<RemoveBusinessDocument>();
        services.AddSingleton<RemoveBusinessUser>();
        services.AddSingleton<RemoveFromBusinessGroup>();
        services.AddSingleton<SearchBusinessUsers>();
        services.AddSingleton<SetBusinessAlias>();
        services.AddSingleton<SetMetadataChoices>();
        services.AddSingleton<UpdateBusiness>();
        services.AddSingleton<UpdateBusinessGroup>();
        services.AddSingleton<UpdateBusinessUser>();
        services.AddSingleton<VerifyBusiness>();
    }
}
