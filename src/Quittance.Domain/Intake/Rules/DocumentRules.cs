namespace Quittance.Domain.Intake.Rules;

/// <summary>What the document as a whole must say.</summary>
internal static class DocumentRules
{
    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        Header(invoice)
            .Concat(Totals(invoice.Totals))
            .Concat(Broken.Unless(invoice.Lines.Count > 0, "BR-16", "line (BG-25)"))
            .Concat(Broken.Unless(HasBreakdown(invoice), "BR-CO-18", "row in the VAT breakdown (BG-23)"))
            .Concat(Period(invoice))
            .Concat(References(invoice));

    /// <summary>ZUGFeRD 1.0 leaves the sum of the lines and the amount due to its upper profiles.</summary>
    public static IEnumerable<DocumentFault> CheckZugferd1(EInvoice invoice) =>
        Header(invoice)
            .Concat(Broken.Unless(invoice.Seller.Name is not null, "BR-06", "seller name (BT-27)"))
            .Concat(Broken.Unless(invoice.Buyer.Name is not null, "BR-07", "buyer name (BT-44)"))
            .Concat(Broken.Unless(invoice.Totals.WithoutVat is not null, "BR-13", "total without VAT (BT-109)"))
            .Concat(Broken.Unless(invoice.Totals.WithVat is not null, "BR-14", "total with VAT (BT-112)"));

    private static IEnumerable<DocumentFault> Header(EInvoice invoice) =>
        Broken.Unless(invoice.ProfileId is not null, "BR-01", "specification identifier (BT-24)")
            .Concat(Broken.Unless(invoice.Number is not null, "BR-02", "invoice number (BT-1)"))
            .Concat(Broken.Unless(invoice.IssueDate is not null, "BR-03", "issue date (BT-2)"))
            .Concat(Broken.Unless(invoice.TypeCode is not null, "BR-04", "type code (BT-3)"))
            .Concat(Broken.Unless(invoice.CurrencyCode is not null, "BR-05", "currency (BT-5)"));

    private static IEnumerable<DocumentFault> Totals(EInvoiceTotals totals) =>
        Broken.Unless(totals.Lines is not null, "BR-12", "sum of the lines (BT-106)")
            .Concat(Broken.Unless(totals.WithoutVat is not null, "BR-13", "total without VAT (BT-109)"))
            .Concat(Broken.Unless(totals.WithVat is not null, "BR-14", "total with VAT (BT-112)"))
            .Concat(Broken.Unless(totals.Due is not null, "BR-15", "amount due for payment (BT-115)"));

    // In CII the rule hangs on the lines: the profiles without lines need no breakdown either.
    private static bool HasBreakdown(EInvoice invoice) =>
        invoice.VatBreakdown.Count > 0 || (invoice.Syntax == EInvoiceSyntax.Cii && invoice.Lines.Count == 0);

    private static IEnumerable<DocumentFault> Period(EInvoice invoice)
    {
        if (invoice is { TaxPointDate: not null, TaxPointCode: not null })
        {
            yield return Broken.Rule("BR-CO-03", "The tax point is given as a date (BT-7) and as a code (BT-8); only one of them may be.");
        }

        // UBL keeps the code of the tax point inside the period.
        var isOnlyTaxPoint = invoice.Syntax != EInvoiceSyntax.Cii && invoice.TaxPointCode is not null;
        if (invoice.Period is { Start: null, End: null } && !isOnlyTaxPoint)
        {
            yield return Broken.Rule("BR-CO-19", "The invoicing period (BG-14) has neither a readable start (BT-73) nor a readable end (BT-74).");
        }

        if (invoice.Period is { } period && period.End < period.Start)
        {
            yield return Broken.Rule("BR-29", "The invoicing period (BG-14) ends before it starts.");
        }
    }

    private static IEnumerable<DocumentFault> References(EInvoice invoice)
    {
        if (invoice.Attachments.Any(attachment => attachment.Reference is null))
        {
            yield return Broken.Rule("BR-52", "A supporting document (BG-24) has no reference (BT-122).");
        }

        if (invoice.PrecedingInvoices.Any(reference => reference.Number is null))
        {
            yield return Broken.Rule("BR-55", "A preceding invoice (BG-3) has no number (BT-25).");
        }

        if (invoice.TaxCurrencyCode is not null && invoice.Totals.VatInTaxCurrency is null)
        {
            yield return Broken.Rule("BR-53", "VAT is accounted in another currency (BT-6), but its total in that currency (BT-111) is not given.");
        }

        if (invoice.Delivery is { Address: { CountryCode: null } })
        {
            yield return Broken.Rule("BR-57", "The address of the delivery (BG-15) has no country (BT-80).");
        }
    }
}
