using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The organization's roles; there are a handful.</summary>
internal sealed class ListRoles(Database database)
{
    public async Task<IReadOnlyList<Role>> RunAsync(Caller caller, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Users.RolesAsync(cancel);
    }
}
