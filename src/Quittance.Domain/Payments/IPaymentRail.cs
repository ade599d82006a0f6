using Quittance.Domain.Invoices;

namespace Quittance.Domain.Payments;

/// <summary>A way of moving money. There is one implementation per outside system, and nothing else implements it.</summary>
/// <remarks>
/// <para>
/// No method throws for what the other side may do. Silence, a timeout or an unknown status is
/// <see cref="RailAnswer.Pending"/>: the money may have moved, so the transaction stays with the rail until it says.
/// </para>
/// <para>
/// The transaction's id is the key of everything: the same id moves money once, however often it is instructed. Whoever calls
/// keeps asking (<see cref="RailAnswer.Pending.AskAgainAt"/>) and takes what it is told as it comes: an answer that says
/// nothing new is no harm, and one that skips a step counts as if the steps between had been told.
/// </para>
/// <para>
/// A rail that works by files takes an instruction as <see cref="RailAnswer.Queued"/> until its cut-off, gathers all that it has by
/// then into one file, and from the moment when the file is handed over answers <see cref="RailAnswer.Pending"/>. What comes in by itself, a
/// statement or a return file, it reads in a job of its own, which asks for the job that follows each transaction named there;
/// that one finds the news by <see cref="FollowAsync"/>, also when it had settled long ago.
/// </para>
/// </remarks>
public interface IPaymentRail
{
    /// <summary>Asks the rail to move the money.</summary>
    /// <remarks>The transaction's id is the key: the same id twice moves money once.</remarks>
    Task<RailAnswer> InstructAsync(RailInstruction instruction, CancellationToken cancel);

    /// <summary>Asks how an instruction stands. A settled one can still be returned days later.</summary>
    Task<RailAnswer> FollowAsync(RailInstruction instruction, CancellationToken cancel);

    /// <summary>Asks the rail not to move the money.</summary>
    /// <returns>
    /// <see cref="RailAnswer.Canceled"/> if nothing was begun and nothing will be, not even if the same id is on its way to be
    /// instructed; else how it stands, and it goes on.
    /// </returns>
    Task<RailAnswer> CancelAsync(RailInstruction instruction, CancellationToken cancel);
}

/// <summary>What a rail needs to know to move money, account numbers included. It is never logged or stored.</summary>
/// <param name="InstructedAt">When the rail was first asked, UTC.</param>
/// <param name="Source">Where the money is taken from.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Check">How a check is to get to the payee; null mails it.</param>
/// <param name="Notes">The payer's notes on the bills that are paid, which the sandbox reads its triggers from.</param>
public sealed record RailInstruction(
    TransactionId Id,
    TransactionType Type,
    Money Amount,
    ClearingSpeed ClearingSpeed,
    DateTimeOffset InstructedAt,
    RailAccount Source,
    RailAccount Destination,
    CheckDelivery? Check,
    IReadOnlyList<string> Notes)
{
    /// <summary>The id only: what else is in here does not belong into a log.</summary>
    public override string ToString() => $"{Id}";
}

/// <summary>One end of a movement, with its account number in the clear.</summary>
/// <param name="Number">IBAN or account number; null for a wallet.</param>
public sealed record RailAccount(PaymentMethodKind Kind, string? Name, string? RoutingNumber, string? Number)
{
    /// <summary>Masked: an account number never reaches a log.</summary>
    public override string ToString() => $"{Kind} ****";
}

/// <summary>The closed set of answers that a rail can give.</summary>
public abstract record RailAnswer
{
    private RailAnswer()
    {
    }

    /// <summary>The money arrived.</summary>
    /// <param name="WatchUntil">How long it can still come back and is asked for; null when it cannot, or when the rail tells by itself.</param>
    /// <param name="MailedAt">For a mailed check: when it was mailed.</param>
    public sealed record Settled(string Reference, DateTimeOffset? WatchUntil = null, DateTimeOffset? MailedAt = null) : RailAnswer;

    /// <summary>It is under way, or nobody knows. Ask again after <paramref name="AskAgainAt"/>.</summary>
    /// <param name="MailedAt">For a check that is in the mail: since when.</param>
    public sealed record Pending(string? Reference, DateTimeOffset AskAgainAt, DateTimeOffset? MailedAt = null) : RailAnswer;

    /// <summary>The rail took it but has not begun. Ask again after <paramref name="AskAgainAt"/>.</summary>
    public sealed record Queued(string? Reference, DateTimeOffset AskAgainAt) : RailAnswer;

    /// <summary>It will not happen, and the source has its money.</summary>
    public sealed record Rejected(TransactionFailure Failure, FailedSide Side) : RailAnswer;

    /// <summary>It will not happen, because somebody called it off.</summary>
    public sealed record Canceled : RailAnswer;

    /// <summary>It had settled and came back.</summary>
    public sealed record Returned(TransactionFailure Failure, FailedSide Side) : RailAnswer;
}

/// <summary>Whose account was the reason.</summary>
public enum FailedSide
{
    /// <summary>The payer's.</summary>
    Source,

    /// <summary>The payee's.</summary>
    Destination,
}
