using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>What a link to bills is for.</summary>
/// <param name="StartingAfter">Only those after this one, in the order that is asked for.</param>
/// <param name="Limit">At most so many; null for all.</param>
/// <param name="Extras">What JSON shows of them beside themselves.</param>
internal sealed record LinkedInvoices(
    InvoiceSearchFilter Filter, InvoiceOrder Order, bool IsDescending, Guid? StartingAfter, int? Limit, InvoiceExtras Extras, bool IsCsv);

/// <summary>Makes a link to the bills that a search takes, as one file.</summary>
internal sealed class LinkInvoices(Database database, TimeProvider clock)
{
    /// <param name="wanted">What it starts after has to be something that the caller sees.</param>
    /// <param name="business">Only bills that this one pays or is paid by: its id or foreign id.</param>
    /// <param name="group">Only bills that a business of this group pays or is paid by: its id or foreign id.</param>
    public async Task<Token> RunAsync(Caller caller, LinkedInvoices wanted, string? business, string? group, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        wanted = wanted with { Filter = await session.OnlyOfAsync(wanted.Filter, business, group, cancel) };
        await session.InvoiceSearch.RequireAsync(wanted.StartingAfter is { } after ? new InvoiceId(after) : null, cancel);
        var link = await session.DownloadLinks.AddAsync(caller, DownloadLinkStore.Invoices, wanted, clock.GetUtcNow(), cancel);
        await session.CommitAsync(cancel);
        return link;
    }
}
