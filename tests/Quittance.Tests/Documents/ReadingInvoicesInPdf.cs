using System.Text;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>Factur-X and ZUGFeRD: PDFs with the invoice inside, as many programs write them.</summary>
public sealed class ReadingInvoicesInPdf
{
    private const string Known = "factur-x.xml";

    private static readonly byte[] Minimum = InvoiceSamples.Fixture("akretion-minimum-cii.xml");
    private static readonly byte[] Other = InvoiceSamples.Fixture("akretion-en16931-ubl.xml");
    private static readonly byte[] Order = "<rsm:SCRDMCCBDACIOMessageStructure xmlns:rsm='urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100'/>"u8.ToArray();

    private static readonly Dictionary<string, Func<TinyPdf, byte[]>> Shapes = new()
    {
        ["a table"] = pdf => pdf.Classic(),
        ["objects in streams"] = pdf => pdf.Compressed(withPredictor: false),
        ["a table of differences"] = pdf => pdf.Compressed(withPredictor: true),
        ["a table and a stream"] = pdf => pdf.Hybrid(2, 4),
        ["two revisions"] = pdf => TinyPdf.Revised(pdf.Classic(), (9, TinyPdf.Bytes("<< >>"))),
        ["text in front"] = pdf => [.. "HTTP/1.1 200 OK\r\n\r\n"u8, .. pdf.Classic()],
        ["a line too many"] = pdf => Changed(pdf.Classic(), "1 0 obj", "% a comment\n1 0 obj"),
        ["no table"] = pdf => Changed(pdf.Classic(), "startxref", "nothing"),
        ["a table elsewhere"] = pdf => Changed(pdf.Classic(), "startxref\n", "startxref\n9"),
        ["no trailer"] = pdf => Changed(Changed(pdf.Classic(), "trailer", "failure"), "startxref", "nothing"),
        ["no stream of a table"] = pdf => Changed(pdf.Compressed(withPredictor: false), "/Type /XRef", "/Type /None"),
        ["a wrong length"] = pdf => Changed(pdf.Classic(), "/Length 1", "/Length 9"),
    };

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    public static TheoryData<string, string> Names => new()
    {
        { "/F (factur-x.xml)", Known },
        { "/F (other.xml) /UF (factur-x.xml)", Known },
        { "/UF (C:\\\\bills\\\\factur-x.xml)", Known },
        { "/UF (\\376\\377\\000F\\000.\\000x\\000m\\000l)", "F.xml" },
        { "/UF <FEFF005200E90075002E0078006D006C>", "Réu.xml" },
        { "/UF (R\\351union\\240.xml)", "Réunion€.xml" },
        { "/UF (a\\(b\\)(c)\\\n.xml)", "a(b)(c).xml" },
        { "/UF (\\357\\273\\277R\\303\\251u.xml)", "Réu.xml" },
        { "/Other 1", "key.xml" },
    };

    public static TheoryData<string, string> Filters => new()
    {
        { "", "plain" },
        { "/Filter /FlateDecode", "deflated" },
        { "/Filter [/FlateDecode]", "deflated" },
        { "/Filter /ASCIIHexDecode", "hexadecimal" },
        { "/Filter [/ASCIIHexDecode /FlateDecode]", "both" },
    };

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void However_objects_are_stored_the_invoice_is_found(string shape)
    {
        var read = Read(Shapes[shape](TinyPdf.With((Known, Minimum), ("terms.txt", [1, 2, 3]))));

        Assert.Equal("F20260023", read.Invoice.Number);
        Assert.Equal(Known, read.EmbeddedName);
        Assert.Equal(["terms.txt"], read.OtherFiles);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_read_in_every_notation(string written, string name)
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[2] = TinyPdf.Bytes("<< /Names [ (key.xml) 4 0 R ] >>");
        pdf[4] = TinyPdf.Bytes($"<< /Type /Filespec {written} /EF << /F 5 0 R >> >>");

        Assert.Equal(name, Read(pdf.Classic()).EmbeddedName);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void The_content_is_decoded(string header, string kind)
    {
        var content = kind switch
        {
            "deflated" => TinyPdf.Deflated(Minimum),
            "hexadecimal" => (byte[])[.. TinyPdf.Bytes(Convert.ToHexString(Minimum)), (byte)'>'],
            "both" => TinyPdf.Bytes(Convert.ToHexString(TinyPdf.Deflated(Minimum))),
            _ => Minimum,
        };
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[5] = TinyPdf.Stream(header, content);

        Assert.Equal("F20260023", Read(pdf.Classic()).Invoice.Number);
    }

    [Fact]
    public void Base_85_is_decoded()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        // An invoice that says nothing.
        pdf[5] = TinyPdf.Stream("/Filter [/A85]", TinyPdf.Bytes("""4@sF6DeW]m+F%a>DK@rbF`M@\Ddd^$F#n2ID.RcLF)Y]#BkD'h@<?4%DE;oLCcZWIBOu$h3d>^V3_=44DeW]m/M\M6+<VdL4>09DG&M))ANg~>"""));

        Assert.Empty(Read(pdf.Classic()).Invoice.Lines);
    }

    [Fact]
    public void Files_are_found_in_branches_and_in_the_list_of_associated_files()
    {
        var pdf = TinyPdf.With((Known, Minimum), ("a.txt", [1]), ("b.txt", [2]));
        pdf[1] = TinyPdf.Bytes("<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> /AF [ 8 0 R 4 0 R ] >>");
        pdf[2] = TinyPdf.Bytes("<< /Kids [ 10 0 R 11 0 R 2 0 R ] >>");
        pdf[10] = TinyPdf.Bytes("<< /Names [ (a) 4 0 R ] >>");
        pdf[11] = TinyPdf.Bytes("<< /Kids [ 12 0 R 10 0 R ] >>");
        pdf[12] = TinyPdf.Bytes("<< /Names [ (b) 6 0 R ] >>");

        Assert.Equal(["a.txt", "b.txt"], Read(pdf.Classic()).OtherFiles.Order());
    }

    [Fact]
    public void The_newest_revision_counts()
    {
        var earlier = TinyPdf.With((Known, Other)).Classic();
        var replaced = TinyPdf.Revised(earlier, (5, TinyPdf.Stream("/Filter /FlateDecode", TinyPdf.Deflated(Minimum))));

        Assert.Equal("F124212", Read(earlier).Invoice.Number);
        Assert.Equal("F20260023", Read(replaced).Invoice.Number);
        Assert.Equal("F20260023", Read(Changed(replaced, "startxref", "nothing")).Invoice.Number);
        Refused("no_embedded_invoice", TinyPdf.Revised(replaced, (5, [])));
    }

    [Fact]
    public void What_a_damaged_file_has_attached_is_not_taken_for_its_own()
    {
        var inner = TinyPdf.With((Known, Other)).Classic();
        var pdf = TinyPdf.With((Known, Minimum), ("delivery.pdf", []));
        pdf[7] = [.. TinyPdf.Bytes("<< /Length 8 0 R >>\nstream\n"), .. inner, .. "\nendstream"u8];
        pdf[8] = TinyPdf.Bytes($"{inner.Length}");

        var read = Read(Changed(pdf.Classic(), "1 0 obj", "% a comment\n1 0 obj"));

        Assert.Equal("F20260023", read.Invoice.Number);
        Assert.Equal(["delivery.pdf"], read.OtherFiles);
    }

    [Theory]
    [InlineData("factur-x.xml")]
    [InlineData("Factur-X.xml")]
    [InlineData("zugferd-invoice.xml")]
    [InlineData("ZUGFeRD-invoice.xml")]
    [InlineData("xrechnung.xml")]
    public void The_file_of_a_known_name_is_the_invoice(string name)
    {
        var read = Read(TinyPdf.With(("other.xml", Other), (name, Minimum), ("order-x.xml", Order)).Classic());

        Assert.Equal("F20260023", read.Invoice.Number);
        Assert.Equal(name, read.EmbeddedName);
        Assert.Equal(["other.xml", "order-x.xml"], read.OtherFiles);
    }

    [Fact]
    public void An_invoice_of_another_name_is_recognised_by_its_content()
    {
        var read = Read(TinyPdf.With(("order-x.xml", Order), ("data.xml", "<a/>"u8.ToArray()), ("bill.xml", Minimum)).Classic());

        Assert.Equal("bill.xml", read.EmbeddedName);
    }

    [Fact]
    public void The_same_invoice_twice_is_one() =>
        Assert.Equal("F20260023", Read(TinyPdf.With((Known, Minimum), ("zugferd-invoice.xml", Minimum)).Classic()).Invoice.Number);

    [Theory]
    [InlineData("factur-x.xml", "xrechnung.xml")]
    [InlineData("one.xml", "two.xml")]
    public void Two_invoices_that_differ_are_named_and_neither_is_read(string one, string other)
    {
        var fault = Refused("ambiguous_invoice", TinyPdf.With((one, Minimum), (other, Other)).Classic());

        Assert.Contains($"{one}, {other}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_an_invoice_is_none()
    {
        Refused("no_embedded_invoice", TinyPdf.With().Classic());
        Refused("no_embedded_invoice", TinyPdf.With(("order-x.xml", Order)).Classic());
        var fault = Refused("no_embedded_invoice", TinyPdf.With(("terms.pdf", [1]), ("data.xml", "<a/>"u8.ToArray())).Classic());

        Assert.Contains("terms.pdf, data.xml", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_PDF_is_refused_by_name()
    {
        Refused("encrypted_pdf", TinyPdf.With((Known, Minimum)).Classic("/Encrypt 9 0 R"));
        Refused("encrypted_pdf", Changed(TinyPdf.With((Known, Minimum)).Classic("/Encrypt << /Filter /Standard >>"), "startxref", "nothing"));
    }

    [Fact]
    public void A_filter_that_is_not_read_is_named()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[5] = TinyPdf.Stream("/Filter /LZWDecode", [1, 2, 3]);

        Assert.Contains("LZWDecode", Refused("unsupported_filter", pdf.Classic()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_the_invoice_inside_is_said_of_it() =>
        Refused("dtd_forbidden", TinyPdf.With((Known, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"u8.ToArray())).Classic());

    [Fact]
    public void XML_that_speaks_of_PDF_is_XML()
    {
        var xml = Encoding.UTF8.GetString(Minimum).Replace("?>", "?><!-- %PDF-1.7 -->", StringComparison.Ordinal);

        Assert.Null(Read(Encoding.UTF8.GetBytes(xml)).EmbeddedName);
    }

    private static EInvoiceReading.Read Read(byte[] document)
    {
        var reading = EInvoiceReader.Read(document);
        Assert.True(reading is EInvoiceReading.Read, string.Join('\n', reading.Faults));
        return (EInvoiceReading.Read)reading;
    }

    private static string Refused(string rule, byte[] document)
    {
        var fault = Assert.Single(Assert.IsType<EInvoiceReading.Unreadable>(EInvoiceReader.Read(document)).Faults);
        Assert.Equal(rule, fault.Rule);
        return fault.Message;
    }

    // A change that finds no place would prove nothing.
    private static byte[] Changed(byte[] pdf, string from, string to)
    {
        var text = Encoding.Latin1.GetString(pdf);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return TinyPdf.Bytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
