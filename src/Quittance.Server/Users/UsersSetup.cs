namespace Quittance.Server.Users;

internal static class UsersSetup
{
    public static void AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<CreateOrganization>();
    }
}
