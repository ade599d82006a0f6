using Quittance.Domain.Invoices;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds bills of all businesses that the caller sees, or of one of them.</summary>
internal sealed class SearchBills(Database database)
{
    /// <param name="entity">Id or foreign id of the business whose bills they are; null for all.</param>
    /// <param name="show">Shows a page of so many in all, and whether more follow.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string? entity, BillFilter filter, BillPage page, Func<TenantSession, IReadOnlyList<InvoiceId>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        if (entity is not null)
        {
            filter = filter with { Entities = [$"{(await session.ResolveBusinessAsync(entity, cancel)).Value:n}"] };
        }

        var named = await NamedOfBills.FindAsync(session, filter, cancel);
        var ids = await session.BillSearch.PageAsync(filter, named, page, cancel);
        var count = await session.BillSearch.CountAsync(filter, named, cancel);
        return await show(session, [.. ids.Take(page.Limit)], count, ids.Count > page.Limit);
    }
}
