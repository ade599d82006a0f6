using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes an attached file away. What a bill was made from stays with it.</summary>
internal sealed class RemoveDocument(Idempotency idempotency)
{
    /// <param name="invoice">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string invoice, Guid document, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemoveDocument), invoice, document }, async session =>
        {
            var id = await session.HoldInvoiceOrDraftAsync(invoice, cancel);
            await session.InvoiceDocuments.DeleteAsync(id, document, cancel);
            session.Audit.Add(caller.Actor, "invoice.document_removed", $"{id}", new { document }, null);
            return document;
        }, cancel);
}
