using Quittance.Domain;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Api.Network;

/// <summary>The rules of a payable's money, for creating and changing it.</summary>
internal static class PayableFields
{
    public static Money Amount(Check check, decimal? amount, Currency currency) => check.PositiveMoney("amount", amount, currency);

    /// <summary>The lines of a request; they add up to <paramref name="amount"/> or there are none.</summary>
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
        if (amount != current.Amount && current.Details is { TaxMinor: null, PrepaidMinor: null })
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

        var line = InvoiceLine.Of(description, quantity.Value, unitPrice.Value, currency);
        if (line is null)
        {
            check.Fault(field, $"{field} comes to more than an amount may be");
        }

        return line;
    }

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
        var sum = new Money(lines.Sum(line => line.AmountMinor), amount.Currency);
        if (lines.Count > 0 && amount.IsPositive && sum != amount)
        {
            check.Fault("lineItems", $"lineItems add up to {sum.ToMajorText()} and must add up to the amount, {amount.ToMajorText()}");
        }
    }
}
