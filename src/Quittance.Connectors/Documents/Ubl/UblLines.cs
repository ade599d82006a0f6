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
        return new EInvoiceLine
        {
            Id = fields.Text(line, "cbc:ID"),
            Note = fields.Lines(line, "cbc:Note"),
            Quantity = fields.Number(line, quantity),
            UnitCode = fields.One(line, quantity)?.Attribute("unitCode"),
            NetAmount = fields.Amount(line, "cbc:LineExtensionAmount"),
            OrderLineReference = fields.Text(fields.First(line, "cac:OrderLineReference"), "cbc:LineID"),
            BuyerAccountingReference = fields.Text(line, "cbc:AccountingCost"),
            PeriodStart = fields.IsoDate(line, "cac:InvoicePeriod/cbc:StartDate"),
            PeriodEnd = fields.IsoDate(line, "cac:InvoicePeriod/cbc:EndDate"),
            Price = fields.Amount(line, "cac:Price/cbc:PriceAmount"),
            PriceBaseQuantity = fields.Number(line, "cac:Price/cbc:BaseQuantity"),
            VatCategory = fields.Text(category, "cbc:ID"),
            VatRate = fields.Percent(category, "cbc:Percent"),
            Name = fields.Text(item, "cbc:Name"),
            Description = fields.Lines(item, "cbc:Description"),
            SellerItemId = fields.Text(item, "cac:SellersItemIdentification/cbc:ID"),
            BuyerItemId = fields.Text(item, "cac:BuyersItemIdentification/cbc:ID"),
            StandardItemId = DocumentFields.Identifier(fields.One(item, "cac:StandardItemIdentification/cbc:ID")),
            AllowancesAndCharges = amounts.AllowancesAndCharges(line),
        };
    }
}
