using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The bills in the books of a business, as of the last synchronisation.</summary>
internal sealed class ListPulledPayables(Database database)
{
    public async Task<IReadOnlyList<PulledBill>> RunAsync(Caller caller, BusinessId business, int limit, int offset, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.ListPulledBillsAsync(business, limit, offset, cancel);
    }
}
