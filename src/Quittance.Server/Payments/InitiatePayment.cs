using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Orders the payment of an approved bill, or orders it again after it failed.</summary>
internal sealed class InitiatePayment(Idempotency idempotency, TimeProvider clock)
{
    public Task<PaymentOrderRow> RunAsync(Caller caller, InvoiceId id, PaymentPlan plan, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(InitiatePayment), id, plan }, async session =>
        {
            var now = clock.GetUtcNow();
            RequireFuture(plan.On, DateOnly.FromDateTime(now.UtcDateTime));
            var row = await BothSides.LockInvoiceAsync(session, id, cancel);
            if (await session.Businesses.FindAsync(row.Invoice.PayerId, cancel) is null)
            {
                throw new RefusedException(Refusal.PayerOnly, $"Only the payer can pay invoice {id}.");
            }

            var order = await session.SchedulePaymentAsync(caller.Actor, row, plan, now, cancel);
            return await session.PaymentOrders.GetRowAsync(order.Id, cancel);
        }, cancel);

    private static void RequireFuture(DateOnly? on, DateOnly today)
    {
        if (on < today)
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("scheduledDate", $"scheduledDate must not lie before today, {today:yyyy-MM-dd} UTC"));
        }
    }
}

/// <summary>How a payer wants to pay.</summary>
/// <param name="Source">Null takes the payer's default, else its wallet.</param>
/// <param name="On">The deduction date; null is today, UTC.</param>
internal sealed record PaymentPlan(PaymentMethodId? Source, ClearingSpeed Speed, DateOnly? On, string? NoteToSelf)
{
    /// <summary>Null takes the account that the bill names, else the payee's default, else its wallet.</summary>
    public PaymentMethodId? Destination { get; init; }

    /// <summary>How the money is to arrive.</summary>
    public DestinationOptions? DestinationOptions { get; init; }

    /// <summary>Whether it may go together with others of the day, as one transaction.</summary>
    public bool IsBatch { get; init; }
}
