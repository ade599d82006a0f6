using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;

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
    /// <summary>The number of its check; null for every other type.</summary>
    public int? CheckNumber { get; init; }

    /// <summary>When its check was mailed; null before that, and for every other type.</summary>
    public DateTimeOffset? MailedAt { get; init; }

    /// <summary>How the money is to arrive, as it was ordered.</summary>
    public DestinationOptions? DestinationOptions { get; init; }

    /// <summary>The platform's markup for the payer, in minor units, for all its bills together.</summary>
    public long? SourceFeeMinor { get; init; }

    /// <summary>The platform's markup for the payee, in minor units, for all its bills together.</summary>
    public long? DestinationFeeMinor { get; init; }

    /// <summary>When it was first given to the rail; null before that, and for what no rail moves.</summary>
    public DateTimeOffset? InstructedAt { get; init; }

    /// <summary>Whether only the rail can say that it is called off: it knows of it, but may not have begun.</summary>
    public bool IsCanceledByRail => Status == TransactionStatus.Queued || (Status == TransactionStatus.Created && InstructedAt is not null);

    /// <summary>It is about to be given to the rail. From here on the rail may know of it, whatever becomes of the call.</summary>
    public Transaction Instruct(DateTimeOffset now) => Status == TransactionStatus.Created ? this with { InstructedAt = InstructedAt ?? now } : this;

    /// <summary>Takes in what the rail answered. What it says after the end changes nothing.</summary>
    /// <remarks>
    /// Only a return can change a settled transaction. One that came back before anybody asked whether it had arrived was
    /// never seen as settled here, so it ends as if the rail had rejected it.
    /// </remarks>
    public Transaction After(RailAnswer answer, DateTimeOffset now) => (answer, Status) switch
    {
        (RailAnswer.Queued queued, TransactionStatus.Created) => To(TransactionStatus.Queued, queued.Reference, now),
        (RailAnswer.Pending pending, TransactionStatus.Created or TransactionStatus.Queued) =>
            To(TransactionStatus.Pending, pending.Reference, now) with { MailedAt = MailedBy(pending.MailedAt) },
        (RailAnswer.Pending { MailedAt: { } mailed }, TransactionStatus.Pending) when MailedAt is null && MailedBy(mailed) is not null =>
            this with { MailedAt = mailed, UpdatedAt = now },
        (RailAnswer.Settled settled, _) when IsOpen => To(TransactionStatus.Completed, settled.Reference, now) with { MailedAt = MailedBy(settled.MailedAt) },
        (RailAnswer.Rejected rejected, _) when IsOpen => Reject(rejected.Failure, rejected.Side, now),
        (RailAnswer.Returned returned, _) when IsOpen => Reject(returned.Failure, returned.Side, now),
        (RailAnswer.Canceled, _) when IsOpen => To(TransactionStatus.Canceled, null, now),
        (RailAnswer.Returned returned, TransactionStatus.Completed) => To(TransactionStatus.Returned, null, now) with { Failure = returned.Failure },
        _ => this,
    };

    /// <summary>Calls it off before the rail has begun.</summary>
    /// <param name="answer">What the rail says to that; null when it was not asked, which is right only as long as it knows nothing of it.</param>
    public Transaction Cancel(RailAnswer? answer, DateTimeOffset now) =>
        (Status == TransactionStatus.Created && InstructedAt is null) || (IsCanceledByRail && answer is RailAnswer.Canceled)
            ? To(TransactionStatus.Canceled, null, now)
            : throw new RefusedException(Refusal.PaymentStepRefused, $"Transaction {Id} is {Word}{(IsCanceledByRail ? ", its rail has begun" : "")} and cannot be canceled.");

    /// <summary>The payer printed the check, or paid by means of its own: it is settled because the payer says so.</summary>
    public Transaction CompleteByHand(DateTimeOffset now) => Status == TransactionStatus.Created && Type.IsByHand()
        ? To(TransactionStatus.Completed, null, now)
        : throw new RefusedException(Refusal.PaymentStepRefused, $"Transaction {Id} is {Word} and cannot be marked as paid.");

    /// <summary>The payer says that a payment by means of its own did not go through.</summary>
    public Transaction FailByHand(TransactionFailure failure, DateTimeOffset now) => Status == TransactionStatus.Created && Type == TransactionType.Custom
        ? To(TransactionStatus.Failed, null, now) with { Failure = failure }
        : throw new RefusedException(Refusal.PaymentStepRefused, $"Transaction {Id} is {Word} and cannot be marked as failed.");

    /// <summary>The payer takes back what it settled by its own word: a check that it printed, or a payment by a method of the platform's own.</summary>
    public Transaction Void(TransactionFailure failure, DateTimeOffset now) =>
        Status == TransactionStatus.Completed && Type is TransactionType.BankAccountToPrintedCheck or TransactionType.Custom
            ? To(TransactionStatus.Returned, null, now) with { Failure = failure }
            : throw new RefusedException(Refusal.PaymentStepRefused, $"Transaction {Id} is {Word}; only a printed check or a custom payment that was completed can be voided.");

    private bool IsOpen => Status is TransactionStatus.Created or TransactionStatus.Queued or TransactionStatus.Pending;

    private string Word => $"{Status}".ToLowerInvariant();

    private DateTimeOffset? MailedBy(DateTimeOffset? told) => MailedAt ?? (Type == TransactionType.BankAccountToMailedCheck ? told : null);

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

/// <summary>What holds for a type of transaction.</summary>
public static class TransactionTypes
{
    /// <summary>Whether no rail moves it: it settles when the payer says so.</summary>
    public static bool IsByHand(this TransactionType type) =>
        type is TransactionType.Custom or TransactionType.OffPlatform or TransactionType.BankAccountToPrintedCheck;

    /// <summary>Whether it waits for the payer's word although its day has come. A printed check does not: the order is the word.</summary>
    public static bool WaitsForPayer(this TransactionType type) => type is TransactionType.Custom or TransactionType.OffPlatform;

    /// <summary>Whether it goes over the ACH network, whose return codes its reason of failure is shown by (Payments dialect).</summary>
    public static bool IsAch(this TransactionType type) => type is
        TransactionType.BankAccountToBankAccount or TransactionType.BankAccountToWallet or TransactionType.CardToBankAccount or TransactionType.WalletToBankAccount;

    /// <summary>Whether it is paid with a check, which has a number.</summary>
    public static bool IsCheck(this TransactionType type) => type is TransactionType.BankAccountToMailedCheck or TransactionType.BankAccountToPrintedCheck;
}

/// <summary>Why a transaction did not stand.</summary>
/// <param name="Code">The rail's code, for ACH a NACHA return code such as <c>R01</c>.</param>
/// <param name="Description">The same for a person.</param>
public sealed record TransactionFailure(string Code, string Description)
{
    private const string InsufficientFunds = "R01";

    /// <summary>What its bills show as the reason.</summary>
    /// <param name="side">Whose account it was; null when it was nobody's.</param>
    public InvoiceFailureType OnInvoices(FailedSide? side) => (Code, side) switch
    {
        (InsufficientFunds, FailedSide.Source) => InvoiceFailureType.InsufficientFunds,
        (_, FailedSide.Source) => InvoiceFailureType.SourcePaymentError,
        (_, FailedSide.Destination) => InvoiceFailureType.DestinationPaymentError,
        _ => InvoiceFailureType.ProcessingError,
    };
}

/// <summary>Names a transaction.</summary>
public readonly record struct TransactionId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static TransactionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"trx_{Value:n}";
}
