using System.Globalization;
using System.Xml.Linq;

namespace Quittance.Simulator.Bills;

/// <summary>Writes a template as UN/CEFACT Cross Industry Invoice, as EN 16931 binds it.</summary>
internal static class CiiInvoice
{
    private static readonly XNamespace Rsm = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace Udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";

    public static string Write(BillTemplate bill)
    {
        var document = new XElement(
            Rsm + "CrossIndustryInvoice",
            new XAttribute(XNamespace.Xmlns + "rsm", Rsm),
            new XAttribute(XNamespace.Xmlns + "ram", Ram),
            new XAttribute(XNamespace.Xmlns + "udt", Udt),
            new XElement(
                Rsm + "ExchangedDocumentContext",
                new XElement(Ram + "BusinessProcessSpecifiedDocumentContextParameter", new XElement(Ram + "ID", "S1")),
                new XElement(Ram + "GuidelineSpecifiedDocumentContextParameter", new XElement(Ram + "ID", "urn:cen.eu:en16931:2017"))),
            new XElement(
                Rsm + "ExchangedDocument",
                new XElement(Ram + "ID", bill.Number),
                new XElement(Ram + "TypeCode", bill.IsCreditNote ? "381" : "380"),
                new XElement(Ram + "IssueDateTime", Day(bill.IssueDate)),
                bill.PaddingBytes > 0 ? new XElement(Ram + "IncludedNote", new XElement(Ram + "Content", new string('x', bill.PaddingBytes))) : null),
            new XElement(
                Rsm + "SupplyChainTradeTransaction",
                bill.WrittenLines.Select((line, index) => LineOf(line, index + 1)),
                new XElement(
                    Ram + "ApplicableHeaderTradeAgreement",
                    new XElement(Ram + "SellerTradeParty", PartyOf(bill.Seller)),
                    new XElement(Ram + "BuyerTradeParty", PartyOf(bill.Buyer))),
                new XElement(Ram + "ApplicableHeaderTradeDelivery"),
                SettlementOf(bill)));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n";
    }

    private static IEnumerable<XElement?> PartyOf(Party party) =>
    [
        party.Siret is null ? null : new XElement(Ram + "GlobalID", new XAttribute("schemeID", "0009"), party.Siret),
        new XElement(Ram + "Name", party.Name),
        party.Siren is null ? null : new XElement(Ram + "SpecifiedLegalOrganization", new XElement(Ram + "ID", new XAttribute("schemeID", "0002"), party.Siren)),
        new XElement(
            Ram + "PostalTradeAddress",
            new XElement(Ram + "PostcodeCode", "69001"),
            new XElement(Ram + "LineOne", "14 quai des Fictions"),
            new XElement(Ram + "CityName", "Lyon"),
            new XElement(Ram + "CountryID", "FR")),
        party.Siren is null ? null : new XElement(Ram + "URIUniversalCommunication", new XElement(Ram + "URIID", new XAttribute("schemeID", "0225"), party.Siren)),
        party.Vat is null ? null : new XElement(Ram + "SpecifiedTaxRegistration", new XElement(Ram + "ID", new XAttribute("schemeID", "VA"), party.Vat)),
    ];

    private static XElement LineOf(BillLine line, int number) => new(
        Ram + "IncludedSupplyChainTradeLineItem",
        new XElement(Ram + "AssociatedDocumentLineDocument", new XElement(Ram + "LineID", number)),
        new XElement(Ram + "SpecifiedTradeProduct", new XElement(Ram + "Name", line.Name)),
        new XElement(
            Ram + "SpecifiedLineTradeAgreement",
            new XElement(Ram + "NetPriceProductTradePrice", new XElement(Ram + "ChargeAmount", Number(line.UnitPrice)))),
        new XElement(
            Ram + "SpecifiedLineTradeDelivery",
            new XElement(Ram + "BilledQuantity", new XAttribute("unitCode", "C62"), Number(line.Quantity))),
        new XElement(
            Ram + "SpecifiedLineTradeSettlement",
            new XElement(
                Ram + "ApplicableTradeTax",
                new XElement(Ram + "TypeCode", "VAT"),
                new XElement(Ram + "CategoryCode", line.VatPercent == 0 ? "Z" : "S"),
                new XElement(Ram + "RateApplicablePercent", Number(line.VatPercent))),
            new XElement(Ram + "SpecifiedTradeSettlementLineMonetarySummation", new XElement(Ram + "LineTotalAmount", Amount(line.Net)))));

    private static XElement SettlementOf(BillTemplate bill) => new(
        Ram + "ApplicableHeaderTradeSettlement",
        new XElement(Ram + "PaymentReference", bill.Number),
        new XElement(Ram + "InvoiceCurrencyCode", bill.Currency),
        bill.Seller.Iban is not { } iban ? null : new XElement(
            Ram + "SpecifiedTradeSettlementPaymentMeans",
            new XElement(Ram + "TypeCode", "30"),
            new XElement(Ram + "PayeePartyCreditorFinancialAccount", new XElement(Ram + "IBANID", iban), new XElement(Ram + "AccountName", bill.Seller.Name))),
        bill.Shares.Select(share => new XElement(
            Ram + "ApplicableTradeTax",
            new XElement(Ram + "CalculatedAmount", Amount(share.Tax)),
            new XElement(Ram + "TypeCode", "VAT"),
            new XElement(Ram + "BasisAmount", Amount(share.Net)),
            new XElement(Ram + "CategoryCode", share.Category),
            new XElement(Ram + "RateApplicablePercent", Number(share.Percent)))),
        new XElement(Ram + "SpecifiedTradePaymentTerms", new XElement(Ram + "DueDateDateTime", Day(bill.Due))),
        new XElement(
            Ram + "SpecifiedTradeSettlementHeaderMonetarySummation",
            new XElement(Ram + "LineTotalAmount", Amount(bill.NetSum)),
            new XElement(Ram + "TaxBasisTotalAmount", Amount(bill.NetSum)),
            new XElement(Ram + "TaxTotalAmount", new XAttribute("currencyID", bill.Currency), Amount(bill.TaxSum)),
            bill.Rounding == 0 ? null : new XElement(Ram + "RoundingAmount", Amount(bill.Rounding)),
            new XElement(Ram + "GrandTotalAmount", Amount(bill.NetSum + bill.TaxSum)),
            new XElement(Ram + "DuePayableAmount", Amount(bill.Payable))));

    // Format 102 of UNCL2379: CCYYMMDD.
    private static XElement Day(DateOnly day) =>
        new(Udt + "DateTimeString", new XAttribute("format", "102"), day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
