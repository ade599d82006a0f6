namespace Quittance.Domain.Payments;

/// <summary>A way of moving money. There is one implementation per outside system, and nothing else implements it.</summary>
/// <remarks>
/// No method throws for what the other side may do. Silence, a timeout or an unknown status is
/// <see cref="RailAnswer.Pending"/>: the money may have moved, so the transaction stays with the rail until it says.
/// </remarks>
public interface IPaymentRail
{
    /// <summary>Asks the rail to move the money.</summary>
    /// <remarks>The transaction's id is the key: the same id twice moves money once.</remarks>
    Task<RailAnswer> InstructAsync(RailInstruction instruction, CancellationToken cancel);

    /// <summary>Asks how an instruction stands. A settled one can still be returned days later.</summary>
    Task<RailAnswer> FollowAsync(RailInstruction instruction, CancellationToken cancel);
}

/// <summary>What a rail needs to know to move money, account numbers included. It is never logged or stored.</summary>
/// <param name="InstructedAt">When the rail was first asked, UTC.</param>
/// <param name="Source">Where the money is taken from.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Note">The payer's note, which the sandbox reads its triggers from.</param>
public sealed record RailInstruction(
    TransactionId Id,
    Money Amount,
    ClearingSpeed ClearingSpeed,
    DateTimeOffset InstructedAt,
    RailAccount Source,
    RailAccount Destination,
    string? Note)
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

    /// <summary>The money arrived. <paramref name="WatchUntil"/> is how long it can still come back; null when it cannot.</summary>
    public sealed record Settled(string Reference, DateTimeOffset? WatchUntil = null) : RailAnswer;

    /// <summary>It is under way, or nobody knows. Ask again after <paramref name="AskAgainAt"/>.</summary>
    public sealed record Pending(string? Reference, DateTimeOffset AskAgainAt) : RailAnswer;

    /// <summary>The rail took it but has not begun. Ask again after <paramref name="AskAgainAt"/>.</summary>
    public sealed record Queued(string? Reference, DateTimeOffset AskAgainAt) : RailAnswer;

    /// <summary>It will not happen, and the source has its money.</summary>
    public sealed record Rejected(TransactionFailure Failure, FailedSide Side) : RailAnswer;

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
