using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;

namespace Quittance.Domain.Payments;

/// <summary>The payer's order to pay a bill on a day. The transaction is made when that day comes, not before; several bills may share one.</summary>
/// <param name="On">The deduction date: the first day on which money may leave the source.</param>
/// <param name="NoteToSelf">A note of the payer; on the sandbox rail it can carry a failure trigger.</param>
public sealed record PaymentOrder(
    PaymentOrderId Id,
    InvoiceId InvoiceId,
    BusinessId PayerId,
    BusinessId PayeeId,
    Money Amount,
    PaymentMethodId SourceId,
    PaymentMethodId DestinationId,
    ClearingSpeed ClearingSpeed,
    DateOnly On,
    string? NoteToSelf,
    PaymentOrderStatus Status,
    TransactionId? TransactionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether it may go together with others: from the same source to the same destination, in the same way, on the same day.</summary>
    public bool IsBatch { get; init; }

    /// <summary>How the money is to arrive; null where nothing was chosen.</summary>
    public DestinationOptions? DestinationOptions { get; init; }

    /// <summary>The day has come and the transaction exists.</summary>
    public PaymentOrder Start(TransactionId transaction, DateTimeOffset now) =>
        Step(PaymentOrderStatus.Scheduled, PaymentOrderStatus.Processing, "started", now) with { TransactionId = transaction };

    /// <summary>The transaction settled.</summary>
    public PaymentOrder Complete(DateTimeOffset now) => Step(PaymentOrderStatus.Processing, PaymentOrderStatus.Completed, "completed", now);

    /// <summary>The transaction failed.</summary>
    public PaymentOrder Fail(DateTimeOffset now) => Step(PaymentOrderStatus.Processing, PaymentOrderStatus.Failed, "failed", now);

    /// <summary>The money came back after it had arrived.</summary>
    public PaymentOrder Return(DateTimeOffset now) => Step(PaymentOrderStatus.Completed, PaymentOrderStatus.Failed, "returned", now);

    /// <summary>The payer calls it off. Once money moves it is too late.</summary>
    public PaymentOrder Cancel(DateTimeOffset now) => Step(PaymentOrderStatus.Scheduled, PaymentOrderStatus.Canceled, "canceled", now);

    /// <summary>The payer calls it off after it has started, and the rail had not begun.</summary>
    public PaymentOrder CallOff(DateTimeOffset now) => Step(PaymentOrderStatus.Processing, PaymentOrderStatus.Canceled, "called off", now);

    /// <summary>Whether one transaction can pay both: they are batch orders, and nothing but the bill and its amount differs.</summary>
    public bool GoesWith(PaymentOrder other) =>
        IsBatch && other.IsBatch
        && (PayerId, PayeeId, SourceId, DestinationId, Amount.Currency, ClearingSpeed, On) ==
            (other.PayerId, other.PayeeId, other.SourceId, other.DestinationId, other.Amount.Currency, other.ClearingSpeed, other.On)
        && (DestinationOptions is { } options ? options.IsSameAs(other.DestinationOptions) : other.DestinationOptions is null);

    private PaymentOrder Step(PaymentOrderStatus from, PaymentOrderStatus to, string step, DateTimeOffset now) => Status == from
        ? this with { Status = to, UpdatedAt = now }
        : throw new RefusedException(Refusal.PaymentStepRefused, $"Payment {Id} is {$"{Status}".ToLowerInvariant()} and cannot be {step}.");
}

/// <summary>Where a payment order stands.</summary>
public enum PaymentOrderStatus
{
    /// <summary>Waits for its day.</summary>
    Scheduled,

    /// <summary>Its transaction exists and money moves.</summary>
    Processing,

    /// <summary>The money arrived.</summary>
    Completed,

    /// <summary>The money did not arrive, or came back.</summary>
    Failed,

    /// <summary>Called off before its day, or before the rail had begun.</summary>
    Canceled,
}

/// <summary>How fast the rail should clear.</summary>
public enum ClearingSpeed
{
    /// <summary>One to three business days.</summary>
    Standard,

    /// <summary>The same business day, where the rail offers it.</summary>
    SameDay,
}

/// <summary>Names a payment order; the Network dialect calls it a payment.</summary>
public readonly record struct PaymentOrderId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static PaymentOrderId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"pmt_{Value:n}";
}
