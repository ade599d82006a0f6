using Microsoft.AspNetCore.Identity;

namespace Quittance.Server.Users;

internal static class UsersSetup
{
    public static void AddUsers(this IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = PasswordHashes.Rounds);
        services.AddSingleton<PasswordHashes>();
        services.AddSingleton<ChangeMemberRole>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<CreateApiClient>();
        services.AddSingleton<CreateOrganization>();
        services.AddSingleton<CreateToken>();
        services.AddSingleton<CreateUser>();
        services.AddSingleton<GetMember>();
        services.AddSingleton<GetProfile>();
        services.AddSingleton<GetToken>();
        services.AddSingleton<IssueToken>();
        services.AddSingleton<ListApiClients>();
        services.AddSingleton<ListMembers>();
        services.AddSingleton<ListRoles>();
        services.AddSingleton<ListTokens>();
        services.AddSingleton<RemoveMember>();
        services.AddSingleton<ReturnToken>();
        services.AddSingleton<RevokeApiClient>();
        services.AddSingleton<RevokeToken>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignOut>();
    }
}
