using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Who the caller is.</summary>
internal sealed class GetProfile(Database database)
{
    public async Task<Profile> RunAsync(Caller caller, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var member = caller.UserId is { } user ? await session.Users.FindAsync(new UserId(user), null, cancel) : null;
        var isToken = caller.PrincipalId != caller.UserId;
        return new Profile(
            member,
            caller.Organization,
            await session.Users.OrganizationNameAsync(cancel),
            isToken ? caller.PrincipalId : null,
            isToken ? await session.ApiTokens.NameAsync(caller.PrincipalId, cancel) : null);
    }
}

/// <param name="Member">The person behind the caller; null for the organization's own token.</param>
/// <param name="TokenId">The token that the caller presented; null for a session.</param>
internal sealed record Profile(Member? Member, OrganizationId Organization, string OrganizationName, Guid? TokenId, string? TokenName);
