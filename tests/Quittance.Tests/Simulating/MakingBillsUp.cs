using System.Text;
using Quittance.Connectors.Documents;
using Quittance.Simulator.Bills;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Simulating;

/// <summary>What the simulator makes up has to be right by somebody else's rules.</summary>
public sealed class MakingBillsUp
{
    [Theory]
    [InlineData(DocumentSyntax.Ubl, false)]
    [InlineData(DocumentSyntax.Ubl, true)]
    [InlineData(DocumentSyntax.Cii, false)]
    [InlineData(DocumentSyntax.Cii, true)]
    public void Whatever_the_amounts_the_sums_agree_with_EN_16931(DocumentSyntax syntax, bool isCreditNote)
    {
        var random = new Random(1);
        decimal[] rates = [0, 2.1m, 5.5m, 10, 20];
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(number => new BillLine(
                $"Article {number}", random.Next(1, 5000) / 100m, random.Next(1, 1_000_000) / 10_000m, rates[random.Next(rates.Length)]));
            var bill = new BillTemplate { Number = $"R-{round}", Syntax = syntax, IsCreditNote = isCreditNote, Lines = [.. lines] }.Write();

            var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(bill.Bytes));

            Assert.Empty(read.Faults);
            Assert.Equal(bill.Details.TotalMinor, read.Invoice.Totals.Due * 100);
            Assert.Equal(isCreditNote, read.Invoice.IsCreditNote);
        }
    }

    [Theory]
    [InlineData(DocumentSyntax.Ubl)]
    [InlineData(DocumentSyntax.Cii)]
    public void A_total_is_met_to_the_cent(DocumentSyntax syntax)
    {
        for (var cents = 1; cents <= 300; cents++)
        {
            var bill = new BillTemplate { Syntax = syntax, Total = cents / 100m }.Write();

            var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(bill.Bytes));

            Assert.Empty(read.Faults);
            Assert.Equal(cents / 100m, read.Invoice.Totals.Due);
        }
    }

    [Fact]
    public void The_seller_is_the_one_that_was_asked_for()
    {
        var seller = new Party("Domo-Elec", "801017476", "FR48801017476", "80101747600020", "FR1420041010050500013M02606");

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(new BillTemplate { Seller = seller }.Write().Bytes));

        Assert.Equal(("Domo-Elec", "FR48801017476"), (read.Invoice.Seller!.Name, read.Invoice.Seller.VatId));
        Assert.Contains(read.Invoice.Seller.Identifiers, id => id.Value == "80101747600020");
    }

    [Fact]
    public void A_given_file_is_kept_byte_by_byte_and_told_of()
    {
        var bytes = File.ReadAllBytes(Repository.PathOf("src/Quittance.Server/Demo/Documents/encres-du-rhone.xml"));

        var bill = GivenFile.Take("edr.xml", bytes, new BillTemplate());

        Assert.Equal(bytes, bill.Bytes.ToArray());
        Assert.Equal(
            ("EDR-2026-0412", "200000008", "FR37200000008", 595_00, 119_00, 714_00),
            (bill.Details.Number, bill.Details.Seller.Siren, bill.Details.Seller.Vat, bill.Details.NetMinor, bill.Details.TaxMinor, bill.Details.TotalMinor));
    }

    [Theory]
    [InlineData("<Invoice><!-- never closed")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "b">]><Invoice>&a;</Invoice>""")]
    [InlineData("nothing like it")]
    public void What_no_one_could_read_is_served_all_the_same(string text)
    {
        var bill = GivenFile.Take("bad.xml", Encoding.UTF8.GetBytes(text), new BillTemplate { Number = "N1" });

        Assert.Equal((DocumentSyntax.Other, text, "N1"), (bill.Syntax, Encoding.UTF8.GetString(bill.Bytes.Span), bill.Details.Number));
    }
}
