using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>PDFs that were made, or damaged, to hurt whoever reads them. Whatever comes, a reading comes of it.</summary>
public sealed class RefusingHostilePdfs
{
    private const int Megabyte = 1024 * 1024;
    private const string Known = "factur-x.xml";

    private static readonly byte[] Minimum = InvoiceSamples.Fixture("akretion-minimum-cii.xml");

    // What decides how a PDF is read, to be put where it does not belong.
    private static readonly string[] Words =
    [
        "<<", ">>", "[", "]", "(", ")", "%", "obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref", "/Prev 9", "/Length 999999", " 0 R",
        "/Kids", "/Names", "/FlateDecode", "/W [1 8 8]", "/XRefStm 15", "/Encrypt", "99999999999", "-1",
    ];

    public static TheoryData<string, string> Loops => new()
    {
        { "1", "<< /Type /Catalog /Names 1 0 R /AF 1 0 R >>" },
        { "1", "1 0 R" },
        { "1", "4 0 R" },
        { "2", "<< /Kids [ 2 0 R ] >>" },
        { "2", "<< /Kids 2 0 R /Names 2 0 R >>" },
        { "4", "<< /EF 4 0 R /F 4 0 R /UF 4 0 R >>" },
        { "5", "<< /Length 5 0 R >>\nstream\nx\nendstream" },
        { "5", "<< /Length 2 /Filter 5 0 R /DecodeParms 5 0 R >>\nstream\nx\nendstream" },
    };

    public static TheoryData<string> Floods =>
        [.. new[] { "1 0 obj (", "1 0 obj <", "1 0 obj <<", "1 0 obj [", "1 0 obj 1 % ", "trailer <</A (", "1 0 obj <</Length 99>> stream ", "9 9 obj 9 ", "((((", "<<<<" }];

    [Theory]
    [MemberData(nameof(Loops))]
    public void Objects_that_lead_to_themselves_lead_nowhere(string id, string value)
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[int.Parse(id, CultureInfo.InvariantCulture)] = TinyPdf.Bytes(value);

        Unreadable(pdf.Classic());
        Unreadable(pdf.Compressed(withPredictor: false));
    }

    [Fact]
    public void Revisions_that_lead_to_each_other_end()
    {
        var pdf = TinyPdf.With((Known, Minimum)).Classic("/Prev 0000000000");
        var text = Encoding.Latin1.GetString(pdf);
        var start = text.LastIndexOf("xref\n", text.LastIndexOf("startxref", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(TinyPdf.Bytes(
            text.Replace("/Prev 0000000000", string.Create(CultureInfo.InvariantCulture, $"/Prev {start:D10}"), StringComparison.Ordinal))));
    }

    [Fact]
    public void A_bomb_is_not_inflated()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[5] = TinyPdf.Stream("/Filter /FlateDecode", TinyPdf.Deflated(new byte[65 * Megabyte]));

        Refused("inflates_too_much", pdf.Classic());
    }

    [Fact]
    public void Bombs_inside_of_bombs_and_beside_each_other_add_up()
    {
        var nested = TinyPdf.With((Known, Minimum));
        nested[5] = TinyPdf.Stream("/Filter [/FlateDecode /FlateDecode]", TinyPdf.Deflated(TinyPdf.Deflated(new byte[65 * Megabyte])));
        var files = Enumerable.Range(0, 9).Select(number => ($"{number}.xml", new byte[8 * Megabyte])).ToArray();

        Refused("inflates_too_much", nested.Classic());
        Refused("inflates_too_much", TinyPdf.With(files).Classic());
    }

    [Fact]
    public void An_invoice_too_large_for_XML_is_too_large_for_PDF()
    {
        Refused("too_large", TinyPdf.With((Known, new byte[11 * Megabyte])).Classic());
        Refused("too_large", [.. "%PDF-1.7\n"u8, .. new byte[EInvoiceReader.BytesMax]]);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[2] = TinyPdf.Bytes(string.Concat(Enumerable.Repeat("[", 100_000)));
        var maps = TinyPdf.With((Known, Minimum));
        maps[2] = TinyPdf.Bytes(string.Concat(Enumerable.Repeat("<</A ", 100_000)));

        Refused("too_deep", pdf.Classic());
        Refused("too_deep", maps.Classic());
    }

    [Fact]
    public void A_deep_tree_of_names_is_cut_off()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        pdf[2] = TinyPdf.Bytes("<< /Kids [ 10 0 R ] >>");
        for (var id = 10; id < 5_000; id++)
        {
            pdf[id] = TinyPdf.Bytes($"<< /Kids [ {id + 1} 0 R ] >>");
        }

        pdf[5_000] = TinyPdf.Bytes("<< /Names [ (a) 4 0 R ] >>");

        Refused("no_embedded_invoice", pdf.Classic());
    }

    [Fact]
    public void A_chain_of_lengths_does_not_fill_the_stack()
    {
        var pdf = TinyPdf.With((Known, Minimum));
        for (var id = 5; id < 50_000; id++)
        {
            pdf[id] = TinyPdf.Bytes($"<< /Length {id + 1} 0 R >>\nstream\nx\nendstream");
        }

        Unreadable(pdf.Classic());
    }

    [Fact]
    public void Countless_objects_values_and_files_are_refused()
    {
        var values = TinyPdf.With((Known, Minimum));
        values[2] = TinyPdf.Bytes($"[{string.Concat(Enumerable.Repeat("0 ", 600_000))}]");
        byte[] rows = [.. Enumerable.Repeat(new byte[] { 1, 9 }, 600_000).SelectMany(row => row)];
        var table = TinyPdf.Stream("/Type /XRef /Size 600000 /W [1 1 0] /Root 1 0 R /Filter /FlateDecode", TinyPdf.Deflated(rows));
        byte[] objects = [.. "%PDF-1.5\n1 0 obj\n"u8, .. table, .. "\nendobj\nstartxref\n9\n%%EOF"u8];

        Refused("pdf_too_complex", values.Classic());
        Refused("pdf_too_complex", objects);
        Refused("too_many_files", TinyPdf.With([.. Enumerable.Range(0, 1_001).Select(number => ($"{number}", Array.Empty<byte>()))]).Classic());
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void What_never_ends_is_not_read_again_and_again(string part)
    {
        var flood = string.Concat(Enumerable.Repeat(part, Megabyte / part.Length));

        Unreadable(TinyPdf.Bytes("%PDF-1.7\n" + flood));
        Unreadable(TinyPdf.Bytes("%PDF-1.7\n" + flood + "\nstartxref\n9\n%%EOF"));
        Unreadable(TinyPdf.Bytes("%PDF-1.7\n1 0 obj\n" + flood + new string(' ', Megabyte)));
    }

    [Fact]
    public void Every_truncation_of_a_PDF_comes_to_a_reading()
    {
        var pdf = InvoiceSamples.Fixture("ghostscript-qpdf-minimum.pdf");

        for (var length = 0; length < pdf.Length; length += 3)
        {
            Assert.NotNull(EInvoiceReader.Read(pdf.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("ghostscript-qpdf-minimum.pdf", 2_000)]
    [InlineData("akretion-en16931.pdf", 200)]
    public void Damage_of_any_kind_comes_to_a_reading(string file, int rounds)
    {
        var original = InvoiceSamples.Fixture(file);
        var hit =
            from at in Gen.Choose(0, original.Length - 1)
            from length in Gen.Choose(1, 300)
            from word in Gen.Elements(Words)
            from kind in Gen.Choose(0, 3)
            select (at, length, word, kind);
        var damages = hit.NonEmptyListOf().Select(hits => hits.Take(8).ToList()).ToArbitrary();

        Prop.ForAll(damages, hits => EInvoiceReader.Read(hits.Aggregate(original, Damaged)) is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(rounds));
    }

    private static byte[] Damaged(byte[] document, (int At, int Length, string Word, int Kind) hit)
    {
        var at = Math.Min(hit.At, document.Length);
        var end = Math.Min(at + hit.Length, document.Length);
        var word = TinyPdf.Bytes(hit.Word);
        return hit.Kind switch
        {
            0 => [.. document[..at], .. word, .. document[at..]],
            1 => [.. document[..at], .. document[end..]],
            2 => [.. document[..end], .. document[at..]],
            _ => [.. document[..at], .. word, .. document[Math.Min(at + word.Length, document.Length)..]],
        };
    }

    private static void Unreadable(byte[] document) =>
        Assert.NotEmpty(Assert.IsType<EInvoiceReading.Unreadable>(EInvoiceReader.Read(document)).Faults);

    private static void Refused(string rule, byte[] document) =>
        Assert.Equal(rule, Assert.Single(Assert.IsType<EInvoiceReading.Unreadable>(EInvoiceReader.Read(document)).Faults).Rule);
}
