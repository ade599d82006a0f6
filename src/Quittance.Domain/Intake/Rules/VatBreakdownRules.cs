namespace Quittance.Domain.Intake.Rules;

/// <summary>What each row of the VAT breakdown must say, whatever its category.</summary>
internal static class VatBreakdownRules
{
    private const string Row = "A row of the VAT breakdown (BG-23)";

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        invoice.VatBreakdown.SelectMany(row => Missing(row).Concat(WrongTax(row, invoice.Syntax)));

    private static IEnumerable<DocumentFault> Missing(EInvoiceVat row) =>
        Broken.Unless(row.TaxableAmount is not null, "BR-45", "taxable amount (BT-116)", Row)
            .Concat(Broken.Unless(row.TaxAmount is not null, "BR-46", "tax amount (BT-117)", Row))
            .Concat(Broken.Unless(row.Category is not null, "BR-47", "VAT category (BT-118)", Row))
            .Concat(Broken.Unless(row.Rate is not null || row.Category == VatCategory.OutsideScope, "BR-48", "VAT rate (BT-119)", Row));

    private static IEnumerable<DocumentFault> WrongTax(EInvoiceVat row, EInvoiceSyntax syntax)
    {
        if (row.TaxAmount is not { } tax)
        {
            yield break;
        }

        var rate = row.Rate ?? 0;
        var isRight = Broken.Round(rate, 0) == 0
            ? Broken.Round(tax, 0) == 0
            : row.TaxableAmount is not { } taxable || IsNear(tax, taxable * (rate / 100), syntax);
        if (!isRight)
        {
            yield return Broken.Rule(
                "BR-CO-17",
                $"VAT (BT-117) is {Broken.Show(tax)}, but {Broken.Show(rate)} % (BT-119) of {Broken.Show(row.TaxableAmount)} (BT-116) was expected.");
        }
    }

    // The schematrons compare magnitudes and forgive one unit, for VAT that was rounded line by line: less than it in UBL, up to
    // and including it in CII.
    private static bool IsNear(decimal tax, decimal expected, EInvoiceSyntax syntax)
    {
        var difference = Math.Abs(Math.Abs(tax) - Broken.Round(Math.Abs(expected), 2));
        return syntax == EInvoiceSyntax.Cii ? difference <= 1 : difference < 1;
    }
}
