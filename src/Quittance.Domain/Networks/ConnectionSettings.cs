namespace Quittance.Domain.Networks;

/// <summary>How bills on a connection are treated.</summary>
/// <param name="NetTermsDays">Days from the invoice date to the default due date, 0 to 365; null when none were agreed.</param>
/// <param name="AutoApproval">When a bill needs no person; null when always a person decides.</param>
public sealed record ConnectionSettings(int? NetTermsDays, AutoApproval? AutoApproval)
{
    /// <summary>The longest net terms, in days.</summary>
    public const int NetTermsDaysMax = 365;

    /// <summary>Nothing agreed: no default due date, every bill is approved by a person.</summary>
    public static ConnectionSettings None { get; } = new(null, null);

    /// <summary>The due date of a bill that names none.</summary>
    public DateOnly? DueDateOf(DateOnly? invoiceDate) =>
        NetTermsDays is { } days && invoiceDate is { } date && date <= DateOnly.MaxValue.AddDays(-days) ? date.AddDays(days) : null;
}

/// <summary>The rule by which a bill is approved without a person: only if every condition that is set holds.</summary>
/// <param name="Enabled">False switches the rule off and keeps its conditions.</param>
/// <param name="MaxAmount">The largest amount that needs no person; a bill in another currency does. Null: no limit.</param>
/// <param name="RequireMatchedSupplier">The supplier must have been recognised by SIRET, SIREN or VAT number on an imported document.</param>
/// <param name="RequireKnownBankAccount">The bill must name a bank account that was paid or confirmed before.</param>
public sealed record AutoApproval(bool Enabled, Money? MaxAmount, bool RequireMatchedSupplier, bool RequireKnownBankAccount)
{
    /// <summary>Judges a bill.</summary>
    /// <returns>Null when the bill is approved without a person; else why a person must look.</returns>
    public string? WhyNot(Money amount, SupplierEvidence evidence)
    {
        if (!Enabled)
        {
            return "auto-approval is off";
        }

        // A changed bank account is the commonest payment fraud, so it always waits for a person.
        if (evidence.BankAccount == BankAccountEvidence.Changed)
        {
            return "the bank account differs from the known one";
        }

        if (MaxAmount is { } limit && (limit.Currency != amount.Currency || amount > limit))
        {
            return $"{amount} is not within {limit}";
        }

        if (RequireMatchedSupplier && !evidence.IsSupplierMatched)
        {
            return "the supplier was not matched by a registration number";
        }

        return RequireKnownBankAccount && evidence.BankAccount != BankAccountEvidence.Known
            ? "the bill names no known bank account"
            : null;
    }
}

/// <summary>What is known of the supplier when a bill comes in.</summary>
/// <param name="IsSupplierMatched">A registration number on the document named exactly one connected business.</param>
/// <param name="BankAccount">How the bill's bank account compares with those of the supplier that we know.</param>
public sealed record SupplierEvidence(bool IsSupplierMatched, BankAccountEvidence BankAccount);

/// <summary>How a bill's bank account compares with the supplier's known ones.</summary>
public enum BankAccountEvidence
{
    /// <summary>The bill names no account.</summary>
    None,

    /// <summary>The supplier has no known account yet.</summary>
    First,

    /// <summary>The account is one that was confirmed before.</summary>
    Known,

    /// <summary>The supplier has known accounts and this is none of them.</summary>
    Changed,
}
