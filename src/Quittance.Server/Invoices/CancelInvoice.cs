using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes a bill off the table, and its payment with it: a planned one, or one that has started as long as no money moves.</summary>
internal sealed class CancelInvoice(Idempotency idempotency, CallOffPayments callOff, TimeProvider clock)
{
    public async Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel)
    {
        var answer = await callOff.AskRailAsync(caller, acting, id, cancel);
        return await idempotency.OnceAsync(caller, new { operation = nameof(CancelInvoice), acting, id }, async session =>
        {
            var now = clock.GetUtcNow();
            await session.CallOffPaymentAsync(caller.Actor, acting, id, answer, now, cancel);
            var row = await session.ChangeInvoiceAsync(caller.Actor, acting, id, "canceled", (invoice, role) => invoice.Cancel(role, now), cancel);
            if (await session.PaymentOrders.ScheduledOfAsync(id, cancel) is { } order)
            {
                await session.CancelOrderAsync(caller.Actor, order, now, cancel);
            }

            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
    }
}
