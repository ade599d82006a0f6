using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>Uploads of several documents in one ZIP. Each file inside comes out or is refused by name; none gets lost.</summary>
public sealed class OpeningPackages
{
    private const int Megabyte = 1024 * 1024;

    private static readonly byte[] Xml = InvoiceSamples.Fixture("akretion-minimum-cii.xml");
    private static readonly byte[] Pdf = InvoiceSamples.Fixture("ghostscript-qpdf-minimum.pdf");

    [Fact]
    public void What_is_no_package_is_itself()
    {
        var whole = Assert.IsType<PackedDocument.Whole>(Assert.Single(DocumentPackage.Open("C:\\bills\\one.xml", Xml)));

        Assert.Equal("one.xml", whole.FileName);
        Assert.Equal(Xml, whole.Content.ToArray());
    }

    [Fact]
    public void A_package_is_its_files_in_their_order_without_their_folders()
    {
        var package = Zip(("2026/06/b.xml", Xml), ("a.pdf", Pdf), ("..\\..\\etc\\c.xml", Xml), ("../d.xml", Xml), ("/e.xml", Xml), ("2026/06/b.xml", Pdf));

        var documents = DocumentPackage.Open("bills.zip", package).Cast<PackedDocument.Whole>().ToList();

        Assert.Equal(["b.xml", "a.pdf", "c.xml", "d.xml", "e.xml", "b.xml"], documents.Select(document => document.FileName));
        Assert.All(documents, document => Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(document.Content)));
    }

    [Fact]
    public void Folders_and_what_file_managers_leave_behind_are_skipped()
    {
        var package = Zip(("bills/", []), ("__MACOSX/bills/._a.xml", [1]), ("bills/._a.xml", [1]), ("bills/.DS_Store", [1]), ("Thumbs.db", [1]), ("bills/a.xml", Xml));

        Assert.Equal(["a.xml"], DocumentPackage.Open("bills.zip", package).Select(document => document.FileName));
    }

    [Fact]
    public void A_name_that_deceives_is_shown_as_it_is()
    {
        var package = Zip(("bill\u202Elmx.exe", Xml), ("b\0\nill.xml", Xml), (new string('x', 999), Xml));

        Assert.Equal(["billlmx.exe", "bill.xml", new string('x', 255)], DocumentPackage.Open("bills.zip", package).Select(document => document.FileName));
    }

    [Fact]
    public void A_package_inside_a_package_is_refused_and_the_rest_is_read()
    {
        var documents = DocumentPackage.Open("bills.zip", Zip(("inner.zip", Zip(("a.xml", Xml))), ("b.xml", Xml))).ToList();

        AssertRefused("nested_package", "inner.zip", documents[0]);
        Assert.IsType<PackedDocument.Whole>(documents[1]);
    }

    [Fact]
    public void An_encrypted_file_is_refused_and_the_rest_is_read()
    {
        // The first bit of the flags, in the entry's own header and in the directory at the end.
        var package = Zip(("a.xml", Xml), ("b.xml", Xml));
        package[6] |= 1;
        package[package.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;

        var documents = DocumentPackage.Open("bills.zip", package).ToList();

        AssertRefused("encrypted_file", "a.xml", documents[0]);
        Assert.IsType<PackedDocument.Whole>(documents[1]);
    }

    [Fact]
    public void A_damaged_file_is_refused_and_the_rest_is_read()
    {
        var package = Zip(CompressionLevel.NoCompression, ("a.xml", Xml), ("b.xml", Xml));
        package[200] ^= 1;

        var documents = DocumentPackage.Open("bills.zip", package).ToList();

        AssertRefused("damaged_file", "a.xml", documents[0]);
        Assert.IsType<PackedDocument.Whole>(documents[1]);
    }

    [Fact]
    public void A_file_too_large_is_refused_and_the_rest_is_read()
    {
        var documents = DocumentPackage.Open("bills.zip", Zip(("a.xml", new byte[EInvoiceReader.BytesMax + 1]), ("b.xml", Xml))).ToList();

        AssertRefused("too_large", "a.xml", documents[0]);
        Assert.IsType<PackedDocument.Whole>(documents[1]);
    }

    [Fact]
    public void Files_that_are_too_large_together_are_refused_from_there_on()
    {
        var files = Enumerable.Range(0, 13).Select(number => ($"{number}.xml", new byte[9 * Megabyte])).ToArray();

        var documents = DocumentPackage.Open("bills.zip", Zip(files)).ToList();

        Assert.Equal(13, documents.Count);
        Assert.Equal(11, documents.OfType<PackedDocument.Whole>().Count());
        AssertRefused("package_too_large", "12.xml", documents[12]);
    }

    [Fact]
    public void A_file_that_lies_about_its_length_is_no_bomb()
    {
        var package = Zip(("a.xml", new byte[50 * Megabyte]), ("b.xml", Xml));
        var directory = package.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(100).CopyTo(package, directory + 24);

        var documents = DocumentPackage.Open("bills.zip", package).ToList();

        Assert.IsType<PackedDocument.Refused>(documents[0]);
        Assert.IsType<PackedDocument.Whole>(documents[1]);
    }

    [Fact]
    public void Too_many_files_are_refused_as_a_whole()
    {
        var files = Enumerable.Range(0, DocumentPackage.EntriesMax + 1).Select(number => ($"{number}.xml", Array.Empty<byte>())).ToArray();

        AssertRefused("too_many_files", "bills.zip", Assert.Single(DocumentPackage.Open("bills.zip", Zip(files))));
        Assert.Equal(DocumentPackage.EntriesMax, DocumentPackage.Open("bills.zip", Zip(files[1..])).Count());
    }

    [Fact]
    public void An_empty_or_a_cut_package_is_refused_as_a_whole()
    {
        AssertRefused("empty_package", "bills.zip", Assert.Single(DocumentPackage.Open("bills.zip", Zip())));
        AssertRefused("empty_package", "bills.zip", Assert.Single(DocumentPackage.Open("bills.zip", Zip(("bills/", [])))));
        AssertRefused("malformed_package", "bills.zip", Assert.Single(DocumentPackage.Open("bills.zip", Zip(("a.xml", Xml)).AsMemory()[..^30])));
        AssertRefused("malformed_package", "bills.zip", Assert.Single(DocumentPackage.Open("bills.zip", "PK\u0003\u0004 and nothing else"u8.ToArray())));
    }

    [Fact]
    public void Damage_of_any_kind_loses_nothing_without_a_word()
    {
        var original = Zip(("a.xml", Xml), ("b.pdf", Pdf), ("c/d.xml", "<a/>"u8.ToArray()));
        var damages = Gen.Zip(Gen.Choose(0, original.Length - 1), Gen.Choose(0, 255)).NonEmptyListOf().ToArbitrary();

        Prop.ForAll(damages, hits => DocumentPackage.Open("bills.zip", hits.Take(6).Aggregate(original, Damaged)).Any())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static byte[] Damaged(byte[] package, (int At, int Value) hit)
    {
        byte[] damaged = [.. package];
        damaged[hit.At] = (byte)hit.Value;
        return damaged;
    }

    private static void AssertRefused(string rule, string fileName, PackedDocument document)
    {
        var refused = Assert.IsType<PackedDocument.Refused>(document);
        Assert.Equal((rule, fileName), (refused.Fault.Rule, refused.FileName));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files) => Zip(CompressionLevel.Fastest, files);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }
}
