using System.Globalization;
using System.Xml.Linq;

namespace Quittance.Simulator.Bills;

/// <summary>Writes a template as UBL 2.1, an Invoice or a CreditNote.</summary>
internal static class UblInvoice
{
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    public static string Write(BillTemplate bill)
    {
        var kind = bill.IsCreditNote ? "CreditNote" : "Invoice";
        XNamespace root = $"urn:oasis:names:specification:ubl:schema:xsd:{kind}-2";
        var document = new XElement(
            root + kind,
            new XAttribute(XNamespace.Xmlns + "cac", Cac),
            new XAttribute(XNamespace.Xmlns + "cbc", Cbc),
            new XElement(Cbc + "CustomizationID", "urn:cen.eu:en16931:2017"),
            new XElement(Cbc + "ProfileID", "S1"),
            new XElement(Cbc + "ID", bill.Number),
            new XElement(Cbc + "IssueDate", Wire.Text.Day(bill.IssueDate)),
            bill.IsCreditNote ? null : new XElement(Cbc + "DueDate", Wire.Text.Day(bill.Due)),
            new XElement(Cbc + $"{kind}TypeCode", bill.IsCreditNote ? "381" : "380"),
            bill.PaddingBytes > 0 ? new XElement(Cbc + "Note", new string('x', bill.PaddingBytes)) : null,
            new XElement(Cbc + "DocumentCurrencyCode", bill.Currency),
            new XElement(Cac + "AccountingSupplierParty", PartyOf(bill.Seller)),
            new XElement(Cac + "AccountingCustomerParty", PartyOf(bill.Buyer)),
            PaymentOf(bill),
            new XElement(Cac + "PaymentTerms", new XElement(Cbc + "Note", $"À payer le {Wire.Text.Day(bill.Due)}")),
            TaxOf(bill),
            TotalOf(bill),
            bill.WrittenLines.Select((line, index) => LineOf(bill, line, index + 1)));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n";
    }

    private static XElement PartyOf(Party party) => new(
        Cac + "Party",
        party.Siren is null ? null : new XElement(Cbc + "EndpointID", new XAttribute("schemeID", "0225"), party.Siren),
        party.Siret is null ? null : new XElement(Cac + "PartyIdentification", new XElement(Cbc + "ID", new XAttribute("schemeID", "0009"), party.Siret)),
        new XElement(Cac + "PartyName", new XElement(Cbc + "Name", party.Name)),
        new XElement(
            Cac + "PostalAddress",
            new XElement(Cbc + "StreetName", "14 quai des Fictions"),
            new XElement(Cbc + "CityName", "Lyon"),
            new XElement(Cbc + "PostalZone", "69001"),
            new XElement(Cac + "Country", new XElement(Cbc + "IdentificationCode", "FR"))),
        party.Vat is null ? null : new XElement(Cac + "PartyTaxScheme", new XElement(Cbc + "CompanyID", party.Vat), Vat()),
        new XElement(
            Cac + "PartyLegalEntity",
            new XElement(Cbc + "RegistrationName", party.Name),
            party.Siren is null ? null : new XElement(Cbc + "CompanyID", new XAttribute("schemeID", "0002"), party.Siren)));

    private static XElement? PaymentOf(BillTemplate bill) => bill.Seller.Iban is not { } iban ? null : new XElement(
        Cac + "PaymentMeans",
        new XElement(Cbc + "PaymentMeansCode", "30"),
        new XElement(Cbc + "PaymentID", bill.Number),
        new XElement(Cac + "PayeeFinancialAccount", new XElement(Cbc + "ID", iban), new XElement(Cbc + "Name", bill.Seller.Name)));

    private static XElement TaxOf(BillTemplate bill) => new(
        Cac + "TaxTotal",
        Amount(bill, "TaxAmount", bill.TaxSum),
        bill.Shares.Select(share => new XElement(
            Cac + "TaxSubtotal",
            Amount(bill, "TaxableAmount", share.Net),
            Amount(bill, "TaxAmount", share.Tax),
            Category("TaxCategory", share.Category, share.Percent))));

    private static XElement TotalOf(BillTemplate bill) => new(
        Cac + "LegalMonetaryTotal",
        Amount(bill, "LineExtensionAmount", bill.NetSum),
        Amount(bill, "TaxExclusiveAmount", bill.NetSum),
        Amount(bill, "TaxInclusiveAmount", bill.NetSum + bill.TaxSum),
        bill.Rounding == 0 ? null : Amount(bill, "PayableRoundingAmount", bill.Rounding),
        Amount(bill, "PayableAmount", bill.Payable));

    private static XElement LineOf(BillTemplate bill, BillLine line, int number) => new(
        Cac + (bill.IsCreditNote ? "CreditNoteLine" : "InvoiceLine"),
        new XElement(Cbc + "ID", number),
        new XElement(Cbc + (bill.IsCreditNote ? "CreditedQuantity" : "InvoicedQuantity"), new XAttribute("unitCode", "C62"), Number(line.Quantity)),
        Amount(bill, "LineExtensionAmount", line.Net),
        new XElement(
            Cac + "Item",
            new XElement(Cbc + "Name", line.Name),
            Category("ClassifiedTaxCategory", line.VatPercent == 0 ? "Z" : "S", line.VatPercent)),
        new XElement(Cac + "Price", new XElement(Cbc + "PriceAmount", new XAttribute("currencyID", bill.Currency), Number(line.UnitPrice))));

    private static XElement Category(string name, string category, decimal percent) =>
        new(Cac + name, new XElement(Cbc + "ID", category), new XElement(Cbc + "Percent", Number(percent)), Vat());

    private static XElement Vat() => new(Cac + "TaxScheme", new XElement(Cbc + "ID", "VAT"));

    private static XElement Amount(BillTemplate bill, string name, decimal amount) =>
        new(Cbc + name, new XAttribute("currencyID", bill.Currency), amount.ToString("0.00", CultureInfo.InvariantCulture));

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
