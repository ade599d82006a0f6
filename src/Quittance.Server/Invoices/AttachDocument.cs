using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Attaches a file to a bill.</summary>
internal sealed class AttachDocument(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string invoice, InvoiceFile file, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AttachDocument), invoice, file }, async session =>
        {
            var id = await session.HoldInvoiceOrDraftAsync(invoice, cancel);
            await session.InvoiceDocuments.AddAsync(id, file, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "invoice.document_attached", $"{id}", null, new { file.Type, file.MimeType, file.FileName, bytes = file.Content.Length });
            return id;
        }, cancel);
}
