namespace Quittance.Domain.Intake.Rules;

/// <summary>That amounts have two decimals at most, as they are written: 1.000 has three.</summary>
internal static class DecimalRules
{
    private const int DecimalsMax = 2;

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        Totals(invoice.Totals)
            .Concat(invoice.AllowancesAndCharges.SelectMany(part => Part(part, "BR-DEC-01", "BR-DEC-02", "BR-DEC-05", "BR-DEC-06")))
            .Concat(invoice.VatBreakdown.SelectMany(row =>
                Few("BR-DEC-19", "taxable amount (BT-116)", row.TaxableAmount).Concat(Few("BR-DEC-20", "tax amount (BT-117)", row.TaxAmount))))
            .Concat(invoice.Lines.SelectMany(Line));

    private static IEnumerable<DocumentFault> Totals(EInvoiceTotals totals) =>
        Few("BR-DEC-09", "sum of the lines (BT-106)", totals.Lines)
            .Concat(Few("BR-DEC-10", "sum of the allowances (BT-107)", totals.Allowances))
            .Concat(Few("BR-DEC-11", "sum of the charges (BT-108)", totals.Charges))
            .Concat(Few("BR-DEC-12", "total without VAT (BT-109)", totals.WithoutVat))
            .Concat(Few("BR-DEC-13", "total VAT (BT-110)", totals.Vat))
            .Concat(Few("BR-DEC-14", "total with VAT (BT-112)", totals.WithVat))
            .Concat(Few("BR-DEC-15", "total VAT in its own currency (BT-111)", totals.VatInTaxCurrency))
            .Concat(Few("BR-DEC-16", "paid amount (BT-113)", totals.Prepaid))
            .Concat(Few("BR-DEC-17", "rounding amount (BT-114)", totals.Rounding))
            .Concat(Few("BR-DEC-18", "amount due (BT-115)", totals.Due));

    private static IEnumerable<DocumentFault> Line(EInvoiceLine line) =>
        Few("BR-DEC-23", "net amount of a line (BT-131)", line.NetAmount)
            .Concat(line.AllowancesAndCharges.SelectMany(part => Part(part, "BR-DEC-24", "BR-DEC-25", "BR-DEC-27", "BR-DEC-28")));

    private static IEnumerable<DocumentFault> Part(EInvoiceAllowanceCharge part, string allowance, string allowanceBase, string charge, string chargeBase) =>
        part.IsCharge switch
        {
            true => Few(charge, "amount of a charge", part.Amount).Concat(Few(chargeBase, "base amount of a charge", part.BaseAmount)),
            false => Few(allowance, "amount of an allowance", part.Amount).Concat(Few(allowanceBase, "base amount of an allowance", part.BaseAmount)),
            null => [],
        };

    private static IEnumerable<DocumentFault> Few(string rule, string what, decimal? amount) =>
        amount is { } value && value.Scale > DecimalsMax
            ? [Broken.Rule(rule, $"The {what} is {Broken.Show(value)}; it may have two decimals at most.")]
            : [];
}
