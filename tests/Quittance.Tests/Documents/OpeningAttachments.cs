using System.Text;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>The supporting documents that an invoice carries inside itself.</summary>
public sealed class OpeningAttachments
{
    private const string Ubl = "xrechnung-comprehensive-ubl.xml";
    private const string Cii = "xrechnung-comprehensive-cii.xml";

    [Theory]
    [InlineData(Ubl)]
    [InlineData(Cii)]
    public void A_document_comes_out_decoded(string file)
    {
        var invoice = With(file, "filename=\"01_15_Anhang_01.pdf\"", "filename=\"../../01_15_Anhang_01.pdf\"", Convert.ToBase64String("a text\r\n"u8));

        var opened = EInvoiceReader.OpenAttachment(invoice, 0, out var faults);

        Assert.Empty(faults);
        Assert.Equal(("01_15_Anhang_01.pdf", "application/pdf"), (opened!.Name, opened.MimeType));
        Assert.Equal("a text\r\n", Encoding.UTF8.GetString(opened.Content.Span));
    }

    [Fact]
    public void It_comes_out_of_a_PDF_too()
    {
        var invoice = With(Cii, "filename=\"", "filename=\"", Convert.ToBase64String("a text"u8));

        var opened = EInvoiceReader.OpenAttachment(TinyPdf.With(("factur-x.xml", invoice)).Classic(), 0, out _);

        Assert.Equal("a text"u8.ToArray(), opened!.Content.ToArray());
    }

    [Fact]
    public void Megabytes_come_out_whole()
    {
        var content = new byte[6_000_000];
        new Random(125).NextBytes(content);
        var invoice = With(Ubl, "filename=\"", "filename=\"", Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks));

        Assert.Equal(content, EInvoiceReader.OpenAttachment(invoice, 0, out _)!.Content.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void There_is_none_beyond_the_last(int index) => AssertNone("no_such_attachment", InvoiceSamples.Fixture(Ubl), index);

    [Fact]
    public void What_is_not_base64_is_refused() => AssertNone("invalid_base64", With(Ubl, "filename=\"", "filename=\"", "*not base64*"), 0);

    [Fact]
    public void A_document_that_is_only_linked_to_is_not_inside()
    {
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture(Ubl)).Replace("cbc:EmbeddedDocumentBinaryObject", "cbc:Nothing", StringComparison.Ordinal);

        AssertNone("no_such_attachment", Encoding.UTF8.GetBytes(text), 0);
    }

    [Fact]
    public void Nothing_comes_out_of_what_is_no_invoice()
    {
        AssertNone("malformed_xml", "no invoice"u8.ToArray(), 0);
        AssertNone("no_embedded_invoice", TinyPdf.With().Classic(), 0);
    }

    private static void AssertNone(string rule, byte[] document, int index)
    {
        Assert.Null(EInvoiceReader.OpenAttachment(document, index, out var faults));
        Assert.Equal(rule, Assert.Single(faults).Rule);
    }

    // The fixture with another content of its first attachment.
    private static byte[] With(string file, string from, string to, string content)
    {
        var text = Encoding.UTF8.GetString(InvoiceSamples.Fixture(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        var start = text.IndexOf('>', text.IndexOf("filename=", StringComparison.Ordinal)) + 1;
        var changed = text[..start] + content + text[text.IndexOf('<', start)..];
        return Encoding.UTF8.GetBytes(changed.Replace(from, to, StringComparison.Ordinal));
    }
}
