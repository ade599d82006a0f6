using Quittance.Domain.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes a draft away with all that was noted beside it.</summary>
internal sealed class DeleteInvoiceOrDraft(Idempotency idempotency)
{
    /// <param name="invoice">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string invoice, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteInvoiceOrDraft), invoice }, async session =>
        {
            var id = await session.ResolveInvoiceAsync(invoice, cancel);
            if (await session.LockOwnDraftAsync(id, cancel) is { } draft)
            {
                await session.Invoices.DeleteAsync(id, cancel);
                session.Audit.Add(caller.Actor, "invoice.deleted", $"{id}", draft, null);
                return id;
            }

            var whole = (await BothSides.LockInvoiceAsync(session, id, cancel)).Invoice;
            await session.DeleteInvoiceAsync(caller.Actor, whole, (await session.SidesOfAsync(whole, cancel)).RoleFor(InvoiceStep.Submit, whole), cancel);
            return id;
        }, cancel);
}
