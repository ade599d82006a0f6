using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A bill in the books of a business, as of the last synchronisation.</summary>
internal sealed class GetPulledPayable(Database database)
{
    /// <param name="id">The accounting system's.</param>
    public async Task<PulledBill> RunAsync(Caller caller, BusinessId business, string id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.FindPulledBillAsync(business, id, cancel) ?? throw new RefusedException(Refusal.NotFound, "There is no such payable in the accounting system.");
    }
}
