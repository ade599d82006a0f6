using Quittance.Domain.Businesses;

namespace Quittance.Domain.Payments;

/// <summary>One movement of money from a payer to a payee, paying one invoice or several.</summary>
/// <param name="Failure">Why it failed, came back or was reversed; null otherwise.</param>
/// <param name="RailReference">What the rail calls it; null until the rail has answered.</param>
public sealed record Transaction(
    TransactionId Id,
    TransactionType Type,
    TransactionStatus Status,
    Money Amount,
    BusinessId PayerId,
    BusinessId PayeeId,
    PaymentMethodId SourceId,
    PaymentMethodId DestinationId,
    TransactionFailure? Failure,
    string? RailReference,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Takes in what the rail answered. What it says after the end changes nothing.</summary>
    /// <remarks>
    /// Only a return can change a settled transaction. One that came back before anybody asked whether it had arrived was
    /// never seen as settled here, so it ends as if the rail had rejected it.
    /// </remarks>
    public Transaction After(RailAnswer answer, DateTimeOffset now) => (answer, Status) switch
    {
        (RailAnswer.Queued queued, TransactionStatus.Created) => To(TransactionStatus.Queued, queued.Reference, now),
        (RailAnswer.Pending pending, TransactionStatus.Created or TransactionStatus.Queued) => To(TransactionStatus.Pending, pending.Reference, now),
        (RailAnswer.Settled settled, TransactionStatus.Created or TransactionStatus.Queued or TransactionStatus.Pending) =>
            To(TransactionStatus.Completed, settled.Reference, now),
        (RailAnswer.Rejected rejected, TransactionStatus.Created or TransactionStatus.Queued or TransactionStatus.Pending) =>
            Reject(rejected.Failure, rejected.Side, now),
        (RailAnswer.Returned returned, TransactionStatus.Created or TransactionStatus.Queued or TransactionStatus.Pending) =>
            Reject(returned.Failure, returned.Side, now),
        (RailAnswer.Returned returned, TransactionStatus.Completed) => To(TransactionStatus.Returned, null, now) with { Failure = returned.Failure },
        _ => this,
    };

    /// <summary>Calls it off before the rail has begun.</summary>
    public Transaction Cancel(DateTimeOffset now) => Status is TransactionStatus.Created or TransactionStatus.Queued
        ? To(TransactionStatus.Canceled, null, now)
        : throw new RefusedException(Refusal.PaymentStepRefused, $"Transaction {Id} is {$"{Status}".ToLowerInvariant()} and cannot be canceled.");

    private Transaction Reject(TransactionFailure failure, FailedSide side, DateTimeOffset now) =>
        To(side == FailedSide.Source ? TransactionStatus.Failed : TransactionStatus.Reversed, null, now) with { Failure = failure };

    private Transaction To(TransactionStatus status, string? reference, DateTimeOffset now) =>
        this with { Status = status, RailReference = reference ?? RailReference, UpdatedAt = now };
}

/// <summary>Where a transaction stands; the Payments dialect's eight statuses (seed 004).</summary>
public enum TransactionStatus
{
    /// <summary>Recorded; the rail has not begun.</summary>
    Created,

    /// <summary>The rail moves the money.</summary>
    Pending,

    /// <summary>The money arrived.</summary>
    Completed,

    /// <summary>The source could not pay.</summary>
    Failed,

    /// <summary>The destination could not take it, and the source has it back.</summary>
    Reversed,

    /// <summary>The rail holds it back until it has room.</summary>
    Queued,

    /// <summary>Called off before the rail began.</summary>
    Canceled,

    /// <summary>It arrived and came back later.</summary>
    Returned,
}

/// <summary>From what to what the money moves; the Payments dialect's ten types (seed 004).</summary>
public enum TransactionType
{
    /// <summary>Bank account to bank account.</summary>
    BankAccountToBankAccount,

    /// <summary>Bank account to a check that is printed and mailed.</summary>
    BankAccountToMailedCheck,

    /// <summary>Bank account to a check that the payer prints.</summary>
    BankAccountToPrintedCheck,

    /// <summary>Bank account to wallet.</summary>
    BankAccountToWallet,

    /// <summary>Card to bank account.</summary>
    CardToBankAccount,

    /// <summary>Card to wallet.</summary>
    CardToWallet,

    /// <summary>Wallet to bank account.</summary>
    WalletToBankAccount,

    /// <summary>Wallet to wallet.</summary>
    WalletToWallet,

    /// <summary>A payment method of the platform's own.</summary>
    Custom,

    /// <summary>Paid outside Quittance.</summary>
    OffPlatform,
}

/// <summary>Why a transaction did not stand.</summary>
/// <param name="Code">The rail's code, for ACH a NACHA return code such as <c>R01</c>.</param>
/// <param name="Description">The same for a person.</param>
public sealed record TransactionFailure(string Code, string Description);

/// <summary>Names a transaction.</summary>
public readonly record struct TransactionId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static TransactionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"trx_{Value:n}";
}
