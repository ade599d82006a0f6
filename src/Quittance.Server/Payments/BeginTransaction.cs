using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>From what to what a transaction goes, and how.</summary>
internal sealed record TransactionEnds(TransactionType Type, PaymentMethodId SourceId, PaymentMethodId DestinationId, DestinationOptions? Options);

/// <summary>Makes a transaction in a session that holds its bills; it is not written yet.</summary>
internal static class BeginTransaction
{
    /// <remarks>A check takes its number here. The source's row is held before the payer's head, as by whoever freezes an account.</remarks>
    public static async Task<Transaction> BeginTransactionAsync(
        this TenantSession session, TransactionEnds ends, BusinessId payer, BusinessId payee, IReadOnlyList<TransactionShare> shares, DateTimeOffset now,
        CancellationToken cancel)
    {
        int? check = ends.Type.IsCheck() ? await session.CheckNumbers.NextAsync(ends.SourceId, cancel) : null;
        var (sourceFee, destinationFee) = await session.FeesOfAsync(shares.Select(share => share.InvoiceId), cancel);
        var amount = new Money(shares.Sum(share => share.Amount.Minor), shares[0].Amount.Currency);
        var id = await session.Transactions.NextIdAsync(payer, now, cancel);
        return new Transaction(
            id, ends.Type, TransactionStatus.Created, amount, payer, payee, ends.SourceId, ends.DestinationId, null, null, Uuid7.TimeOf(id.Value), now)
        {
            CheckNumber = check,
            DestinationOptions = ends.Options,
            SourceFeeMinor = sourceFee,
            DestinationFeeMinor = destinationFee,
        };
    }
}
