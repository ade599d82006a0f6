using Quittance.Server.Downloads;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The files of a bill, each with a link that serves for a short while.</summary>
internal sealed class ListInvoiceDocuments(Database database, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="types">Only files of these types; none takes all.</param>
    public async Task<IReadOnlyList<(InvoiceDocument Document, Token Link)>> RunAsync(Caller caller, string invoice, IReadOnlyList<string> types, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        var linked = new List<(InvoiceDocument, Token)>();
        foreach (var document in (await session.InvoiceDocuments.OfAsync(id, cancel)).Where(document => types.Count == 0 || types.Contains(document.Type)))
        {
            linked.Add((document, await session.DownloadLinks.AddAsync(caller, DownloadLinkStore.InvoiceDocument, new LinkedDocument(document.Id, document.IsDelivered), clock.GetUtcNow(), cancel)));
        }

        await session.CommitAsync(cancel);
        return linked;
    }
}

/// <summary>What a link to a file of a bill is for.</summary>
/// <param name="IsDelivered">Whether it is the intake's.</param>
internal sealed record LinkedDocument(Guid Id, bool IsDelivered);
