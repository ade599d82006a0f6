using System.Text;
using Quittance.Connectors.Documents;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Documents;

/// <summary>ZUGFeRD 1.0, which older software still sends: the same terms under other names, and fewer of them.</summary>
public sealed class ReadingZugferd1
{
    private const string Basic = """
        <?xml version="1.0" encoding="UTF-8"?>
        <rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
            xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12"
            xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15">
          <rsm:SpecifiedExchangedDocumentContext>
            <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:basic</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
          </rsm:SpecifiedExchangedDocumentContext>
          <rsm:HeaderExchangedDocument>
            <ram:ID>R-1</ram:ID><ram:Name>RECHNUNG</ram:Name><ram:TypeCode>380</ram:TypeCode>
            <ram:IssueDateTime><udt:DateTimeString format="102">20140903</udt:DateTimeString></ram:IssueDateTime>
          </rsm:HeaderExchangedDocument>
          <rsm:SpecifiedSupplyChainTradeTransaction>
            <ram:ApplicableSupplyChainTradeAgreement>
              <ram:SellerTradeParty>
                <ram:Name>Verkäufer</ram:Name>
                <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456789</ram:ID></ram:SpecifiedTaxRegistration>
              </ram:SellerTradeParty>
              <ram:BuyerTradeParty><ram:Name>Käufer</ram:Name></ram:BuyerTradeParty>
              <ram:BuyerOrderReferencedDocument><ram:ID>B-7</ram:ID></ram:BuyerOrderReferencedDocument>
            </ram:ApplicableSupplyChainTradeAgreement>
            <ram:ApplicableSupplyChainTradeDelivery>
              <ram:DeliveryNoteReferencedDocument><ram:ID>L-3</ram:ID></ram:DeliveryNoteReferencedDocument>
            </ram:ApplicableSupplyChainTradeDelivery>
            <ram:ApplicableSupplyChainTradeSettlement>
              <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
              <ram:ApplicableTradeTax>
                <ram:CalculatedAmount currencyID="EUR">19.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
                <ram:BasisAmount currencyID="EUR">100.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:ApplicablePercent>19.00</ram:ApplicablePercent>
              </ram:ApplicableTradeTax>
              <ram:SpecifiedTradeSettlementMonetarySummation>
                <ram:LineTotalAmount currencyID="EUR">90.00</ram:LineTotalAmount>
                <ram:ChargeTotalAmount currencyID="EUR">10.00</ram:ChargeTotalAmount>
                <ram:AllowanceTotalAmount currencyID="EUR">0.00</ram:AllowanceTotalAmount>
                <ram:TaxBasisTotalAmount currencyID="EUR">100.00</ram:TaxBasisTotalAmount>
                <ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
                <ram:GrandTotalAmount currencyID="EUR">119.00</ram:GrandTotalAmount>
              </ram:SpecifiedTradeSettlementMonetarySummation>
              <ram:SpecifiedLogisticsServiceCharge>
                <ram:Description>Fracht</ram:Description><ram:AppliedAmount currencyID="EUR">10.00</ram:AppliedAmount>
              </ram:SpecifiedLogisticsServiceCharge>
            </ram:ApplicableSupplyChainTradeSettlement>
            <ram:IncludedSupplyChainTradeLineItem>
              <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
              <ram:SpecifiedSupplyChainTradeAgreement>
                <ram:NetPriceProductTradePrice><ram:ChargeAmount currencyID="EUR">4.5000</ram:ChargeAmount></ram:NetPriceProductTradePrice>
              </ram:SpecifiedSupplyChainTradeAgreement>
              <ram:SpecifiedSupplyChainTradeDelivery><ram:BilledQuantity unitCode="C62">20.0000</ram:BilledQuantity></ram:SpecifiedSupplyChainTradeDelivery>
              <ram:SpecifiedSupplyChainTradeSettlement>
                <ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:ApplicablePercent>19.00</ram:ApplicablePercent></ram:ApplicableTradeTax>
                <ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount currencyID="EUR">90.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementMonetarySummation>
              </ram:SpecifiedSupplyChainTradeSettlement>
              <ram:SpecifiedTradeProduct><ram:Name>Ware</ram:Name></ram:SpecifiedTradeProduct>
            </ram:IncludedSupplyChainTradeLineItem>
          </rsm:SpecifiedSupplyChainTradeTransaction>
        </rsm:CrossIndustryDocument>
        """;

    [Fact]
    public void Its_terms_come_out_as_those_of_any_other_invoice()
    {
        var read = Read(Basic);

        var invoice = read.Invoice;
        Assert.Empty(read.Faults);
        Assert.Equal(EInvoiceSyntax.Zugferd1, invoice.Syntax);
        Assert.Equal(("R-1", "380", new DateOnly(2014, 9, 3)), (invoice.Number, invoice.TypeCode, invoice.IssueDate));
        Assert.Equal(("Verkäufer", "DE123456789", "Käufer"), (invoice.Seller.Name, invoice.Seller.VatId, invoice.Buyer.Name));
        Assert.Equal(("B-7", "L-3"), (invoice.PurchaseOrderReference, invoice.DespatchAdviceReference));
        Assert.Equal(("S", 19m), (invoice.VatBreakdown[0].Category, invoice.VatBreakdown[0].Rate));
        Assert.Equal((90m, 100m, 19m, 119m, null), (invoice.Totals.Lines, invoice.Totals.WithoutVat, invoice.Totals.Vat, invoice.Totals.WithVat, invoice.Totals.Due));
        var charge = Assert.Single(invoice.AllowancesAndCharges);
        Assert.Equal((true, 10m, "Fracht"), (charge.IsCharge, charge.Amount, charge.Reason));
        var line = Assert.Single(invoice.Lines);
        Assert.Equal(("1", 20m, "C62", 4.5m, 90m, "Ware", 19m), (line.Id, line.Quantity, line.UnitCode, line.Price, line.NetAmount, line.Name, line.VatRate));
    }

    [Fact]
    public void Its_total_is_due_when_it_says_no_more()
    {
        var bill = BillOfEInvoice.Read(Read(Basic).Invoice, out var faults);

        Assert.Empty(faults);
        Assert.Equal(119_00, bill!.Amount.Minor);
    }

    [Theory]
    [InlineData(">119.00<", ">120.00<", "BR-CO-15")]
    [InlineData(">90.00<", ">80.00<", "BR-CO-13")]
    [InlineData(">19.00</ram:TaxTotal", ">20.00</ram:TaxTotal", "BR-CO-14")]
    [InlineData("<ram:ID>R-1</ram:ID>", "", "BR-02")]
    [InlineData("<ram:Name>Käufer</ram:Name>", "", "BR-07")]
    public void What_it_shares_with_the_standard_is_checked(string from, string to, string rule)
    {
        Assert.Contains(from, Basic, StringComparison.Ordinal);

        Assert.Contains(Read(Basic.Replace(from, to, StringComparison.Ordinal)).Faults, fault => fault.Rule == rule);
    }

    private static EInvoiceReading.Read Read(string xml) => Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(xml)));
}
