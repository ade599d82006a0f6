using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>An account of a business's books, also of those that it is not connected with any more.</summary>
internal sealed class GetLedgerAccount(Database database)
{
    public async Task<LedgerAccount> RunAsync(Caller caller, BusinessId business, LedgerAccountId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.LedgerAccounts.GetAsync(business, id, cancel);
    }
}
