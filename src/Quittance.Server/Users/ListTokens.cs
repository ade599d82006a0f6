using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The tokens that work, newest first, without their texts. A caller who is limited to some businesses sees those that see no others.</summary>
internal sealed class ListTokens(Database database)
{
    public async Task<IReadOnlyList<ApiToken>> RunAsync(Caller caller, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ApiTokens.ListAsync(page, caller.Businesses, cancel);
    }
}
