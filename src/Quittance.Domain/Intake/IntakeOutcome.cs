namespace Quittance.Domain.Intake;

/// <summary>What became of a delivered bill.</summary>
public enum IntakeOutcome
{
    /// <summary>It is an invoice now.</summary>
    Created,

    /// <summary>It repeats a bill that is there: the same bytes, or the same number from the same supplier.</summary>
    Duplicate,

    /// <summary>No connected supplier could be recognised; a person has to choose, or to connect one.</summary>
    Unmatched,

    /// <summary>It cannot be an invoice: unreadable, or without what a bill needs.</summary>
    Faulty,

    /// <summary>It is a credit note: kept and readable, for a person to set off.</summary>
    CreditNote,

    /// <summary>It asks for no money: it was paid in advance, or its total is zero or less.</summary>
    Settled,
}

/// <summary>Names a bill as it was delivered.</summary>
public readonly record struct IntakeDocumentId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static IntakeDocumentId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"doc_{Value:n}";
}
