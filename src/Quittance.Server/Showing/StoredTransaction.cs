using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>What is shown of a row of <c>transactions</c>. Whoever has just made such a row need not read it to show it.</summary>
internal sealed record StoredTransaction(
    Guid Id,
    TransactionType Type,
    TransactionStatus Status,
    Currency Currency,
    long AmountMinor,
    Guid PayerId,
    Guid PayeeId,
    Guid SourceId,
    Guid DestinationId,
    TransactionFailure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int? CheckNumber,
    DateTimeOffset? MailedAt,
    PaymentDestinationOptionsWire? DestinationOptions,
    long? SourceFeeMinor,
    long? DestinationFeeMinor,
    DateTimeOffset? CompletedAt)
{
    /// <summary>Without its bills.</summary>
    public ShownTransaction Show()
    {
        var (type, status) = (Words.Of(Type), Words.Of(Status));
        var shown = new TransactionResponse(
            ShownTransactions.WordOf(Type),
            PaymentsIds.Write(PaymentsIds.Transaction, Id),
            status.ToUpperInvariant(),
            AmountMinor,
            Currency.Code,
            PaymentsIds.Write(PaymentsIds.Entity, PayerId),
            new EntityMark(PayerId),
            PaymentsIds.Write(PaymentsIds.PaymentMethod, SourceId),
            new MethodMark(SourceId),
            PaymentsIds.Write(PaymentsIds.Entity, PayeeId),
            new EntityMark(PayeeId),
            PaymentsIds.Write(PaymentsIds.PaymentMethod, DestinationId),
            new MethodMark(DestinationId),
            CreatedAt,
            UpdatedAt,
            DestinationOptions,
            ShownFees.Of(SourceFeeMinor, DestinationFeeMinor, Currency),
            Failure is { } failure && Type.IsAch() ? new FailureReason(failure.Code, failure.Description) : null,
            CheckNumber,
            MailedAt);
        return new ShownTransaction(Id, PayerId, PayeeId, status, type, Currency, AmountMinor, CompletedAt, shown, [], new Dictionary<Guid, long>());
    }
}
