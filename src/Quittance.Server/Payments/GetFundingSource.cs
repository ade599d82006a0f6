using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetFundingSource(Database database)
{
    public async Task<FundingSourceView> RunAsync(Caller caller, BusinessId business, PaymentMethodId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.ViewFundingSourceAsync(business, id, cancel);
    }
}
