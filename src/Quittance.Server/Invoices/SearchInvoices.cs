using Quittance.Domain.Invoices;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds bills of all businesses that the caller sees, or of one of them, or of those of a group.</summary>
internal sealed class SearchInvoices(Database database)
{
    /// <param name="business">Only bills that this one pays or is paid by: its id or foreign id.</param>
    /// <param name="group">Only bills that a business of this group pays or is paid by: its id or foreign id.</param>
    /// <param name="show">Shows a page of so many in all, and whether more follow.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, InvoiceSearchFilter filter, InvoicePage page, string? business, string? group,
        Func<TenantSession, IReadOnlyList<InvoiceId>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        filter = await session.OnlyOfAsync(filter, business, group, cancel);
        var named = await NamedOfInvoices.FindAsync(session, filter, cancel);
        var ids = await session.InvoiceSearch.PageAsync(filter, named, page, cancel);
        var count = await session.InvoiceSearch.CountAsync(filter, named, cancel);
        return await show(session, [.. ids.Take(page.Limit)], count, ids.Count > page.Limit);
    }
}

internal static class InvoiceScope
{
    /// <summary>The filter for bills of one business or of one group, which there must be, unlike those that a filter names itself.</summary>
    /// <param name="business">Id or foreign id; null for any.</param>
    /// <param name="group">Id or foreign id; null for any.</param>
    public static async Task<InvoiceSearchFilter> OnlyOfAsync(
        this TenantSession session, InvoiceSearchFilter filter, string? business, string? group, CancellationToken cancel)
    {
        if (business is not null)
        {
            filter = filter with { Entities = [$"{(await session.ResolveBusinessAsync(business, cancel)).Value:n}"] };
        }

        if (group is not null)
        {
            filter = filter with { Group = $"{(await session.ResolveGroupAsync(group, cancel)).Value:n}" };
        }

        return filter;
    }
}
