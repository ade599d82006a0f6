using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The businesses that a caller sees, as a list that can be walked both ways.</summary>
internal sealed class SearchEntities(Database database)
{
    public async Task<TokenRows<Business>> RunAsync(Caller caller, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return page.Of([.. (await session.Businesses.SearchAsync(page, cancel)).Select(row => row.Business)]);
    }
}
