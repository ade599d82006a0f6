namespace Quittance.Domain.Accounting;

/// <summary>How the payer books one line of a bill.</summary>
/// <param name="Position">Of the line, counted from zero; <see cref="BillLine.AllowancesPosition"/> or <see cref="BillLine.PrepaidPosition"/> for what is beside the lines.</param>
/// <param name="TaxRateId">Null for the one that has the line's rate.</param>
public sealed record LineCoding(int Position, LedgerAccountId AccountId, TaxRateId? TaxRateId, CodingSource Source);

/// <summary>Who chose an account.</summary>
public enum CodingSource
{
    /// <summary>Somebody; nothing but somebody changes it again.</summary>
    Person,

    /// <summary>It is the one that the vendor's last bill was booked on.</summary>
    Vendor,

    /// <summary>It is the one that the business takes when nothing better is known.</summary>
    Default,
}
