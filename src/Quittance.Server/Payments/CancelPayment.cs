using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Calls a planned payment off; the bill is approved as before.</summary>
internal sealed class CancelPayment(Idempotency idempotency, TimeProvider clock)
{
    public Task<PaymentOrderRow> RunAsync(Caller caller, PaymentOrderId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CancelPayment), id }, async session =>
        {
            var now = clock.GetUtcNow();
            var seen = await session.PaymentOrders.GetAsync(id, cancel);
            var before = (await BothSides.LockInvoiceAsync(session, seen.InvoiceId, cancel)).Invoice;

            await session.CancelOrderAsync(caller.Actor, await session.PaymentOrders.GetAsync(id, cancel), now, cancel);
            await session.SaveInvoiceAsync(caller.Actor, "unscheduled", before, before.Unschedule(ConnectionRole.Payer, now), cancel);
            return await session.PaymentOrders.GetRowAsync(id, cancel);
        }, cancel);
}

internal static class OrderCancellation
{
    /// <summary>Cancels an order and drops its job, within a session that holds its invoice's row.</summary>
    public static async Task CancelOrderAsync(this TenantSession session, Actor actor, PaymentOrder order, DateTimeOffset now, CancellationToken cancel)
    {
        var canceled = order.Cancel(now);

        await session.PaymentOrders.UpdateAsync(canceled, cancel);
        await session.DropJobAsync(StartPayments.JobKind, order.Id.Value, cancel);
        session.Audit.Add(actor, "payment.canceled", $"{order.Id}", order, canceled);
        session.Events.Add("payment.canceled", order.Id.Value, new { id = order.Id.Value, canceled.Status, InvoiceId = order.InvoiceId.Value });
    }
}
