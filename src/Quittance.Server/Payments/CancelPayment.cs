using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Calls a payment off, planned or started, as long as no money moves; the bill is approved as before.</summary>
internal sealed class CancelPayment(Database database, Idempotency idempotency, CallOffPayments callOff, TimeProvider clock)
{
    public async Task<PaymentOrderRow> RunAsync(Caller caller, PaymentOrderId id, CancellationToken cancel)
    {
        var answer = await GetAsync(caller, id, cancel) is { Status: PaymentOrderStatus.Processing } started
            ? await callOff.AskRailAsync(caller, started.PayerId, started.InvoiceId, cancel)
            : null;
        return await idempotency.OnceAsync(caller, new { operation = nameof(CancelPayment), id }, async session =>
        {
            var now = clock.GetUtcNow();
            var seen = await session.PaymentOrders.GetAsync(id, cancel);
            if (seen.Status != PaymentOrderStatus.Processing
                || !await session.CallOffPaymentAsync(caller.Actor, seen.PayerId, seen.InvoiceId, answer, now, cancel))
            {
                var before = (await BothSides.LockInvoiceAsync(session, seen.InvoiceId, cancel)).Invoice;
                await session.CancelOrderAsync(caller.Actor, await session.PaymentOrders.GetAsync(id, cancel), now, cancel);
                await session.SaveInvoiceAsync(caller.Actor, "unscheduled", before, before.Unschedule(ConnectionRole.Payer, now), cancel);
            }

            return await session.PaymentOrders.GetRowAsync(id, cancel);
        }, cancel);
    }

    private async Task<PaymentOrder> GetAsync(Caller caller, PaymentOrderId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.PaymentOrders.GetAsync(id, cancel);
    }
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
