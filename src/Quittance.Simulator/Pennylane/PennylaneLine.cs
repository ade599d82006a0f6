using Quittance.Simulator.Bills;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Pennylane;

/// <summary>A line of an invoice. Of made-up bills only the sum is known, so there is one.</summary>
internal sealed record PennylaneLine(
    long Id, string? Label, string Amount, string CurrencyAmount, string Description, string VatRate, string CurrencyAmountBeforeTax, string CurrencyTax, string Tax,
    object? ImputationDates, string CreatedAt, string UpdatedAt)
{
    public static PennylaneLine Of(Bill bill)
    {
        var details = bill.Details;
        var sign = details.IsCreditNote ? -1 : 1;
        var (net, tax, total) = (Text.Amount(sign * details.NetMinor), Text.Amount(sign * details.TaxMinor), Text.Amount(sign * details.TotalMinor));
        var changed = Text.Microseconds(bill.UpdatedAt);
        return new PennylaneLine(
            long.Parse(bill.Id, Text.Invariant), "Fournitures", total, total, "", details.TaxMinor == 0 ? "exempt" : "FR_200", net, tax, tax, null, changed, changed);
    }
}
