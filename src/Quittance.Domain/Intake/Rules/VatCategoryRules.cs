namespace Quittance.Domain.Intake.Rules;

/// <summary>
/// The families of rules of the single VAT categories, ten rules each with the same numbers: 01 the breakdown has it, 02 to 04 the
/// parties are known, 05 to 07 the rate fits, 08 the taxable amount adds up, 09 the tax is right, 10 the reason for exemption.
/// </summary>
internal static class VatCategoryRules
{
    public static IEnumerable<DocumentFault> Check(EInvoice invoice)
    {
        var use = new VatUse(invoice);
        return VatCategory.All.Where(category => use.Uses(category.Code) || use.Rows(category.Code) > 0)
            .SelectMany(category => Breakdown(invoice, category, use).Concat(Parts(invoice, category)))
            .Concat(use.Rows(VatCategory.IntraCommunity) > 0 ? IntraCommunity(invoice) : [])
            .Concat(use.Rows(VatCategory.OutsideScope) > 0 ? OutsideScope(invoice) : [])
            .Concat(use.Uses(VatCategory.ItalianSplit) || use.Rows(VatCategory.ItalianSplit) > 0 ? ItalianSplit(invoice, use) : []);
    }

    private static IEnumerable<DocumentFault> Breakdown(EInvoice invoice, VatCategory category, VatUse use)
    {
        if (!HasItsRows(invoice, category, use))
        {
            yield return Broken.Rule(category.Rule("01"), $"The VAT breakdown (BG-23) does not have the rows that category {category.Code} asks for.");
        }

        foreach (var row in invoice.VatBreakdown.Where(row => row.Category == category.Code))
        {
            if (!AddsUp(invoice, row, category, use))
            {
                var sum = (category.IsTaxed ? use.Of(category.Code, row.Rate) : use.Of(category.Code))?.Taxable ?? 0;
                yield return Broken.Rule(
                    category.Rule("08"),
                    $"The taxable amount (BT-116) of VAT category {category.Code} is {Broken.Show(row.TaxableAmount)}, but its parts make {Broken.Show(sum)}.");
            }

            if (!IsTaxRight(row, category))
            {
                yield return Broken.Rule(
                    category.Rule("09"),
                    $"VAT (BT-117) of category {category.Code} is {Broken.Show(row.TaxAmount)}, which does not fit {Broken.Show(row.Rate)} % of {Broken.Show(row.TaxableAmount)}.");
            }

            if ((row.ExemptionReason is not null || row.ExemptionReasonCode is not null) != category.Reason)
            {
                yield return Broken.Rule(
                    category.Rule("10"),
                    $"VAT category {category.Code} {(category.Reason ? "needs" : "must not have")} a reason for exemption (BT-120, BT-121).");
            }
        }
    }

    // The schematron of CII asks that what stands in the breakdown is used, except for the taxed categories; that of UBL asks it
    // for them and for no others.
    private static bool HasItsRows(EInvoice invoice, VatCategory category, VatUse use)
    {
        var isUsed = use.Uses(category.Code);
        var rows = use.Rows(category.Code);
        var isUnusedRight = category.IsTaxed == (invoice.Syntax == EInvoiceSyntax.Cii);
        return (isUsed ? rows > 0 : isUnusedRight) && (category.IsTaxed || rows <= 1);
    }

    // UBL compares taxed categories with a tolerance and the others exactly; CII the other way round, rounding each sum.
    private static bool AddsUp(EInvoice invoice, EInvoiceVat row, VatCategory category, VatUse use)
    {
        if (row.TaxableAmount is not { } stated || (category.IsTaxed && row.Rate is null))
        {
            return true;
        }

        var amounts = category.IsTaxed ? use.Of(category.Code, row.Rate) : use.Of(category.Code);
        if (amounts is { Taxable: null })
        {
            return true;
        }

        if (invoice.Syntax == EInvoiceSyntax.Cii)
        {
            var rounded = amounts?.RoundedTaxable ?? 0;
            return category.IsTaxed || category.Code == VatCategory.OutsideScope ? stated == rounded : Math.Abs(stated - rounded) < 1;
        }

        var isComparable = category.Code == VatCategory.Standard ? amounts is not null : invoice.Lines.Count > 0;
        var sum = amounts?.Taxable ?? 0;
        return isComparable && (category.IsTaxed ? Math.Abs(stated - sum) < 1 : stated == sum);
    }

    private static bool IsTaxRight(EInvoiceVat row, VatCategory category)
    {
        if (row.TaxAmount is not { } tax || !category.IsTaxed)
        {
            return row.TaxAmount is null or 0;
        }

        return row.TaxableAmount is not { } taxable
            || row.Rate is not { } rate
            || Math.Abs(Math.Abs(tax) - Broken.Round(Math.Abs(taxable) * (rate / 100), 2)) < 1;
    }

    private static IEnumerable<DocumentFault> Parts(EInvoice invoice, VatCategory category)
    {
        var code = category.Code;
        var lines = invoice.Lines.Where(line => line.VatCategory == code).Select(line => line.VatRate);
        return Parts(invoice, category, lines, "02", "05", "Lines")
            .Concat(Parts(invoice, category, RatesOf(invoice, code, isCharge: false), "03", "06", "Allowances"))
            .Concat(Parts(invoice, category, RatesOf(invoice, code, isCharge: true), "04", "07", "Charges"));
    }

    private static IEnumerable<decimal?> RatesOf(EInvoice invoice, string code, bool isCharge) =>
        invoice.AllowancesAndCharges.Where(part => part.VatCategory == code && part.IsCharge == isCharge).Select(part => part.VatRate);

    private static IEnumerable<DocumentFault> Parts(
        EInvoice invoice, VatCategory category, IEnumerable<decimal?> rates, string partiesRule, string rateRule, string what)
    {
        var found = rates.Distinct().ToList();
        if (found.Count > 0 && !category.Allows(invoice))
        {
            yield return Broken.Rule(category.Rule(partiesRule), $"{what} of VAT category {category.Code} need {category.Parties}.");
        }

        foreach (var rate in found.Where(rate => !category.Allows(rate)))
        {
            yield return Broken.Rule(category.Rule(rateRule), $"{what} of VAT category {category.Code} cannot have the rate {Broken.Show(rate)}.");
        }
    }

    private static IEnumerable<DocumentFault> IntraCommunity(EInvoice invoice)
    {
        if (invoice.Delivery?.Date is null && invoice.Period is not ({ Start: not null } or { End: not null }) && !HasOnlyTaxPoint(invoice))
        {
            yield return Broken.Rule("BR-IC-11", "An intra-community supply needs the day of delivery (BT-72) or the invoicing period (BG-14).");
        }

        if (invoice.Delivery?.Address?.CountryCode is null)
        {
            yield return Broken.Rule("BR-IC-12", "An intra-community supply needs the country it was delivered to (BT-80).");
        }
    }

    // In UBL anything inside the period will do.
    private static bool HasOnlyTaxPoint(EInvoice invoice) => invoice.Syntax != EInvoiceSyntax.Cii && invoice.TaxPointCode is not null;

    private static IEnumerable<DocumentFault> OutsideScope(EInvoice invoice)
    {
        if (invoice.VatBreakdown.Any(row => IsOther(row.Category)))
        {
            yield return Broken.Rule("BR-O-11", "What is outside the scope of VAT (O) cannot stand in a VAT breakdown (BG-23) with another category.");
        }

        if (invoice.Lines.Any(line => IsOther(line.VatCategory)))
        {
            yield return Broken.Rule("BR-O-12", "An invoice outside the scope of VAT (O) cannot have lines of another category.");
        }

        if (invoice.AllowancesAndCharges.Any(part => part.IsCharge == false && IsOther(part.VatCategory)))
        {
            yield return Broken.Rule("BR-O-13", "An invoice outside the scope of VAT (O) cannot have allowances of another category.");
        }

        if (invoice.AllowancesAndCharges.Any(part => part.IsCharge == true && IsOther(part.VatCategory)))
        {
            yield return Broken.Rule("BR-O-14", "An invoice outside the scope of VAT (O) cannot have charges of another category.");
        }
    }

    private static bool IsOther(string? category) => category is not null and not VatCategory.OutsideScope;

    private static IEnumerable<DocumentFault> ItalianSplit(EInvoice invoice, VatUse use)
    {
        var addresses = new[] { invoice.Seller.Address, invoice.Buyer.Address, invoice.TaxRepresentative?.Address, invoice.Delivery?.Address };
        if (addresses.Any(address => address?.CountryCode is not null and not "IT"))
        {
            yield return Broken.Rule("BR-B-01", "Split payment (VAT category B) is for domestic Italian invoices only.");
        }

        if (use.Uses(VatCategory.Standard) || use.Rows(VatCategory.Standard) > 0)
        {
            yield return Broken.Rule("BR-B-02", "Split payment (VAT category B) and the standard rate (S) cannot stand in one invoice.");
        }
    }
}
