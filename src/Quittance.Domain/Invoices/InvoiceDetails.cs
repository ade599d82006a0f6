using Quittance.Domain.Accounting;

namespace Quittance.Domain.Invoices;

/// <summary>What a bill says beyond what is owed: its number, dates, text and lines.</summary>
/// <param name="Number">The payee's number (EN 16931 BT-1), unique within a connection; null on a draft that has none yet.</param>
/// <param name="TaxMinor">The VAT contained in the amount (BT-110), in minor units; null when the bill does not say.</param>
/// <param name="PrepaidMinor">What was paid before the bill (BT-113), already taken off the amount; in minor units.</param>
public sealed record InvoiceDetails(
    string? Number,
    DateOnly? InvoiceDate,
    string? Memo,
    long? TaxMinor,
    long? PrepaidMinor,
    IReadOnlyList<InvoiceLine> Lines)
{
    /// <summary>Whether both say the same; lists compare by their lines.</summary>
    public bool HasSameContentAs(InvoiceDetails other) =>
        this with { Lines = [] } == other with { Lines = [] } && Lines.SequenceEqual(other.Lines);
}

/// <summary>One line of a bill.</summary>
/// <param name="Quantity">Up to <see cref="DecimalsMax"/> decimals; may be negative on a line that takes something off.</param>
/// <param name="UnitPrice">Price of one in major units of the invoice's currency, up to <see cref="DecimalsMax"/> decimals; prices may be finer than money.</param>
/// <param name="AmountMinor">What the line comes to, in minor units (BT-131); without tax where the bill states one.</param>
/// <param name="TaxRate">The VAT rate that the line states (BT-152), in hundredths of a percent; null where it states none.</param>
public sealed record InvoiceLine(string Description, decimal Quantity, decimal UnitPrice, long AmountMinor, int? TaxRate = null)
{
    /// <summary>The most decimals that a quantity or a unit price may have.</summary>
    public const int DecimalsMax = 6;

    /// <summary>The most lines of one bill.</summary>
    public const int CountMax = 1000;

    /// <summary>The highest tax rate that a line may state: 100 %.</summary>
    public const int TaxRateMax = 100_00;

    /// <summary>The tax on lines that state rates: per rate, as <see cref="BillTax"/> counts it.</summary>
    /// <returns>In minor units; null when no line states a rate.</returns>
    public static long? TaxOf(IReadOnlyList<InvoiceLine> lines) => lines.Any(line => line.TaxRate is not null)
        ? (long)BillTax.Of([.. lines.Select(line => (line.AmountMinor, line.TaxRate ?? 0))])
        : null;

    /// <summary>A line that comes to quantity times unit price, rounded half away from zero to minor units.</summary>
    /// <returns>Null when that is more than an amount may be.</returns>
    public static InvoiceLine? Of(string description, decimal quantity, decimal unitPrice, Currency currency, int? taxRate = null)
    {
        // Asked by division, because the product of two large decimals overflows.
        if (quantity != 0 && Math.Abs(unitPrice) > Money.MinorMax / Math.Abs(quantity))
        {
            return null;
        }

        var minor = decimal.Round(quantity * unitPrice * currency.MinorPerMajor, MidpointRounding.AwayFromZero);
        return Math.Abs(minor) <= Money.MinorMax ? new InvoiceLine(description, quantity, unitPrice, (long)minor, taxRate) : null;
    }
}
