using Quittance.Connectors.Rails.Sandbox;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Orders the payment of an approved invoice for a day, within a session that holds the invoice's row.</summary>
internal static class SchedulePayment
{
    /// <summary>How long a batch order of today waits for others: callers order one bill after the other.</summary>
    public static readonly TimeSpan BatchWindow = TimeSpan.FromSeconds(5);

    /// <remarks>
    /// A day that has passed means today, and so does a note that triggers the sandbox. What the payer settles by means of its own
    /// is no job's: its order waits for the payer's word.
    /// </remarks>
    public static async Task<PaymentOrder> SchedulePaymentAsync(
        this TenantSession session, Actor actor, InvoiceRow row, PaymentPlan plan, DateTimeOffset now, CancellationToken cancel)
    {
        var invoice = row.Invoice;
        var scheduled = invoice.Schedule(ConnectionRole.Payer, now);
        (await session.Connections.GetAsync(invoice.ConnectionId, cancel)).Connection.RequireActive();
        var (from, to) = await session.EndsOfAsync(row, plan, now, cancel);
        var type = from.TypeTo(to, plan.DestinationOptions?.Check); // Refuses what cannot be paid now, not on the day.
        var isTriggered = SandboxTriggers.Of(plan.NoteToSelf) is not null;
        var today = DateOnly.FromDateTime(now.UtcDateTime);

        var order = new PaymentOrder(
            PaymentOrderId.New(now), invoice.Id, invoice.PayerId, invoice.PayeeId, invoice.Open, from.Id, to.Id, plan.Speed,
            plan.On is { } day && day > today && !isTriggered ? day : today, plan.NoteToSelf, PaymentOrderStatus.Scheduled, null, now, now)
        {
            IsBatch = plan.IsBatch,
            DestinationOptions = plan.DestinationOptions,
        };

        await session.PaymentOrders.AddAsync(order, cancel);
        await session.SaveInvoiceAsync(actor, "scheduled", invoice, scheduled, cancel);
        session.Audit.Add(actor, "payment.scheduled", $"{order.Id}", null, order);
        session.Events.Add("payment.scheduled", order.Id.Value, new { id = order.Id.Value, order.Status, InvoiceId = invoice.Id.Value });
        if (!type.WaitsForPayer())
        {
            var dueAt = order.On > today ? new DateTimeOffset(order.On.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
                : order.IsBatch && !isTriggered ? now + BatchWindow
                : now;
            await session.AddJobAsync(StartPayments.JobKind, order.Id.Value, dueAt, now, cancel);
        }

        return order;
    }

    private static async Task<(PaymentMethod From, PaymentMethod To)> EndsOfAsync(
        this TenantSession session, InvoiceRow row, PaymentPlan plan, DateTimeOffset now, CancellationToken cancel)
    {
        var invoice = row.Invoice;
        var from = plan.Source is { } chosen
            ? await session.PaymentMethods.GetOfAsync(invoice.PayerId, chosen, cancel)
            : await session.DefaultPaymentMethods.SourceOrWalletAsync(invoice.PayerId, now, cancel);
        var to = (plan.Destination ?? row.DestinationId) is { } stated
            ? await session.PaymentMethods.GetAsync(stated, cancel)
            : await session.DefaultPaymentMethods.DestinationOrWalletAsync(invoice.PayeeId, now, cancel);
        from.RequireUsableAsSource(invoice.PayerId, invoice.Open);
        to.RequireUsableAsDestination(invoice.PayeeId, invoice.Open);
        return (from, to);
    }
}
