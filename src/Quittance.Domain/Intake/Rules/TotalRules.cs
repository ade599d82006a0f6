using System.Collections.Frozen;

namespace Quittance.Domain.Intake.Rules;

/// <summary>What must add up to the document's totals. A total that is missing is no sum of its parts either.</summary>
internal static class TotalRules
{
    /// <summary>All rules that compare an amount with its parts, that of a row of the VAT breakdown too.</summary>
    public static FrozenSet<string> Ids { get; } =
        CodeLists.Of("BR-CO-10 BR-CO-11 BR-CO-12 BR-CO-13 BR-CO-14 BR-CO-15 BR-CO-16 BR-CO-17");

    public static IEnumerable<DocumentFault> Check(EInvoice invoice)
    {
        var totals = invoice.Totals;
        return Equal("BR-CO-10", "sum of the lines (BT-106)", totals.Lines, Broken.Sum(invoice.Lines.Select(line => line.NetAmount)))
            .Concat(SumOf(invoice, isCharge: false, "BR-CO-11", "sum of the allowances (BT-107)", totals.Allowances))
            .Concat(SumOf(invoice, isCharge: true, "BR-CO-12", "sum of the charges (BT-108)", totals.Charges))
            .Concat(totals.Lines is null
                ? [Broken.Rule("BR-CO-13", "The total without VAT (BT-109) cannot be compared: the sum of the lines (BT-106) is missing.")]
                : WithoutVat(totals))
            .Concat(SumOfVat(invoice))
            .Concat(WithVat(invoice))
            .Concat(Due(totals));
    }

    /// <summary>ZUGFeRD 1.0 has signs of its own for allowances, and totals that its lower profiles leave out.</summary>
    public static IEnumerable<DocumentFault> CheckZugferd1(EInvoice invoice)
    {
        var totals = invoice.Totals;
        return (totals.Lines is null ? [] : WithoutVat(totals))
            .Concat(totals.Vat is null || invoice.VatBreakdown.Count == 0 ? [] : SumOfVat(invoice))
            .Concat(totals.WithVat is null || totals.WithoutVat is null ? [] : WithVat(invoice))
            .Concat(totals.Due is null ? [] : Due(totals));
    }

    private static IEnumerable<DocumentFault> WithoutVat(EInvoiceTotals totals) => Equal(
        "BR-CO-13", "total without VAT (BT-109)", totals.WithoutVat, totals.Lines - (totals.Allowances ?? 0) + (totals.Charges ?? 0));

    private static IEnumerable<DocumentFault> Due(EInvoiceTotals totals) => totals.WithVat is null
        ? [Broken.Rule("BR-CO-16", "The amount due (BT-115) cannot be compared: the total with VAT (BT-112) is missing.")]
        : Equal("BR-CO-16", "amount due (BT-115)", totals.Due, totals.WithVat - (totals.Prepaid ?? 0) + (totals.Rounding ?? 0));

    // A sum of nothing may be left out, a sum of something may not.
    private static IEnumerable<DocumentFault> SumOf(EInvoice invoice, bool isCharge, string rule, string what, decimal? stated)
    {
        var parts = invoice.AllowancesAndCharges.Where(part => part.IsCharge == isCharge).Select(part => part.Amount).ToList();
        return parts.Count == 0 && stated is null ? [] : Equal(rule, what, stated, Broken.Sum(parts));
    }

    // UBL lets a total stand without a breakdown (that is BR-CO-18), CII does not.
    private static IEnumerable<DocumentFault> SumOfVat(EInvoice invoice) =>
        invoice.Totals.Vat is null || (invoice.VatBreakdown.Count == 0 && invoice.Syntax != EInvoiceSyntax.Cii)
            ? []
            : Equal("BR-CO-14", "total VAT (BT-110)", invoice.Totals.Vat, Broken.Sum(invoice.VatBreakdown.Select(row => row.TaxAmount)));

    // UBL asks for a total of VAT even when it is zero.
    private static IEnumerable<DocumentFault> WithVat(EInvoice invoice)
    {
        var totals = invoice.Totals;
        if (invoice.CurrencyCode is null)
        {
            return [];
        }

        return totals.Vat is null && invoice.Syntax is EInvoiceSyntax.UblInvoice or EInvoiceSyntax.UblCreditNote
            ? [Broken.Rule("BR-CO-15", "The total VAT (BT-110) in the invoice's currency is missing.")]
            : Equal("BR-CO-15", "total with VAT (BT-112)", totals.WithVat, (totals.WithoutVat ?? 0) + (totals.Vat ?? 0));
    }

    private static IEnumerable<DocumentFault> Equal(string rule, string what, decimal? stated, decimal? expected)
    {
        if (expected is { } right && (stated is not { } left || Broken.Round(left, 2) != Broken.Round(right, 2)))
        {
            yield return Broken.Rule(rule, $"The {what} is {Broken.Show(stated)}, but its parts make {Broken.Show(right)}.");
        }
    }
}
