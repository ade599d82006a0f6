using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

internal sealed class GetAccountingDefaults(Database database)
{
    public async Task<AccountingDefaults> RunAsync(Caller caller, BusinessId business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.AccountingDefaults.GetAsync(business, cancel);
    }
}
