using System.Globalization;
using System.Text;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

public sealed class RefusingHostileDocuments
{
    private const string Ubl =
        """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">""";

    public static TheoryData<string, string> Documents => new()
    {
        { "empty_document", "" },
        { "empty_document", " \r\n\t" },
        { "malformed_xml", "no xml at all" },
        { "malformed_pdf", "%PDF-1.7 and nothing else" },
        { "malformed_xml", "{\"ID\": 1}" },
        { "package", "PK\u0003\u0004 and more" },
        { "malformed_xml", Ubl },
        { "malformed_xml", Ubl + "<cbc:ID>1</cbc:ID>" },
        { "malformed_xml", Ubl + "<cbc:ID>1</cbc:Note></Invoice>" },
        { "malformed_xml", Ubl + "<nowhere:ID>1</nowhere:ID></Invoice>" },
        { "malformed_xml", Ubl + "<cbc:ID>&undefined;</cbc:ID></Invoice>" },
        { "malformed_xml", Ubl + "<cbc:ID>&#0;</cbc:ID></Invoice>" },
        { "malformed_xml", Ubl + "</Invoice>" + Ubl + "</Invoice>" },
        { "malformed_xml", Ubl + "</Invoice> and a tail" },
        { "malformed_xml", "\n<?xml version=\"1.0\"?>" + Ubl + "</Invoice>" },
        { "dtd_forbidden", "<!DOCTYPE Invoice>" + Ubl + "</Invoice>" },
        { "dtd_forbidden", """<!DOCTYPE Invoice [<!ENTITY file SYSTEM "file:///etc/passwd">]>""" + Ubl + "<cbc:ID>&file;</cbc:ID></Invoice>" },
        { "dtd_forbidden", """<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:1/invoice.dtd">""" + Ubl + "</Invoice>" },
        {
            "dtd_forbidden",
            """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
                + Ubl + "<cbc:ID>&c;</cbc:ID></Invoice>"
        },
        { "unknown_document", "<Invoice/>" },
        { "unknown_document", "<html><body>Your invoice</body></html>" },
        { "unknown_document", """<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>""" },
        { "unknown_document", """<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>""" },
        { "unknown_document", """<o:SCRDMCCBDACIOMessageStructure xmlns:o="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>""" },
        { "wrong_encoding", """<?xml version="1.0" encoding="utf-16"?>""" + Ubl + "</Invoice>" },
        { "wrong_encoding", "\uFEFF<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + Ubl + "</Invoice>" },
        { "unsupported_encoding", """<?xml version="1.0" encoding="utf-7"?>""" + Ubl + "</Invoice>" },
        { "unsupported_encoding", """<?xml version="1.0" encoding="no-such-thing"?>""" + Ubl + "</Invoice>" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_hostile_or_foreign_document_is_refused_by_name(string rule, string document) => AssertRefused(rule, Encoding.UTF8.GetBytes(document));

    [Fact]
    public void A_document_of_one_byte_too_many_is_refused_unread() => AssertRefused("too_large", new byte[EInvoiceReader.BytesMax + 1]);

    [Fact]
    public void Ten_megabytes_of_one_text_are_refused() =>
        AssertRefused("text_too_long", Encoding.UTF8.GetBytes($"{Ubl}<cbc:Note>{new string('x', 10_000_000)}</cbc:Note></Invoice>"));

    [Fact]
    public void A_text_cut_into_pieces_is_measured_as_a_whole() =>
        AssertRefused("text_too_long", Encoding.UTF8.GetBytes($"{Ubl}<cbc:Note>{string.Concat(Enumerable.Repeat("xxxxx<!-- -->", 30_000))}</cbc:Note></Invoice>"));

    [Theory]
    [InlineData("a{0}='>'")]
    [InlineData("xmlns:a{0}=\"'\"")]
    public void A_tag_of_countless_attributes_is_refused_before_it_is_parsed(string attribute)
    {
        var format = CompositeFormat.Parse(attribute);
        var attributes = Enumerable.Range(0, 500_000).Select(number => string.Format(CultureInfo.InvariantCulture, format, number));

        AssertRefused("too_many_attributes", Encoding.UTF8.GetBytes($"{Ubl[..^1]} {string.Join(' ', attributes)}></Invoice>"));
    }

    [Fact]
    public void What_looks_like_attributes_elsewhere_does_no_harm()
    {
        var many = string.Concat(Enumerable.Repeat(" a='b\" ", 1_000));
        var document = $"<!-- <x{many} - -> --><?pi <x{many} ? > ?>{Ubl}<!-- ><x{many}--><cbc:ID><![CDATA[7<x{many} ] ]>]]></cbc:ID></Invoice>";

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document)));

        Assert.StartsWith("7<x a='b", read.Invoice.Number, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_attribute_is_refused_like_a_long_text() =>
        AssertRefused("text_too_long", Encoding.UTF8.GetBytes($"{Ubl}<cbc:ID schemeID='{new string('x', 200_000)}'>1</cbc:ID></Invoice>"));

    [Fact]
    public void A_long_text_that_no_one_reads_is_no_harm()
    {
        var document = $"{Ubl}<other xmlns=''>{new string('x', 1_000_000)}</other><cbc:EmbeddedDocumentBinaryObject>{new string('A', 1_000_000)}</cbc:EmbeddedDocumentBinaryObject><cbc:ID>7</cbc:ID></Invoice>";

        Assert.Equal("7", Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document))).Invoice.Number);
    }

    [Fact]
    public void A_message_never_cuts_a_character_in_two()
    {
        var document = Ubl + $"<cbc:IssueDate>x{string.Concat(Enumerable.Repeat("\U0001F4A5", 60))}</cbc:IssueDate></Invoice>";

        var fault = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document))).Faults[0];

        Assert.Equal("invalid_date", fault.Rule);
        Assert.NotEmpty(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(fault.Message));
    }

    [Theory]
    [InlineData("cbc:Note")]
    [InlineData("other")]
    public void Deep_nesting_is_refused_also_in_foreign_namespaces(string name) =>
        AssertRefused("too_deep", Encoding.UTF8.GetBytes(Ubl + string.Concat(Enumerable.Repeat($"<{name} xmlns=\"\">", 100_000))));

    [Fact]
    public void A_flood_of_elements_is_refused() =>
        AssertRefused("too_many_elements", Encoding.UTF8.GetBytes(Ubl + string.Concat(Enumerable.Repeat("<cbc:ID/>", EInvoiceReader.ElementsMax + 1))));

    [Fact]
    public void As_many_identifiers_as_fit_are_compared_once()
    {
        const string cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
        var seller = Enumerable.Range(0, 60_000).Select(id => $"<c:PartyIdentification><cbc:ID>S{id}</cbc:ID></c:PartyIdentification>");
        var payee = seller.Select(id => id.Replace(">S", ">P", StringComparison.Ordinal));
        var document = $"{Ubl[..^1]} xmlns:c='{cac}'><c:AccountingSupplierParty><c:Party>{string.Concat(seller)}</c:Party></c:AccountingSupplierParty>"
            + $"<c:PayeeParty>{string.Concat(payee)}</c:PayeeParty></Invoice>";

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document)));

        Assert.Equal("P0", read.Invoice.Payee!.Identifiers[0].Value);
    }

    [Fact]
    public void Bytes_outside_the_declared_encoding_are_refused() =>
        AssertRefused("wrong_encoding", [.. Encoding.UTF8.GetBytes(Ubl + "<cbc:ID>"), 0xE9, .. "</cbc:ID></Invoice>"u8]);

    [Fact]
    public void A_wide_document_that_says_it_is_narrow_is_refused() =>
        AssertRefused("wrong_encoding", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("""<?xml version="1.0" encoding="utf-8"?>""" + Ubl + "</Invoice>")]);

    [Fact]
    public void Every_truncation_of_an_invoice_is_unreadable()
    {
        var invoice = InvoiceSamples.Fixture("cen-creditnote-ubl.xml").AsSpan().TrimEnd("\r\n "u8).ToArray();

        for (var length = 0; length < invoice.Length; length += 7)
        {
            Assert.NotEmpty(Assert.IsType<EInvoiceReading.Unreadable>(EInvoiceReader.Read(invoice.AsMemory(0, length))).Faults);
        }
    }

    [Fact]
    public void Random_damage_never_throws()
    {
        var random = new Random(16931);
        foreach (var file in new[] { "cen-creditnote-ubl.xml", "akretion-minimum-cii.xml" })
        {
            for (var round = 0; round < 2_000; round++)
            {
                var damaged = InvoiceSamples.Fixture(file);
                for (var hit = random.Next(1, 6); hit > 0; hit--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                Assert.NotNull(EInvoiceReader.Read(damaged));
            }
        }

        var noise = new byte[4096];
        random.NextBytes(noise);
        Assert.IsType<EInvoiceReading.Unreadable>(EInvoiceReader.Read(noise));
    }

    [Fact]
    public void A_document_full_of_faults_lists_some_and_says_so()
    {
        const string cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
        var lines = Enumerable.Range(0, 20_000).Select(id => $"<InvoiceLine xmlns='{cac}'><cbc:ID>{id}</cbc:ID></InvoiceLine>");
        var document = Ubl + string.Concat(lines) + "</Invoice>";

        var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(20_000, read.Invoice.Lines.Count);
        Assert.Equal(EInvoiceReader.FaultsMax, read.Faults.Count);
        Assert.Equal("too_many_faults", read.Faults[^1].Rule);
    }

    private static void AssertRefused(string rule, byte[] document)
    {
        var reading = EInvoiceReader.Read(document);

        var fault = Assert.Single(Assert.IsType<EInvoiceReading.Unreadable>(reading).Faults);
        Assert.Equal(rule, fault.Rule);
    }
}
