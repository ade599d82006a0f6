namespace Quittance.Server.Businesses;

internal static class BusinessesSetup
{
    public static void AddBusinesses(this IServiceCollection services)
    {
        services.AddSingleton<CreateBusiness>();
        services.AddSingleton<GetBusiness>();
        services.AddSingleton<ListBusinesses>();
        services.AddSingleton<SetBusinessAlias>();
        services.AddSingleton<UpdateBusiness>();
    }
}
