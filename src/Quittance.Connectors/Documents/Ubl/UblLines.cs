using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Ubl;

/// <summary>The lines of a UBL document.</summary>
internal sealed class UblLines(DocumentFields fields, UblAmounts amounts)
{
    public IReadOnlyList<EInvoiceLine> Read(DocumentElement root, bool isCreditNote) =>
        isCreditNote
            ? [.. fields.All(root, "cac:CreditNoteLine").Select(line => Line(line, "cbc:CreditedQuantity"))]
            : [.. fields.All(root, "cac:InvoiceLine").Select(line => Line(line, "cbc:InvoicedQuantity"))];

    private EInvoiceLine Line(DocumentElement line, string quantity)
    {
        var item = fields.One(line, "cac:Item");
        var category = amounts.VatCategory(item, "cac:ClassifiedTaxCategory");
        var price = fields.One(line, "cac:Price");
        var priceDiscount = fields.One(price, "cac:AllowanceCharge");
        var baseQuantity = fields.One(price, "cbc:BaseQuantity");
        return new EInvoiceLine
        {
            Id = fields.Text(line, "cbc:ID"),
            Note = fields.Lines(line, "cbc:Note"),
            InvoicedObject = fields.All(line, "cac:DocumentReference")
                .Where(reference => fields.Text(reference, "cbc:DocumentTypeCode") is UblReader.ObjectTypeCode)
                .Select(reference => DocumentFields.Identifier(fields.One(reference, "cbc:ID")))
                .FirstOrDefault(),
            Quantity = fields.Number(line, quantity),
            UnitCode = fields.One(line, quantity)?.Attribute("unitCode"),
            NetAmount = fields.Amount(line, "cbc:LineExtensionAmount"),
            OrderLineReference = fields.Text(fields.First(line, "cac:OrderLineReference"), "cbc:LineID"),
            BuyerAccountingReference = fields.Text(line, "cbc:AccountingCost"),
            Period = fields.IsoPeriod(line),
            Price = fields.Amount(price, "cbc:PriceAmount"),
            PriceDiscount = fields.Amount(priceDiscount, "cbc:Amount"),
            GrossPrice = fields.Amount(priceDiscount, "cbc:BaseAmount"),
            PriceBaseQuantity = fields.Number(baseQuantity),
            PriceBaseUnitCode = baseQuantity?.Attribute("unitCode"),
            VatCategory = fields.Text(category, "cbc:ID"),
            VatRate = fields.Percent(category, "cbc:Percent"),
            Name = fields.Text(item, "cbc:Name"),
            Description = fields.Lines(item, "cbc:Description"),
            SellerItemId = fields.Text(item, "cac:SellersItemIdentification/cbc:ID"),
            BuyerItemId = fields.Text(item, "cac:BuyersItemIdentification/cbc:ID"),
            StandardItemId = DocumentFields.Identifier(fields.One(item, "cac:StandardItemIdentification/cbc:ID")),
            ItemClasses =
            [
                .. fields.All(item, "cac:CommodityClassification")
                    .Select(element => DocumentFields.ItemClass(fields.One(element, "cbc:ItemClassificationCode")))
                    .OfType<EInvoiceItemClass>(),
            ],
            OriginCountryCode = fields.Text(item, "cac:OriginCountry/cbc:IdentificationCode"),
            ItemProperties =
            [
                .. fields.All(item, "cac:AdditionalItemProperty")
                    .Select(element => new EInvoiceItemProperty(fields.Text(element, "cbc:Name"), fields.Text(element, "cbc:Value"))),
            ],
            AllowancesAndCharges = amounts.AllowancesAndCharges(line),
        };
    }
}
