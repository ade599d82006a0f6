using Quittance.Domain.Invoices;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds bills that a business pays or is paid by.</summary>
internal sealed class SearchBusinessInvoices(Database database)
{
    /// <param name="entity">Id or foreign id.</param>
    /// <param name="show">Shows a page of so many in all, and whether more follow.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string entity, InvoiceSearchFilter filter, InvoicePage page, Func<TenantSession, IReadOnlyList<InvoiceId>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var business = await session.ResolveBusinessAsync(entity, cancel);
        return await session.FindInvoicesAsync(filter with { Entities = [$"{business.Value:n}"] }, page, show, cancel);
    }
}
