using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
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
            await session.DeleteInvoiceAsync(caller.Actor, invoice, invoice.RoleOf(acting) ?? throw InvoiceStore.NotFound(), cancel);
            return id;
        }, cancel);
}

internal static class InvoiceDeletion
{
    /// <summary>The step itself, of an invoice whose row is locked.</summary>
    public static async Task DeleteInvoiceAsync(this TenantSession session, Actor actor, Invoice invoice, ConnectionRole by, CancellationToken cancel)
    {
        invoice.RequireDeletable(by);

        await session.Invoices.DeleteAsync(invoice.Id, cancel);
        session.TellOfInvoice(actor, "deleted", invoice, null);
        await BothSides.ForgetInvoiceAsync(session, actor, invoice, cancel);
    }
}
