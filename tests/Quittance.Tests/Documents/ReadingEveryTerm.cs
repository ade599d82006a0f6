using System.Text;
using Quittance.Connectors.Documents;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Documents;

public sealed class ReadingEveryTerm
{
    private static readonly DateOnly Day = new(2018, 4, 13);

    [Theory]
    [InlineData("xrechnung-comprehensive-ubl.xml")]
    [InlineData("xrechnung-comprehensive-cii.xml")]
    public void The_header_comes_out_whole(string file)
    {
        var invoice = Read(file);

        Assert.Equal("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", invoice.BusinessProcess);
        Assert.Equal("GBP", invoice.TaxCurrencyCode);
        Assert.False(invoice.IsCreditNote);
        Assert.Equal([new EInvoiceNote("Invoice Note Description", "AAC"), new EInvoiceNote("Invoice Note Description 2", "AAC")], invoice.Notes);
        Assert.Equal("Beschreibung 1: Bitte überweisen Sie bis zum 13.04.2018 auf das unten aufgeführte Konto.", invoice.PaymentTerms);
        Assert.Equal("PR12345678", invoice.ProjectReference);
        Assert.Equal("0000000752", invoice.ContractReference);
        Assert.Equal("ABC123456789", invoice.SalesOrderReference);
        Assert.Equal("RAR123456789", invoice.ReceivingAdviceReference);
        Assert.Equal("DAR123456789", invoice.DespatchAdviceReference);
        Assert.Equal("Buchungscode1", invoice.BuyerAccountingReference);
        Assert.Equal(new EInvoiceReference("PIR1234567890", new DateOnly(2018, 2, 4)), invoice.PrecedingInvoices[0]);
        Assert.Equal((Day, Day, Day), (invoice.Delivery?.Date, invoice.Period?.Start, invoice.Period?.End));
        Assert.Equal(
            new EInvoiceAttachment("01_15_Anhang_01.pdf", "Aufschlüsselung der einzelnen Leistungspositionen", "01_15_Anhang_01.pdf", "application/pdf", "https://xeinkauf.de/xrechnung/"),
            invoice.Attachments[0]);
        Assert.Equal(2, invoice.Attachments.Count);
    }

    [Theory]
    [InlineData("xrechnung-comprehensive-ubl.xml")]
    [InlineData("xrechnung-comprehensive-cii.xml")]
    public void The_rarer_terms_of_the_header_come_out_too(string file)
    {
        var invoice = Read(file);

        Assert.Equal((Day, null), (invoice.TaxPointDate, invoice.TaxPointCode));
        Assert.Equal("ANG987654321", invoice.TenderReference);
        Assert.Equal(new EInvoiceIdentifier("OK987654321", null), invoice.InvoicedObject);
        Assert.StartsWith("Amtsgericht", invoice.Seller.LegalInformation, StringComparison.Ordinal);
        Assert.Equal("[Seller tax representative name]", invoice.TaxRepresentative!.Name);
        Assert.NotNull(invoice.TaxRepresentative.VatId);
        Assert.Equal("[Seller tax representative city]", invoice.TaxRepresentative.Address!.City);
        Assert.Equal(("[Deliver to party name]", "68", Day), (invoice.Delivery!.Name, invoice.Delivery.Location?.Value, invoice.Delivery.Date));
        Assert.Equal(["[Deliver to street]", "4. OG", "More Details"], invoice.Delivery.Address!.Lines);
        Assert.Equal(("[Deliver to city]", "98765", "Bayern", "DE"), (invoice.Delivery.Address.City, invoice.Delivery.Address.PostCode, invoice.Delivery.Address.Subdivision, invoice.Delivery.Address.CountryCode));
    }

    [Fact]
    public void A_card_comes_out()
    {
        const string card = "<cac:CardAccount><cbc:PrimaryAccountNumberID>5678</cbc:PrimaryAccountNumberID><cbc:HolderName>A Holder</cbc:HolderName></cac:CardAccount>";
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture("akretion-en16931-ubl.xml"))
            .Replace("</cac:PaymentMeans>", card + "</cac:PaymentMeans>", StringComparison.Ordinal);

        var invoice = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(text))).Invoice;

        Assert.Equal(("5678", "A Holder"), (invoice.PaymentMeans[0].CardNumber, invoice.PaymentMeans[0].CardHolder));
        Assert.Equal(["EUR"], invoice.AmountCurrencies);
    }

    [Theory]
    [InlineData("xrechnung-comprehensive-ubl.xml")]
    [InlineData("xrechnung-comprehensive-cii.xml")]
    public void The_parties_come_out_whole(string file)
    {
        var invoice = Read(file);

        var seller = invoice.Seller;
        Assert.Equal("[Seller trading name]", seller.TradingName);
        Assert.Equal(new EInvoiceIdentifier("rechnungsausgang@test.com", "EM"), seller.ElectronicAddress);
        Assert.Equal([new EInvoiceIdentifier("123456789", "0088")], seller.LegalRegistrations);
        Assert.Contains(new EInvoiceIdentifier("987654321", "0088"), seller.Identifiers);
        Assert.Equal("123/456/789", seller.TaxId);
        Assert.Equal(("Tim Tester", "012 3456789", "tim.tester@test.com"), (seller.ContactName, seller.ContactPhone, seller.ContactEmail));
        Assert.Equal(["[Seller address line 1]", "[Seller address line 2]", "[Seller address line 3]"], seller.Address!.Lines);
        Assert.Equal(("[Seller city]", "12345", "Bayern", "DE"), (seller.Address.City, seller.Address.PostCode, seller.Address.Subdivision, seller.Address.CountryCode));
        Assert.Equal("DE12345ABC", invoice.Buyer.VatId);
        Assert.Equal([new EInvoiceIdentifier("138", null)], invoice.Buyer.Identifiers);
        Assert.Equal("[Payee name]", invoice.Payee!.Name);
        Assert.Equal([new EInvoiceIdentifier("74", null)], invoice.Payee.Identifiers);
        Assert.Null(seller.FrenchVatId);
    }

    [Theory]
    [InlineData("xrechnung-comprehensive-ubl.xml")]
    [InlineData("xrechnung-comprehensive-cii.xml")]
    public void The_money_comes_out_whole(string file)
    {
        var invoice = Read(file);

        Assert.Equal(
            [
                new EInvoicePaymentMeans
                {
                    TypeCode = "58",
                    HasAccountDetails = true,
                    Text = "[Payment means text]",
                    RemittanceReference = "Deb. 12345 / Fact. 9876543",
                    Account = "DE79000000001234567890",
                    AccountName = "[Payment account name]",
                    Bic = "[BIC]",
                },
                new EInvoicePaymentMeans
                {
                    TypeCode = "58",
                    HasAccountDetails = true,
                    RemittanceReference = "Deb. 12345 / Fact. 9876543",
                    Account = "DE16000000002345678901",
                    AccountName = "[Payment account name 2]",
                    Bic = "[BIC]",
                },
            ],
            invoice.PaymentMeans);
        Assert.Equal((10781.25m, 20m, 20m), (invoice.Totals.Lines, invoice.Totals.Allowances, invoice.Totals.Charges));
        Assert.Equal((2048.44m, 2048.44m), (invoice.Totals.Vat, invoice.Totals.VatInTaxCurrency));
        Assert.Equal(
            [
                new EInvoiceVat { TaxableAmount = 10781.25m, TaxAmount = 2048.44m, Category = "S", Rate = 19 },
                new EInvoiceVat
                {
                    TaxableAmount = 0,
                    TaxAmount = 0,
                    Category = "E",
                    Rate = 0,
                    ExemptionReason = "[VAT exemption reason text]",
                    ExemptionReasonCode = "VATEX-EU-132-1A",
                },
            ],
            invoice.VatBreakdown);
        Assert.Equal([true, true, false, false], invoice.AllowancesAndCharges.Select(part => part.IsCharge!.Value));
        Assert.Equal(
            new EInvoiceAllowanceCharge
            {
                IsCharge = false,
                Amount = 10,
                BaseAmount = 100,
                Percent = 10,
                Reason = "Fixed long term",
                ReasonCode = "102",
                VatCategory = "E",
                VatRate = 0,
            },
            invoice.AllowancesAndCharges[2]);
    }

    [Theory]
    [InlineData("xrechnung-comprehensive-ubl.xml")]
    [InlineData("xrechnung-comprehensive-cii.xml")]
    public void A_line_comes_out_whole(string file)
    {
        var line = Read(file).Lines[0];

        Assert.Equal("1", line.Id);
        Assert.StartsWith("Die letzte Lieferung im Rahmen", line.Note, StringComparison.Ordinal);
        Assert.Equal((30m, "XPP", 4743.75m), (line.Quantity, line.UnitCode, line.NetAmount));
        Assert.Equal(("6171175.1", "Konto 1"), (line.OrderLineReference, line.BuyerAccountingReference));
        Assert.Equal(new EInvoicePeriod(Day, Day), line.Period);
        Assert.Equal((158.125m, 1m), (line.Price, line.PriceBaseQuantity));
        Assert.Equal(("S", 19m), (line.VatCategory, line.VatRate));
        Assert.Equal(("Beratung", "Anforderungsmanagement"), (line.Name, line.Description));
        Assert.Equal(("1034", "5034"), (line.SellerItemId, line.BuyerItemId));
        Assert.Equal(new EInvoiceIdentifier("123456789", "0088"), line.StandardItemId);
        Assert.Equal(new EInvoiceIdentifier("ANG987654321", "ABZ"), line.InvoicedObject);
        Assert.Equal((10m, 168.125m, "XPP"), (line.PriceDiscount, line.GrossPrice, line.PriceBaseUnitCode));
        Assert.Equal(new EInvoiceItemClass("0721-880X", "IB", "88"), line.ItemClasses[0]);
        Assert.Equal("DE", line.OriginCountryCode);
        Assert.Equal(new EInvoiceItemProperty("[Description]", "[Value]"), line.ItemProperties[0]);
        Assert.Equal([true, true, false, false], line.AllowancesAndCharges.Select(part => part.IsCharge!.Value));
        Assert.Equal((20m, 200m, 10m, "Fixed long term"), (line.AllowancesAndCharges[2].Amount, line.AllowancesAndCharges[2].BaseAmount, line.AllowancesAndCharges[2].Percent, line.AllowancesAndCharges[2].Reason));
    }

    [Fact]
    public void A_French_seller_is_known_by_its_registers()
    {
        var seller = Read("akretion-minimum-cii.xml").Seller;

        Assert.Equal(("123456782", null, "FR11123456782"), (seller.Siren, seller.Siret, seller.FrenchVatId));
    }

    [Fact]
    public void A_French_establishment_is_found_among_all_identifiers()
    {
        var party = new EInvoiceParty
        {
            LegalRegistrations = [new EInvoiceIdentifier("123456782", "0002")],
            Identifiers = [new EInvoiceIdentifier("12345678200077", null), new EInvoiceIdentifier("123 456 782 00077", "0009")],
        };

        Assert.Equal(("123456782", "123 456 782 00077"), (party.Siren, party.Siret));
    }

    [Fact]
    public void A_credit_note_is_one_by_its_document_type()
    {
        var note = Read("cen-creditnote-ubl.xml");

        Assert.True(note.IsCreditNote);
        Assert.True((note with { TypeCode = null }).IsCreditNote);
        Assert.True((note with { Syntax = EInvoiceSyntax.Cii, TypeCode = "381" }).IsCreditNote);
        Assert.False((note with { Syntax = EInvoiceSyntax.Cii, TypeCode = "380" }).IsCreditNote);
        Assert.Equal(1m, note.Lines[0].Quantity);
    }

    private static EInvoice Read(string fixture) => Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(InvoiceSamples.Fixture(fixture))).Invoice;
}
