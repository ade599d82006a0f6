using System.Globalization;

namespace Quittance.Domain.Intake;

/// <summary>
/// The rules of EN 16931-1 (section 6.4) that decide whether an invoice can be booked and paid as it stands: what must be there and
/// what must add up. They report and never reject, because the buyer may still owe the money. Code lists and the rules of the
/// single VAT categories are left out.
/// </summary>
/// <remarks>
/// Rounding and tolerances are those of the official schematron of CEN/TC 434, so that a validator and we say the same. Within
/// <see cref="EInvoice.AmountMax"/> and <see cref="EInvoice.PercentMax"/>, which readers keep to, the sums cannot overflow.
/// </remarks>
public static class EInvoiceRules
{
    /// <summary>Every broken rule; lazily, so that a caller can stop counting.</summary>
    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        MissingFromDocument(invoice)
            .Concat(MissingFromParties(invoice))
            .Concat(invoice.PaymentMeans.SelectMany(MissingFromPayment))
            .Concat(invoice.Lines.SelectMany(MissingFromLine))
            .Concat(WrongSums(invoice))
            .Concat(WrongTotals(invoice.Totals))
            .Concat(invoice.VatBreakdown.SelectMany(row => WrongVat(row, invoice.Syntax)));

    private static IEnumerable<DocumentFault> MissingFromDocument(EInvoice invoice) =>
        Present("BR-01", "specification identifier (BT-24)", invoice.ProfileId)
            .Concat(Present("BR-02", "invoice number (BT-1)", invoice.Number))
            .Concat(Present("BR-03", "issue date (BT-2)", invoice.IssueDate))
            .Concat(Present("BR-04", "type code (BT-3)", invoice.TypeCode))
            .Concat(Present("BR-05", "currency (BT-5)", invoice.CurrencyCode))
            .Concat(Present("BR-12", "sum of the lines (BT-106)", invoice.Totals.Lines))
            .Concat(Present("BR-13", "total without VAT (BT-109)", invoice.Totals.WithoutVat))
            .Concat(Present("BR-14", "total with VAT (BT-112)", invoice.Totals.WithVat))
            .Concat(Present("BR-15", "amount due for payment (BT-115)", invoice.Totals.Due))
            .Concat(Present("BR-16", "line (BG-25)", invoice.Lines.Count > 0 ? invoice.Lines : null))
            .Concat(Present("BR-CO-18", "row in the VAT breakdown (BG-23)", invoice.VatBreakdown.Count > 0 ? invoice.VatBreakdown : null));

    private static IEnumerable<DocumentFault> MissingFromParties(EInvoice invoice)
    {
        var seller = invoice.Seller;
        var buyer = invoice.Buyer;
        var identity = seller.VatId ?? seller.LegalRegistrations.Concat(seller.Identifiers).FirstOrDefault()?.Value;
        return Present("BR-06", "seller name (BT-27)", seller.Name)
            .Concat(Present("BR-07", "buyer name (BT-44)", buyer.Name))
            .Concat(Present("BR-08", "postal address of the seller (BG-5)", seller.Address))
            .Concat(Present("BR-09", "country of the seller (BT-40)", seller.Address?.CountryCode))
            .Concat(Present("BR-10", "postal address of the buyer (BG-8)", buyer.Address))
            .Concat(Present("BR-11", "country of the buyer (BT-55)", buyer.Address?.CountryCode))
            .Concat(Present("BR-CO-26", "identifier, registration or VAT number of the seller (BT-29, BT-30, BT-31)", identity));
    }

    private static IEnumerable<DocumentFault> MissingFromPayment(EInvoicePaymentMeans means)
    {
        if (means.TypeCode is null)
        {
            yield return new DocumentFault("BR-49", "A way to pay has no readable type code (BT-81).", null);
        }

        if (means is { IsCreditTransfer: true, Account: null })
        {
            yield return new DocumentFault("BR-61", "A credit transfer is asked for, but no account (BT-84) is given.", null);
        }
    }

    private static IEnumerable<DocumentFault> MissingFromLine(EInvoiceLine line)
    {
        var place = line.Id is null ? "A line" : $"Line {line.Id}";
        return Present("BR-21", "identifier (BT-126)", line.Id, place)
            .Concat(Present("BR-22", "quantity (BT-129)", line.Quantity, place))
            .Concat(Present("BR-23", "unit (BT-130)", line.UnitCode, place))
            .Concat(Present("BR-24", "net amount (BT-131)", line.NetAmount, place))
            .Concat(Present("BR-25", "item name (BT-153)", line.Name, place))
            .Concat(Present("BR-26", "price (BT-146)", line.Price, place))
            .Concat(Present("BR-CO-04", "VAT category (BT-151)", line.VatCategory, place))
            .Concat(line.Price >= 0 || line.Price is null
                ? []
                : [new DocumentFault("BR-27", $"{place} has a price (BT-146) below zero: {Show(line.Price)}.", null)]);
    }

    // No lines at all is BR-16 already, and no VAT breakdown BR-CO-18; their sums would only repeat it.
    private static IEnumerable<DocumentFault> WrongSums(EInvoice invoice) =>
        (invoice.Lines.Count == 0
            ? []
            : Equal("BR-CO-10", "sum of the lines (BT-106)", invoice.Totals.Lines, Sum(invoice.Lines.Select(line => line.NetAmount))))
        .Concat(WrongSumOf(invoice, isCharge: false, "BR-CO-11", "sum of the allowances (BT-107)", invoice.Totals.Allowances))
        .Concat(WrongSumOf(invoice, isCharge: true, "BR-CO-12", "sum of the charges (BT-108)", invoice.Totals.Charges))
        .Concat(invoice.VatBreakdown.Count == 0
            ? []
            : Equal("BR-CO-14", "total VAT (BT-110)", invoice.Totals.Vat, Sum(invoice.VatBreakdown.Select(row => row.TaxAmount))));

    // A sum of nothing may be left out, a sum of something may not.
    private static IEnumerable<DocumentFault> WrongSumOf(EInvoice invoice, bool isCharge, string rule, string what, decimal? stated)
    {
        var parts = invoice.AllowancesAndCharges.Where(part => part.IsCharge == isCharge).Select(part => part.Amount).ToList();
        return parts.Count == 0 && stated is null ? [] : Equal(rule, what, stated ?? 0, Sum(parts));
    }

    private static IEnumerable<DocumentFault> WrongTotals(EInvoiceTotals totals) =>
        Equal("BR-CO-13", "total without VAT (BT-109)", totals.WithoutVat, totals.Lines - (totals.Allowances ?? 0) + (totals.Charges ?? 0))
            .Concat(Equal("BR-CO-15", "total with VAT (BT-112)", totals.WithVat, totals.WithoutVat + (totals.Vat ?? 0)))
            .Concat(Equal("BR-CO-16", "amount due (BT-115)", totals.Due, totals.WithVat - (totals.Prepaid ?? 0) + (totals.Rounding ?? 0)));

    private static IEnumerable<DocumentFault> WrongVat(EInvoiceVat row, EInvoiceSyntax syntax)
    {
        if (row.TaxAmount is not { } tax)
        {
            yield break;
        }

        var rate = row.Rate ?? 0;
        var isRight = Round(rate, 0) == 0
            ? Round(tax, 0) == 0
            : row.TaxableAmount is not { } taxable || IsNear(tax, taxable * (rate / 100), syntax);
        if (!isRight)
        {
            yield return new DocumentFault(
                "BR-CO-17",
                $"VAT (BT-117) is {Show(tax)}, but {Show(rate)} % (BT-119) of {Show(row.TaxableAmount)} (BT-116) was expected.",
                null);
        }
    }

    // The schematrons compare magnitudes and forgive one unit, for VAT that was rounded line by line: less than it in UBL, up to
    // and including it in CII.
    private static bool IsNear(decimal tax, decimal expected, EInvoiceSyntax syntax)
    {
        var difference = Math.Abs(Math.Abs(tax) - Round(Math.Abs(expected), 2));
        return syntax == EInvoiceSyntax.Cii ? difference <= 1 : difference < 1;
    }

    private static IEnumerable<DocumentFault> Present(string rule, string what, object? value, string where = "The invoice") =>
        value is null ? [new DocumentFault(rule, $"{where} has no readable {what}.", null)] : [];

    private static IEnumerable<DocumentFault> Equal(string rule, string what, decimal? stated, decimal? expected) =>
        stated is not { } left || expected is not { } right || Round(left, 2) == Round(right, 2)
            ? []
            : [new DocumentFault(rule, $"The {what} is {Show(left)}, but its parts make {Show(right)}.", null)];

    // Unknown as soon as one part is: the missing part has been reported under its own rule.
    private static decimal? Sum(IEnumerable<decimal?> parts) => parts.Aggregate((decimal?)0m, (sum, part) => sum + part);

    // XPath's round(): half goes up, also below zero.
    private static decimal Round(decimal value, int digits)
    {
        var scale = digits == 0 ? 1m : 100m;
        return decimal.Floor((value * scale) + 0.5m) / scale;
    }

    private static string Show(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "nothing";
}
