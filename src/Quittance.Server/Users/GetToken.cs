using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

internal sealed class GetToken(Database database)
{
    public async Task<ApiToken> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ApiTokens.GetAsync(id, caller.Businesses, cancel);
    }
}
