using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>How the payer says that it paid, or tried to.</summary>
/// <param name="Source">Null takes that of the bill's order, else the payer's default, else its wallet.</param>
/// <param name="Destination">Null takes that of the bill's order, else that the payee was paid off the platform.</param>
internal sealed record PaymentByHand(PaymentMethodId? Source, PaymentMethodId? Destination, DestinationOptions? Options);

/// <summary>Takes the payer's word for a payment that no rail moves. The session holds the bill's row.</summary>
internal static class RecordPaid
{
    /// <summary>Marks a bill as paid, by a completed transaction.</summary>
    /// <remarks>
    /// Its type is the destination's: a custom method, a check that the payer prints, or else off the platform, for money that did not go over
    /// the account that the bill names.
    /// </remarks>
    public static async Task<Transaction> RecordPaidAsync(
        this TenantSession session, Actor actor, InvoiceRow row, PaymentByHand how, DateTimeOffset now, CancellationToken cancel)
    {
        var paid = row.Invoice.PayOffPlatform(ConnectionRole.Payer, now);
        var order = await session.PaymentOrders.ScheduledOfAsync(row.Invoice.Id, cancel);
        var ends = await session.EndsByHandAsync(row.Invoice, order, how, now, cancel);
        TransactionShare[] shares = [new(row.Invoice.Id, row.Invoice.Open)];
        var completed = (await session.BeginTransactionAsync(ends, row.Invoice.PayerId, row.Invoice.PayeeId, shares, now, cancel)).CompleteByHand(now);

        await session.SaveByHandAsync(actor, completed, shares, null, order?.Start(completed.Id, now).Complete(now), now, cancel);
        await session.SaveInvoiceAsync(actor, "marked_paid", row.Invoice, paid, cancel);
        return completed;
    }

    /// <summary>Marks a bill's custom payment as failed, by a failed transaction.</summary>
    public static async Task<Transaction> RecordFailedAsync(
        this TenantSession session, Actor actor, InvoiceRow row, PaymentByHand how, InvoiceFailureType? type, DateTimeOffset now, CancellationToken cancel)
    {
        var unpaid = row.Invoice.FailOffPlatform(ConnectionRole.Payer, now);
        var order = await session.PaymentOrders.ScheduledOfAsync(row.Invoice.Id, cancel);
        var ends = await session.EndsByHandAsync(row.Invoice, order, how, now, cancel);
        TransactionShare[] shares = [new(row.Invoice.Id, row.Invoice.Open)];
        var reason = type ?? InvoiceFailureType.ProcessingError;
        var created = await session.BeginTransactionAsync(ends, row.Invoice.PayerId, row.Invoice.PayeeId, shares, now, cancel);
        var failed = created.FailByHand(FailureOf(reason, "The payer marked the payment as failed"), now);

        await session.SaveByHandAsync(actor, failed, shares, reason, order?.Start(failed.Id, now).Fail(now), now, cancel);
        await session.SaveInvoiceAsync(actor, "marked_failed", row.Invoice, unpaid, cancel);
        return failed;
    }

    /// <summary>Takes back what the payer had marked as paid, or the check that it had printed; all bills that it paid are to be paid again.</summary>
    /// <remarks>Holds the bills by itself: a check may have paid several.</remarks>
    public static async Task<Transaction> VoidPaymentAsync(
        this TenantSession session, Actor actor, InvoiceId id, InvoiceFailureType? type, DateTimeOffset now, CancellationToken cancel)
    {
        var latest = await session.Transactions.LatestCompletedOfAsync(id, cancel)
            ?? throw new RefusedException(Refusal.PaymentStepRefused, $"Invoice {id} was paid by nothing that can be voided.");
        var held = await session.HoldPaymentAsync(latest, cancel);
        if (await session.Businesses.FindAsync(held.Transaction.PayerId, cancel) is null)
        {
            throw new RefusedException(Refusal.PayerOnly, $"Only the payer can void the payment of invoice {id}.");
        }

        var reason = type ?? InvoiceFailureType.ProcessingError;

        var voided = held.Transaction.Void(FailureOf(reason, "The payer voided the payment"), now);

        await session.SaveTransactionAsync(actor, held, voided, reason, now, cancel);
        return voided;
    }

    private static TransactionFailure FailureOf(InvoiceFailureType reason, string text) => new(Words.Of(reason).ToUpperInvariant(), text);

    private static async Task SaveByHandAsync(
        this TenantSession session, Actor actor, Transaction transaction, IReadOnlyList<TransactionShare> shares, InvoiceFailureType? failure, PaymentOrder? order,
        DateTimeOffset now, CancellationToken cancel)
    {
        await session.Transactions.PutAsync(transaction, shares, cancel);
        session.TellOfTransaction(actor, null, transaction);
        if (order is not null)
        {
            await session.PaymentOrders.UpdateAsync(order, cancel);
            await session.DropJobAsync(StartPayments.JobKind, order.Id.Value, cancel);
        }

        await session.FinishTransactionAsync(actor, null, transaction, shares, failure, now, cancel);
    }

    private static async Task<TransactionEnds> EndsByHandAsync(
        this TenantSession session, Invoice invoice, PaymentOrder? order, PaymentByHand how, DateTimeOffset now, CancellationToken cancel)
    {
        var source = (how.Source ?? order?.SourceId) is { } from
            ? await session.PaymentMethods.GetOfAsync(invoice.PayerId, from, cancel)
            : await session.DefaultPaymentMethods.SourceOrWalletAsync(invoice.PayerId, now, cancel);
        var destination = (how.Destination ?? order?.DestinationId) is { } to ? await session.PaymentMethods.GetAsync(to, cancel) : null;
        var options = how.Options ?? order?.DestinationOptions;
        var isByHand = source.Kind is PaymentMethodKind.Custom or PaymentMethodKind.OffPlatform
            || destination is { Kind: PaymentMethodKind.Custom or PaymentMethodKind.OffPlatform }
            || (destination is { Kind: PaymentMethodKind.Check } && options?.Check == CheckDelivery.Print);
        if (destination is null || !isByHand)
        {
            (destination, options) = (await session.OffPlatformOfAsync(invoice.PayeeId, now, cancel), null);
        }

        return new TransactionEnds(source.TypeTo(destination, options?.Check), source.Id, destination.Id, options);
    }

    private static async Task<PaymentMethod> OffPlatformOfAsync(this TenantSession session, BusinessId payee, DateTimeOffset now, CancellationToken cancel)
    {
        var method = new PaymentMethod(PaymentMethodId.New(now), payee, PaymentMethodKind.OffPlatform, null, null, null, null, null, true, false, now, now);
        return await session.PaymentMethods.AddAsync(method, null, cancel);
    }
}
