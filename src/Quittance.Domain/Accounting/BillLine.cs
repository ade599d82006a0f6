using Quittance.Domain.Invoices;

namespace Quittance.Domain.Accounting;

/// <summary>A line of a bill as books have it: all lines and the tax add up to what is owed, unless a line is beyond all amounts.</summary>
/// <param name="Position">The line's own, from zero, or one of the two below zero.</param>
/// <param name="UnitPrice">In major units.</param>
/// <param name="NetMinor">Without tax, in minor units.</param>
/// <param name="Rate">The tax rate that it states, in hundredths of a percent; null where it states none.</param>
public sealed record BillLine(int Position, string Description, decimal Quantity, decimal UnitPrice, long NetMinor, int? Rate)
{
    /// <summary>Where what the document takes off or adds beside its lines stands (EN 16931 BG-20, BG-21, BT-114).</summary>
    public const int AllowancesPosition = -1;

    /// <summary>Where what was paid before stands (BT-113).</summary>
    public const int PrepaidPosition = -2;

    // What the lines leave of the amount is a few amounts at most; more is a line that cannot be.
    private const decimal RestMax = 4m * Money.MinorMax;

    /// <summary>The lines of a bill, and what it has beside them.</summary>
    /// <remarks>The lines of a bill that states a tax are net (BT-131); of one that states none they are what is owed, and their rates mean nothing.</remarks>
    public static IReadOnlyList<BillLine> Of(Invoice invoice)
    {
        var details = invoice.Details;
        var prepaid = details.PrepaidMinor ?? 0;
        var net = invoice.Amount.Minor + prepaid - (details.TaxMinor ?? 0);
        var lines = details.Lines
            .Select((line, position) => new BillLine(
                position, line.Description, line.Quantity, line.UnitPrice, line.AmountMinor, details.TaxMinor is null ? null : line.TaxRate))
            .ToList();
        if (lines.Count == 0)
        {
            lines.Add(One(0, TextOf(details), net, invoice.Amount.Currency));
        }

        var rest = Math.Clamp(net - lines.Sum(line => (decimal)line.NetMinor), -RestMax, RestMax);
        if (rest != 0)
        {
            lines.Add(One(AllowancesPosition, "Allowances and charges", (long)rest, invoice.Amount.Currency));
        }

        if (prepaid != 0)
        {
            lines.Add(One(PrepaidPosition, "Prepaid", -prepaid, invoice.Amount.Currency));
        }

        return lines;
    }

    /// <summary>The tax on each line by the rates that they state: together what the bill states, where the rates explain that.</summary>
    public static IReadOnlyList<long> StatedTaxes(Invoice invoice, IReadOnlyList<BillLine> lines)
    {
        var rated = lines.Select(line => (line.NetMinor, line.Rate ?? 0)).ToList();
        var tax = invoice.Details.TaxMinor ?? 0;
        return BillTax.IsNear(tax, rated) ? BillTax.Split(tax, rated) : [.. rated.Select(line => (long)BillTax.Of([line]))];
    }

    /// <summary>The line for people, who count from one.</summary>
    public string Label => Position switch
    {
        AllowancesPosition => "the allowances and charges",
        PrepaidPosition => "what was prepaid",
        _ => Description.Length == 0 ? $"line {Position + 1}" : $"line {Position + 1} (\"{(Description.Length <= 60 ? Description : Description[..60])}\")",
    };

    private static string TextOf(InvoiceDetails details) =>
        !string.IsNullOrWhiteSpace(details.Memo) ? details.Memo
        : !string.IsNullOrWhiteSpace(details.Number) ? details.Number
        : "Bill";

    private static BillLine One(int position, string description, long net, Currency currency) =>
        new(position, description, 1, new Money(net, currency).ToMajor(), net, null);
}
