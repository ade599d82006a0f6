using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

internal sealed class GetMember(Database database)
{
    public async Task<Member> RunAsync(Caller caller, UserId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Users.GetAsync(id, caller.Businesses, cancel);
    }
}
