using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>The lines of a CrossIndustryInvoice.</summary>
internal sealed class CiiLines(DocumentFields fields, CiiAmounts amounts)
{
    public IReadOnlyList<EInvoiceLine> Read(DocumentElement? trade) =>
        [.. fields.All(trade, "ram:IncludedSupplyChainTradeLineItem").Select(Line)];

    private EInvoiceLine Line(DocumentElement line)
    {
        var document = fields.One(line, "ram:AssociatedDocumentLineDocument");
        var product = fields.One(line, "ram:SpecifiedTradeProduct");
        var agreement = fields.One(line, "ram:SpecifiedLineTradeAgreement");
        var settlement = fields.One(line, "ram:SpecifiedLineTradeSettlement");
        var price = fields.One(agreement, "ram:NetPriceProductTradePrice");
        var quantity = fields.One(line, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity");
        var tax = amounts.VatOf(settlement, "ram:ApplicableTradeTax");
        return new EInvoiceLine
        {
            Id = fields.Text(document, "ram:LineID"),
            Note = DocumentFields.Joined(fields.All(document, "ram:IncludedNote").Select(note => fields.Lines(note, "ram:Content"))),
            Quantity = fields.Number(quantity),
            UnitCode = quantity?.Attribute("unitCode"),
            NetAmount = fields.Amount(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
            OrderLineReference = fields.Text(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID"),
            BuyerAccountingReference = fields.Text(fields.First(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount"), "ram:ID"),
            PeriodStart = fields.CompactDate(settlement, "ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString"),
            PeriodEnd = fields.CompactDate(settlement, "ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString"),
            Price = fields.Amount(price, "ram:ChargeAmount"),
            // BT-149 may stand with the net or with the gross price.
            PriceBaseQuantity = fields.Number(price, "ram:BasisQuantity")
                ?? fields.Number(agreement, "ram:GrossPriceProductTradePrice/ram:BasisQuantity"),
            VatCategory = fields.Text(tax, "ram:CategoryCode"),
            VatRate = fields.Percent(tax, "ram:RateApplicablePercent"),
            Name = fields.Text(product, "ram:Name"),
            Description = fields.Text(product, "ram:Description"),
            SellerItemId = fields.Text(product, "ram:SellerAssignedID"),
            BuyerItemId = fields.Text(product, "ram:BuyerAssignedID"),
            StandardItemId = DocumentFields.Identifier(fields.One(product, "ram:GlobalID")),
            AllowancesAndCharges = amounts.AllowancesAndCharges(settlement),
        };
    }
}
