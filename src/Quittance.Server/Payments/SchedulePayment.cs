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
    /// <param name="source">Where the money comes from; null takes the payer's default, else its wallet.</param>
    /// <param name="on">The deduction date; null or a day that has passed means today, and so does a note that triggers the sandbox.</param>
    public static async Task<PaymentOrder> SchedulePaymentAsync(
        this TenantSession session, Actor actor, InvoiceRow row, PaymentMethodId? source, ClearingSpeed speed, DateOnly? on, string? note,
        DateTimeOffset now, CancellationToken cancel)
    {
        var invoice = row.Invoice;
        var scheduled = invoice.Schedule(ConnectionRole.Payer, now);
        (await session.Connections.GetAsync(invoice.ConnectionId, cancel)).Connection.RequireActive();
        var from = source is { } chosen
            ? await session.PaymentMethods.GetOfAsync(invoice.PayerId, chosen, cancel)
            : await session.PaymentMethods.DefaultOrWalletAsync(invoice.PayerId, now, cancel);
        var to = row.DestinationId is { } stated
            ? await session.PaymentMethods.GetAsync(stated, cancel)
            : await session.PaymentMethods.DefaultDestinationOrWalletAsync(invoice.PayeeId, now, cancel);
        from.RequireUsableAsSource(invoice.PayerId, invoice.Open);
        to.RequireUsableAsDestination(invoice.PayeeId, invoice.Open);
        from.TypeTo(to); // Refuses what cannot be paid now, not on the day.
        var today = DateOnly.FromDateTime(now.UtcDateTime);

        var order = new PaymentOrder(
            PaymentOrderId.New(now), invoice.Id, invoice.PayerId, invoice.PayeeId, invoice.Open, from.Id, to.Id, speed,
            on is { } day && day > today && SandboxTriggers.Of(note) is null ? day : today, note, PaymentOrderStatus.Scheduled, null, now, now);

        await session.PaymentOrders.AddAsync(order, cancel);
        await session.SaveInvoiceAsync(actor, "scheduled", invoice, scheduled, cancel);
        session.Audit.Add(actor, "payment.scheduled", $"{order.Id}", null, order);
        session.Events.Add("payment.scheduled", order.Id.Value, new { id = order.Id.Value, order.Status, InvoiceId = invoice.Id.Value });
        await session.AddJobAsync(StartPayments.JobKind, order.Id.Value, DueAt(order, today, now), now, cancel);
        return order;
    }

    private static DateTimeOffset DueAt(PaymentOrder order, DateOnly today, DateTimeOffset now) =>
        order.On > today ? new DateTimeOffset(order.On.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : now;
}
