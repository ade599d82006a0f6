using System.Text;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>Invoices that can be read although something in them is wrong; each is a good one with one change.</summary>
public sealed class ReadingDamagedInvoices
{
    private const string Ubl = "akretion-en16931-ubl.xml";
    private const string Cii = "xrechnung-comprehensive-cii.xml";

    public static TheoryData<string, string, string, string> Changes => new()
    {
        { Ubl, "<cbc:ID>F124212</cbc:ID>", "", "BR-02" },
        { Ubl, "<cbc:ID>F124212</cbc:ID>", "<cbc:ID> </cbc:ID>", "BR-02" },
        { Ubl, "<cbc:IssueDate>2026-06-17</cbc:IssueDate>", "", "BR-03" },
        { Ubl, "<cbc:IssueDate>2026-06-17<", "<cbc:IssueDate>2026-02-30<", "invalid_date" },
        { Ubl, "<cbc:IssueDate>2026-06-17<", "<cbc:IssueDate>17/06/2026<", "invalid_date" },
        { Ubl, "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "", "BR-05" },
        { Ubl, "<cbc:RegistrationName>Au bon moulin</cbc:RegistrationName>", "", "BR-06" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03</cbc:PayableAmount>""", "", "BR-15" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">208,03<""", "invalid_decimal" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">2.0803e2<""", "invalid_decimal" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">٢٠٨<""", "invalid_decimal" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">NaN<""", "invalid_decimal" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">9999999999999999<""", "number_out_of_range" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">99999999999999999999999999999999<""", "number_out_of_range" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="USD">208.03<""", "currency_mismatch" },
        { Ubl, """<cbc:PayableAmount currencyID="EUR">208.03<""", """<cbc:PayableAmount currencyID="EUR">108.03<""", "BR-CO-16" },
        { Ubl, "</cac:LegalMonetaryTotal>", """<cbc:PayableAmount currencyID="EUR">9.99</cbc:PayableAmount></cac:LegalMonetaryTotal>""", "repeated_element" },
        { Ubl, """<cbc:TaxInclusiveAmount currencyID="EUR">308.03<""", """<cbc:TaxInclusiveAmount currencyID="EUR">308.04<""", "BR-CO-15" },
        { Ubl, """<cbc:TaxExclusiveAmount currencyID="EUR">273.00<""", """<cbc:TaxExclusiveAmount currencyID="EUR">273.01<""", "BR-CO-13" },
        { Cii, "<ram:ID>1234567</ram:ID>", "", "BR-02" },
        { Cii, """<udt:DateTimeString format="102">20180413<""", """<udt:DateTimeString format="102">2018-04-13<""", "invalid_date" },
        { Cii, """<udt:DateTimeString format="102">20180413<""", """<udt:DateTimeString format="610">201804<""", "invalid_date" },
        { Cii, "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "", "BR-05" },
        { Cii, "<ram:DuePayableAmount>12829.69</ram:DuePayableAmount>", "", "BR-15" },
        { Cii, "<ram:LineTotalAmount>4743.75<", "<ram:LineTotalAmount>4743.76<", "BR-CO-10" },
        { Cii, "<udt:Indicator>true<", "<udt:Indicator>yes<", "invalid_indicator" },
        { Cii, "<ram:AllowanceTotalAmount>20<", "<ram:AllowanceTotalAmount>19.99<", "BR-CO-11" },
        { Cii, "<ram:ChargeTotalAmount>20<", "<ram:ChargeTotalAmount>20.01<", "BR-CO-12" },
        { Cii, "<ram:CalculatedAmount>2048.44<", "<ram:CalculatedAmount>2050.44<", "BR-CO-17" },
        { Cii, "<ram:CalculatedAmount>2048.44<", "<ram:CalculatedAmount>2048.45<", "BR-CO-14" },
        { Cii, "<ram:CalculatedAmount>2048.44<", "<ram:CalculatedAmount>2046.44<", "BR-S-09" },
        { Cii, "<ram:BasisAmount>10781.25<", "<ram:BasisAmount>10781.26<", "BR-S-08" },
        { Cii, "<ram:BasisAmount>10781.25<", "<ram:BasisAmount>10781.250<", "BR-DEC-19" },
        { Cii, "<ram:CategoryCode>S<", "<ram:CategoryCode>Q<", "BR-CL-18" },
        { Cii, "<ram:CategoryCode>S<", "<ram:CategoryCode>Z<", "BR-Z-01" },
        { Cii, "<ram:CategoryCode>S<", "<ram:CategoryCode>Z<", "BR-Z-05" },
        { Cii, "<ram:CategoryCode>S<", "<ram:CategoryCode>O<", "BR-O-02" },
        { Cii, "<ram:ExemptionReason>[VAT exemption reason text]</ram:ExemptionReason>", "<ram:ExemptionReasonCode>VATEX-EU-1</ram:ExemptionReasonCode>", "BR-CL-22" },
        { Cii, "listID=\"IB\"", "listID=\"QQ\"", "BR-CL-13" },
        { Cii, "<ram:CountryID>DE<", "<ram:CountryID>XX<", "BR-CL-14" },
        { Cii, "<ram:ReasonCode>TAC<", "<ram:ReasonCode>95<", "BR-CL-20" },
        { Ubl, "unitCode=\"C62\"", "unitCode=\"PIECE\"", "BR-CL-23" },
        { Ubl, ">30</cbc:PaymentMeansCode>", ">99</cbc:PaymentMeansCode>", "BR-CL-16" },
        { Ubl, "schemeID=\"0225\"", "schemeID=\"1225\"", "BR-CL-25" },
        { Ubl, "schemeID=\"0009\"", "schemeID=\"0909\"", "BR-CL-10" },
        { Ubl, """<cbc:TaxableAmount currencyID="EUR">138.00<""", """<cbc:TaxableAmount currencyID="EUR">139.00<""", "BR-S-08" },
        { Ubl, """<cbc:TaxableAmount currencyID="EUR">138.00<""", """<cbc:TaxableAmount currencyID="euro">138.00<""", "BR-CL-03" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void One_change_is_named_and_the_rest_is_still_read(string file, string from, string to, string rule)
    {
        var read = ReadChanged(file, from, to);

        Assert.Contains(read.Faults, fault => fault.Rule == rule);
        Assert.NotNull(read.Invoice.Buyer.Name);
        Assert.Equal(2, read.Invoice.Lines.Count);
    }

    [Fact]
    public void A_fault_says_where_it_is()
    {
        var read = ReadChanged(Cii, "<ram:LineTotalAmount>6037.5<", "<ram:LineTotalAmount>6.037,50<");

        Assert.Equal(["invalid_decimal", "BR-24"], read.Faults.Select(fault => fault.Rule));
        Assert.Equal(
            "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem[2]"
                + "/ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
            read.Faults[0].Path);
        Assert.Null(read.Invoice.Lines[1].NetAmount);
    }

    [Fact]
    public void A_second_amount_due_does_not_displace_the_first() =>
        Assert.Equal(208.03m, ReadChanged(Ubl, "</cac:LegalMonetaryTotal>", "<cbc:PayableAmount>9.99</cbc:PayableAmount></cac:LegalMonetaryTotal>").Invoice.Totals.Due);

    [Theory]
    [InlineData("2026-06-17Z")]
    [InlineData("2026-06-17+02:00")]
    [InlineData("\n  2026-06-17\n  ")]
    public void A_date_may_have_a_zone_and_space_around(string date) =>
        Assert.Equal(new DateOnly(2026, 6, 17), ReadChanged(Ubl, "<cbc:IssueDate>2026-06-17<", $"<cbc:IssueDate>{date}<").Invoice.IssueDate);

    [Theory]
    [InlineData("utf-8", new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE })]
    [InlineData("utf-16BE", new byte[] { 0xFE, 0xFF })]
    [InlineData("iso-8859-1", new byte[0])]
    [InlineData("windows-1252", new byte[0])]
    public void Every_encoding_in_use_reads_alike(string name, byte[] mark)
    {
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture(Ubl))
            .Replace("encoding='UTF-8'", $"encoding='{name}'", StringComparison.Ordinal)
            .Replace("Au bon moulin", "Au bon moulin d'Évry", StringComparison.Ordinal);
        Assert.Contains($"encoding='{name}'", text, StringComparison.Ordinal);
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(new List<byte>([.. mark, .. encoding.GetBytes(text)]).ToArray()));

        Assert.Equal("Au bon moulin d'Évry", read.Invoice.Seller.Name);
    }

    [Fact]
    public void The_prefixes_are_the_senders_own_choice()
    {
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture(Cii))
            .Replace("ram:", "a:", StringComparison.Ordinal)
            .Replace("udt:", "ram:", StringComparison.Ordinal)
            .Replace("xmlns:ram=", "xmlns:a=", StringComparison.Ordinal)
            .Replace("xmlns:udt=", "xmlns:ram=", StringComparison.Ordinal);

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(text)));

        Assert.Empty(read.Faults);
        Assert.Equal(new DateOnly(2018, 4, 13), read.Invoice.IssueDate);
    }

    // Only the first place is changed; a change that finds no place would prove nothing.
    private static EInvoiceReading.Read ReadChanged(string file, string from, string to)
    {
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture(file));
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} does not contain {from}");
        return Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(text[..at] + to + text[(at + from.Length)..])));
    }
}
