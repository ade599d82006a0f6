using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds bills of all businesses that the caller sees.</summary>
internal sealed class SearchInvoices(Database database)
{
    /// <param name="show">Shows a page of so many in all, and whether more follow.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, InvoiceSearchFilter filter, InvoicePage page, Func<TenantSession, IReadOnlyList<InvoiceId>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        return await session.FindInvoicesAsync(filter, page, show, cancel);
    }
}

internal static class InvoiceFinding
{
    public static async Task<TShown> FindInvoicesAsync<TShown>(
        this TenantSession session, InvoiceSearchFilter filter, InvoicePage page, Func<TenantSession, IReadOnlyList<InvoiceId>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        var named = await NamedOfInvoices.FindAsync(session, filter, cancel);
        var ids = await session.InvoiceSearch.PageAsync(filter, named, page, cancel);
        var count = await session.InvoiceSearch.CountAsync(filter, named, cancel);
        return await show(session, [.. ids.Take(page.Limit)], count, ids.Count > page.Limit);
    }
}
