using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>The lines of a CrossIndustryInvoice.</summary>
internal sealed class CiiLines(DocumentFields fields, CiiAmounts amounts, CiiNames names)
{
    // UNTDID 1001.
    private const string ObjectTypeCode = "130";

    public IReadOnlyList<EInvoiceLine> Read(DocumentElement? trade) =>
        [.. fields.All(trade, "ram:IncludedSupplyChainTradeLineItem").Select(Line)];

    private EInvoiceLine Line(DocumentElement line)
    {
        var document = fields.One(line, "ram:AssociatedDocumentLineDocument");
        var product = fields.One(line, "ram:SpecifiedTradeProduct");
        var agreement = fields.One(line, names.LineAgreement);
        var settlement = fields.One(line, names.LineSettlement);
        var price = fields.One(agreement, "ram:NetPriceProductTradePrice");
        var grossPrice = fields.One(agreement, "ram:GrossPriceProductTradePrice");
        // BT-149 and BT-150 may stand with the net or with the gross price.
        var baseQuantity = fields.One(price, "ram:BasisQuantity") ?? fields.One(grossPrice, "ram:BasisQuantity");
        var quantity = fields.One(fields.One(line, names.LineDelivery), "ram:BilledQuantity");
        var tax = amounts.VatOf(settlement, "ram:ApplicableTradeTax");
        return new EInvoiceLine
        {
            Id = fields.Text(document, "ram:LineID"),
            Note = DocumentFields.Joined(fields.All(document, "ram:IncludedNote").Select(note => fields.Lines(note, "ram:Content"))),
            InvoicedObject = fields.ReferencedObject(ObjectDocument(settlement), names.ReferencedId),
            Quantity = fields.Number(quantity),
            UnitCode = quantity?.Attribute("unitCode"),
            NetAmount = fields.Amount(fields.One(settlement, names.LineTotals), "ram:LineTotalAmount"),
            OrderLineReference = fields.Text(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID"),
            BuyerAccountingReference = fields.Text(fields.First(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount"), "ram:ID"),
            Period = fields.CompactPeriod(settlement),
            Price = fields.Amount(price, "ram:ChargeAmount"),
            PriceDiscount = fields.Amount(fields.First(grossPrice, "ram:AppliedTradeAllowanceCharge"), "ram:ActualAmount"),
            GrossPrice = fields.Amount(grossPrice, "ram:ChargeAmount"),
            PriceBaseQuantity = fields.Number(baseQuantity),
            PriceBaseUnitCode = baseQuantity?.Attribute("unitCode"),
            VatCategory = fields.Text(tax, "ram:CategoryCode"),
            VatRate = fields.Percent(tax, names.Percent),
            Name = fields.Text(product, "ram:Name"),
            Description = fields.Text(product, "ram:Description"),
            SellerItemId = fields.Text(product, "ram:SellerAssignedID"),
            BuyerItemId = fields.Text(product, "ram:BuyerAssignedID"),
            StandardItemId = DocumentFields.Identifier(fields.One(product, "ram:GlobalID")),
            ItemClasses = [.. fields.All(product, "ram:DesignatedProductClassification").Select(ItemClass).OfType<EInvoiceItemClass>()],
            OriginCountryCode = fields.Text(product, "ram:OriginTradeCountry/ram:ID"),
            ItemProperties = [.. fields.All(product, "ram:ApplicableProductCharacteristic").Select(Property)],
            AllowancesAndCharges = amounts.AllowancesAndCharges(settlement),
        };
    }

    private DocumentElement? ObjectDocument(DocumentElement? settlement) =>
        fields.All(settlement, "ram:AdditionalReferencedDocument")
            .FirstOrDefault(document => fields.Text(document, "ram:TypeCode") is ObjectTypeCode);

    private EInvoiceItemClass? ItemClass(DocumentElement element) =>
        DocumentFields.ItemClass(fields.One(element, "ram:ClassCode"));

    private EInvoiceItemProperty Property(DocumentElement element) =>
        new(fields.Text(element, "ram:Description"), fields.Lines(element, "ram:Value"));
}
