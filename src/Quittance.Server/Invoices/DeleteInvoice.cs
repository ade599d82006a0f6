using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes a draft away, on both sides if the other one has seen it before.</summary>
internal sealed class DeleteInvoice(Idempotency idempotency)
{
    public Task RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteInvoice), acting, id }, async session =>
        {
            await session.Businesses.GetAsync(acting, cancel);
            var invoice = (await BothSides.LockInvoiceAsync(session, id, cancel)).Invoice;
            invoice.RequireDeletable(invoice.RoleOf(acting) ?? throw InvoiceStore.NotFound());

            await session.Invoices.DeleteAsync(id, cancel);
            session.TellOfInvoice(caller.Actor, "deleted", invoice, null);
            await BothSides.ForgetInvoiceAsync(session, caller.Actor, invoice, cancel);
            return id;
        }, cancel);
}
