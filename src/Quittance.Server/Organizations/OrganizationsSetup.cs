namespace Quittance.Server.Organizations;

internal static class OrganizationsSetup
{
    public static void AddOrganizations(this IServiceCollection services)
    {
        services.AddSingleton<GetOrganization>();
        services.AddSingleton<UpdateOrganization>();
    }
}
