using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes a bill off the table, and its planned payment with it.</summary>
internal sealed class CancelInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CancelInvoice), acting, id }, async session =>
        {
            var now = clock.GetUtcNow();
            var row = await session.ChangeInvoiceAsync(caller.Actor, acting, id, "canceled", (invoice, role) => invoice.Cancel(role, now), cancel);
            if (await session.PaymentOrders.ScheduledOfAsync(id, cancel) is { } order)
            {
                await session.CancelOrderAsync(caller.Actor, order, now, cancel);
            }

            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}
