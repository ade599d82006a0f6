using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Quittance.Tests.Intake;

/// <summary>An electronic invoice (UBL 2.1) of as few words as the rules allow; what is null is left out.</summary>
internal sealed record WrittenBill
{
    private static readonly XNamespace Ubl = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    private static int _count;

    public string Number { get; init; } = string.Create(CultureInfo.InvariantCulture, $"F-{Interlocked.Increment(ref _count)}");

    public string Issued { get; init; } = "2026-01-15";

    public decimal Net { get; init; } = 1000.00m;

    public string SellerName { get; init; } = "Domo-Elec";

    public string? Siren { get; init; }

    public string? Siret { get; init; }

    public string? Vat { get; init; }

    public string? BuyerSiren { get; init; }

    public string? BuyerVat { get; init; }

    public string? Iban { get; init; }

    public string? Note { get; init; }

    public string Item { get; init; } = "Work";

    /// <summary>The text of a file inside the invoice.</summary>
    public string? Attachment { get; init; }

    private decimal Tax => Net / 5;

    public byte[] ToXml() => Encoding.UTF8.GetBytes(new XDocument(new XElement(
        Ubl + "Invoice",
        new XAttribute(XNamespace.Xmlns + "cac", Cac),
        new XAttribute(XNamespace.Xmlns + "cbc", Cbc),
        new XElement(Cbc + "CustomizationID", "urn:cen.eu:en16931:2017"),
        new XElement(Cbc + "ID", Number),
        new XElement(Cbc + "IssueDate", Issued),
        new XElement(Cbc + "DueDate", "2026-02-14"),
        new XElement(Cbc + "InvoiceTypeCode", "380"),
        Note is null ? null : new XElement(Cbc + "Note", Note),
        new XElement(Cbc + "DocumentCurrencyCode", "EUR"),
        Attachment is null ? null : new XElement(
            Cac + "AdditionalDocumentReference",
            new XElement(Cbc + "ID", "timesheet"),
            new XElement(
                Cac + "Attachment",
                new XElement(
                    Cbc + "EmbeddedDocumentBinaryObject",
                    new XAttribute("mimeCode", "text/csv"),
                    new XAttribute("filename", "../hours.csv"),
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Attachment))))),
        new XElement(Cac + "AccountingSupplierParty", Party(SellerName, Siren, Siret, Vat)),
        new XElement(Cac + "AccountingCustomerParty", Party("Acme Bakery SAS", BuyerSiren, null, BuyerVat)),
        Iban is null ? null : new XElement(
            Cac + "PaymentMeans",
            new XElement(Cbc + "PaymentMeansCode", "30"),
            new XElement(Cac + "PayeeFinancialAccount", new XElement(Cbc + "ID", Iban))),
        new XElement(
            Cac + "TaxTotal",
            Amount("TaxAmount", Tax),
            new XElement(Cac + "TaxSubtotal", Amount("TaxableAmount", Net), Amount("TaxAmount", Tax), Category("TaxCategory"))),
        new XElement(
            Cac + "LegalMonetaryTotal",
            Amount("LineExtensionAmount", Net), Amount("TaxExclusiveAmount", Net), Amount("TaxInclusiveAmount", Net + Tax), Amount("PayableAmount", Net + Tax)),
        new XElement(
            Cac + "InvoiceLine",
            new XElement(Cbc + "ID", "1"),
            new XElement(Cbc + "InvoicedQuantity", new XAttribute("unitCode", "C62"), "1"),
            Amount("LineExtensionAmount", Net),
            new XElement(Cac + "Item", new XElement(Cbc + "Name", Item), Category("ClassifiedTaxCategory")),
            new XElement(Cac + "Price", Amount("PriceAmount", Net))))).ToString());

    private static XElement Party(string name, string? siren, string? siret, string? vat) => new(
        Cac + "Party",
        siret is null ? null : new XElement(Cac + "PartyIdentification", new XElement(Cbc + "ID", new XAttribute("schemeID", "0009"), siret)),
        new XElement(Cac + "PostalAddress", new XElement(Cac + "Country", new XElement(Cbc + "IdentificationCode", "FR"))),
        vat is null ? null : new XElement(Cac + "PartyTaxScheme", new XElement(Cbc + "CompanyID", vat), Scheme()),
        new XElement(
            Cac + "PartyLegalEntity",
            new XElement(Cbc + "RegistrationName", name),
            siren is null ? null : new XElement(Cbc + "CompanyID", new XAttribute("schemeID", "0002"), siren)));

    private static XElement Category(string element) => new(Cac + element, new XElement(Cbc + "ID", "S"), new XElement(Cbc + "Percent", "20"), Scheme());

    private static XElement Scheme() => new(Cac + "TaxScheme", new XElement(Cbc + "ID", "VAT"));

    private static XElement Amount(string element, decimal value) =>
        new(Cbc + element, new XAttribute("currencyID", "EUR"), value.ToString("0.00", CultureInfo.InvariantCulture));
}
