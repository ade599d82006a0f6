using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>The parties of a CrossIndustryInvoice.</summary>
internal sealed class CiiParties(DocumentFields fields)
{
    // Values of schemeID on a tax registration: VAT number, and fiscal number of another kind.
    private const string VatScheme = "VA";
    private const string FiscalScheme = "FC";

    /// <summary>An empty party when there is none.</summary>
    public EInvoiceParty Party(DocumentElement? party)
    {
        var organization = fields.One(party, "ram:SpecifiedLegalOrganization");
        // The extended profile allows several contacts.
        var contact = fields.First(party, "ram:DefinedTradeContact");
        return new EInvoiceParty
        {
            Name = fields.Text(party, "ram:Name"),
            TradingName = fields.Text(organization, "ram:TradingBusinessName"),
            ElectronicAddress = DocumentFields.Identifier(fields.One(party, "ram:URIUniversalCommunication/ram:URIID")),
            LegalRegistrations = fields.Identifiers(organization, "ram:ID"),
            Identifiers = [.. fields.Identifiers(party, "ram:ID"), .. fields.Identifiers(party, "ram:GlobalID")],
            VatId = TaxNumber(party, VatScheme),
            TaxId = TaxNumber(party, FiscalScheme),
            LegalInformation = fields.Lines(party, "ram:Description"),
            Address = Address(fields.One(party, "ram:PostalTradeAddress")),
            ContactName = fields.Text(contact, "ram:PersonName") ?? fields.Text(contact, "ram:DepartmentName"),
            ContactPhone = fields.Text(contact, "ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
            ContactEmail = fields.Text(contact, "ram:EmailURIUniversalCommunication/ram:URIID"),
        };
    }

    public EInvoiceParty? PartyOrNone(DocumentElement? party) => party is null ? null : Party(party);

    /// <summary>BG-13; the place and the day stand apart in CII.</summary>
    public EInvoiceDelivery? Delivery(DocumentElement? delivery)
    {
        var place = fields.One(delivery, "ram:ShipToTradeParty");
        var happened = fields.One(delivery, "ram:ActualDeliverySupplyChainEvent");
        return place is null && happened is null
            ? null
            : new EInvoiceDelivery
            {
                Name = fields.Text(place, "ram:Name"),
                Location = fields.Identifiers(place, "ram:GlobalID").Concat(fields.Identifiers(place, "ram:ID")).FirstOrDefault(),
                Date = fields.CompactDate(happened, "ram:OccurrenceDateTime/udt:DateTimeString"),
                Address = Address(fields.One(place, "ram:PostalTradeAddress")),
            };
    }

    private string? TaxNumber(DocumentElement? party, string scheme) =>
        fields.All(party, "ram:SpecifiedTaxRegistration")
            .SelectMany(registration => fields.Identifiers(registration, "ram:ID"))
            .FirstOrDefault(number => number.Scheme == scheme)?.Value;

    private EInvoiceAddress? Address(DocumentElement? address) => address is null
        ? null
        : new EInvoiceAddress
        {
            Lines =
            [
                .. new[]
                {
                    fields.Text(address, "ram:LineOne"),
                    fields.Text(address, "ram:LineTwo"),
                    fields.Text(address, "ram:LineThree"),
                }.OfType<string>(),
            ],
            City = fields.Text(address, "ram:CityName"),
            PostCode = fields.Text(address, "ram:PostcodeCode"),
            Subdivision = fields.Lines(address, "ram:CountrySubDivisionName"),
            CountryCode = fields.Text(address, "ram:CountryID"),
        };
}
