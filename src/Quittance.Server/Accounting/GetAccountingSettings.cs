using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

internal sealed class GetAccountingSettings(Database database)
{
    public async Task<AccountingSettings> RunAsync(Caller caller, BusinessId business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.AccountingSettings.GetAsync(business, cancel);
    }
}
