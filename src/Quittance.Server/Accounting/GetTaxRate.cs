using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A tax rate of a business's books, also of those that it is not connected with any more.</summary>
internal sealed class GetTaxRate(Database database)
{
    public async Task<TaxRate> RunAsync(Caller caller, BusinessId business, TaxRateId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.TaxRates.GetAsync(business, id, cancel);
    }
}
