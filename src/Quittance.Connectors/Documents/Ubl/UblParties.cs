using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Ubl;

/// <summary>The parties of a UBL document.</summary>
internal sealed class UblParties(DocumentFields fields)
{
    // Not a scheme of ISO 6523: UBL has no element for BT-90 and puts it among the identifiers under this name.
    private const string CreditorScheme = "SEPA";

    /// <summary>A seller or buyer; an empty party when there is none.</summary>
    public EInvoiceParty Party(DocumentElement? party)
    {
        var taxes = fields.All(party, "cac:PartyTaxScheme");
        return new EInvoiceParty
        {
            Name = fields.Text(party, "cac:PartyLegalEntity/cbc:RegistrationName"),
            TradingName = fields.Text(party, "cac:PartyName/cbc:Name"),
            ElectronicAddress = DocumentFields.Identifier(fields.One(party, "cbc:EndpointID")),
            LegalRegistrations = fields.Identifiers(party, "cac:PartyLegalEntity/cbc:CompanyID"),
            Identifiers = Identifiers(party),
            VatId = TaxNumber(taxes.FirstOrDefault(tax => UblAmounts.IsVat(fields, tax))),
            TaxId = TaxNumber(taxes.FirstOrDefault(tax => !UblAmounts.IsVat(fields, tax))),
            LegalInformation = fields.Text(party, "cac:PartyLegalEntity/cbc:CompanyLegalForm"),
            Address = Address(fields.One(party, "cac:PostalAddress")),
            ContactName = fields.Text(party, "cac:Contact/cbc:Name"),
            ContactPhone = fields.Text(party, "cac:Contact/cbc:Telephone"),
            ContactEmail = fields.Text(party, "cac:Contact/cbc:ElectronicMail"),
        };
    }

    public EInvoiceParty? Payee(DocumentElement? party) => party is null
        ? null
        : new EInvoiceParty
        {
            Name = fields.Text(party, "cac:PartyName/cbc:Name"),
            LegalRegistrations = fields.Identifiers(party, "cac:PartyLegalEntity/cbc:CompanyID"),
            Identifiers = Identifiers(party),
        };

    public EInvoiceParty? TaxRepresentative(DocumentElement? party) => party is null
        ? null
        : new EInvoiceParty
        {
            Name = fields.Text(party, "cac:PartyName/cbc:Name"),
            VatId = TaxNumber(fields.All(party, "cac:PartyTaxScheme").FirstOrDefault(tax => UblAmounts.IsVat(fields, tax))),
            Address = Address(fields.One(party, "cac:PostalAddress")),
        };

    public EInvoiceDelivery? Delivery(DocumentElement? delivery) => delivery is null
        ? null
        : new EInvoiceDelivery
        {
            Name = fields.Text(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name"),
            Location = DocumentFields.Identifier(fields.One(delivery, "cac:DeliveryLocation/cbc:ID")),
            Date = fields.IsoDate(delivery, "cbc:ActualDeliveryDate"),
            Address = Address(fields.One(delivery, "cac:DeliveryLocation/cac:Address")),
        };

    /// <summary>BT-90, which stands with whoever is paid.</summary>
    public string? CreditorId(DocumentElement root) =>
        AllIdentifiers(fields.One(root, "cac:PayeeParty"))
            .Concat(AllIdentifiers(fields.One(root, "cac:AccountingSupplierParty/cac:Party")))
            .FirstOrDefault(identifier => identifier.Scheme == CreditorScheme)?.Value;

    private EInvoiceIdentifier[] Identifiers(DocumentElement? party) =>
        [.. AllIdentifiers(party).Where(identifier => identifier.Scheme != CreditorScheme)];

    private IEnumerable<EInvoiceIdentifier> AllIdentifiers(DocumentElement? party) =>
        fields.All(party, "cac:PartyIdentification").SelectMany(identification => fields.Identifiers(identification, "cbc:ID"));

    private string? TaxNumber(DocumentElement? tax) => fields.Text(tax, "cbc:CompanyID");

    private EInvoiceAddress? Address(DocumentElement? address) => address is null
        ? null
        : new EInvoiceAddress
        {
            Lines =
            [
                .. new[]
                {
                    fields.Text(address, "cbc:StreetName"),
                    fields.Text(address, "cbc:AdditionalStreetName"),
                    fields.Lines(address, "cac:AddressLine/cbc:Line"),
                }.OfType<string>(),
            ],
            City = fields.Text(address, "cbc:CityName"),
            PostCode = fields.Text(address, "cbc:PostalZone"),
            Subdivision = fields.Text(address, "cbc:CountrySubentity"),
            CountryCode = fields.Text(address, "cac:Country/cbc:IdentificationCode"),
        };
}
