using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The organization's people, newest first. A caller who is limited to some businesses sees those who see no others.</summary>
internal sealed class ListMembers(Database database)
{
    public async Task<IReadOnlyList<Member>> RunAsync(Caller caller, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Users.ListAsync(page, caller.Businesses, cancel);
    }
}
