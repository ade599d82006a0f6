using Quittance.Domain;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Api.Network;

/// <summary>The rules of a payable's money, for creating and changing it.</summary>
internal static class PayableFields
{
    public static Money Amount(Check check, decimal? amount, Currency currency) => check.PositiveMoney("amount", amount, currency);

    /// <summary>The lines of a request; they and their tax add up to <paramref name="amount"/> or there are none.</summary>
    public static IReadOnlyList<InvoiceLine> Lines(Check check, IReadOnlyList<LineItemRequest?>? items, Money amount)
    {
        var lines = new List<InvoiceLine>();
        var given = check.Items("lineItems", items, InvoiceLine.CountMax);
        foreach (var (position, item) in given.Index())
        {
            if (Line(check, $"lineItems[{position}]", item, amount.Currency) is { } line)
            {
                lines.Add(line);
            }
        }

        if (lines.Count == given.Count)
        {
            CheckSum(check, lines, amount);
        }

        return lines;
    }

    /// <summary>The lines that a change leaves alone. On an imported bill tax and prepayment stand between them and the amount.</summary>
    public static IReadOnlyList<InvoiceLine> Kept(Check check, Invoice current, Money amount)
    {
        var isWhole = current.Details is { TaxMinor: null, PrepaidMinor: null }
            || (InvoiceLine.TaxOf(current.Details.Lines) is not null && SumOf(current.Details.Lines) == current.Amount.Minor);
        if (amount != current.Amount && isWhole)
        {
            CheckSum(check, current.Details.Lines, amount);
        }

        return current.Details.Lines;
    }

    private static InvoiceLine? Line(Check check, string field, LineItemRequest? item, Currency currency)
    {
        var description = check.Required($"{field}.description", item?.Description, Limits.TextMax);
        var quantity = Fine(check, $"{field}.quantity", item?.Quantity);
        var unitPrice = Fine(check, $"{field}.unitPrice", item?.UnitPrice);
        if (quantity is null || unitPrice is null)
        {
            return null;
        }

        var line = InvoiceLine.Of(description, quantity.Value, unitPrice.Value, currency, TaxRate(check, $"{field}.taxRate", item!.TaxRate));
        if (line is null)
        {
            check.Fault(field, $"{field} comes to more than an amount may be");
        }

        return line;
    }

    private static int? TaxRate(Check check, string field, decimal? percent)
    {
        if (percent is null || (percent is >= 0 and <= 100 && decimal.IsInteger(percent.Value * 100)))
        {
            return (int?)(percent * 100);
        }

        check.Fault(field, $"{field} must be a percentage between 0 and 100 with at most 2 decimals");
        return null;
    }

    private static long SumOf(IReadOnlyList<InvoiceLine> lines) => lines.Sum(line => line.AmountMinor) + (InvoiceLine.TaxOf(lines) ?? 0);

    private static decimal? Fine(Check check, string field, decimal? number)
    {
        check.Required(field, number);
        if (number is { } value && decimal.Round(value, InvoiceLine.DecimalsMax) != value)
        {
            check.Fault(field, $"{field} must have at most {InvoiceLine.DecimalsMax} decimals");
            return null;
        }

        return number;
    }

    private static void CheckSum(Check check, IReadOnlyList<InvoiceLine> lines, Money amount)
    {
        var sum = new Money(SumOf(lines), amount.Currency);
        if (lines.Count > 0 && amount.IsPositive && sum != amount)
        {
            var taxed = InvoiceLine.TaxOf(lines) is null ? "" : " with their tax";
            check.Fault("lineItems", $"lineItems{taxed} add up to {sum.ToMajorText()} and must add up to the amount, {amount.ToMajorText()}");
        }
    }
}
