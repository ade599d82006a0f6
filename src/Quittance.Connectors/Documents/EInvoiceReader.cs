using Quittance.Connectors.Documents.Cii;
using Quittance.Connectors.Documents.Pdf;
using Quittance.Connectors.Documents.Ubl;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>
/// Reads an EN 16931 invoice in any of its syntaxes: UBL 2.1 Invoice and CreditNote, UN/CEFACT CrossIndustryInvoice (D16B, D22B) and
/// its forerunner in ZUGFeRD 1.0, and these inside a PDF (Factur-X, ZUGFeRD). XML schemas are not checked, only the rules. The bytes come from strangers: nothing in them makes this throw, reach outside the process or take more than the limits below.
/// </summary>
public static class EInvoiceReader
{
    /// <summary>The largest document, in bytes: 10 MiB, which leaves room for attachments and for some ten thousand lines.</summary>
    public const int BytesMax = 10 * 1024 * 1024;

    /// <summary>How deep elements may nest; real invoices need less than 12.</summary>
    public const int DepthMax = 64;

    /// <summary>How many elements are kept in memory; a line needs some forty.</summary>
    public const int ElementsMax = 500_000;

    /// <summary>How many attributes, namespaces included, one element may have.</summary>
    public const int AttributesMax = 256;

    /// <summary>The longest text of one element in characters; the content of attachments is not kept and does not count.</summary>
    public const int TextMax = 100_000;

    /// <summary>How many faults are listed.</summary>
    public const int FaultsMax = 100;

    /// <summary>Reads one document, of whichever kind its first bytes show it to be.</summary>
    /// <param name="document">The raw bytes of XML, with or without a byte order mark, or of a PDF with XML inside; at most <see cref="BytesMax"/>.</param>
    public static EInvoiceReading Read(ReadOnlyMemory<byte> document)
    {
        var faults = new DocumentFaults();
        if (DocumentPackage.IsPackage(document.Span))
        {
            faults.Add("package", "This is a package (ZIP) of documents; each of them has to be read by itself.");
            return new EInvoiceReading.Unreadable(faults.ToList());
        }

        if (!PdfInvoice.IsPdf(document.Span))
        {
            return ReadXml(document, faults);
        }

        return PdfInvoice.Open(document, faults) is not { } inside
            ? new EInvoiceReading.Unreadable(faults.ToList())
            : ReadXml(inside.Content, faults) switch
            {
                EInvoiceReading.Read read => read with { EmbeddedName = inside.Name, OtherFiles = inside.OtherFiles },
                var unreadable => unreadable,
            };
    }

    /// <summary>Takes out one of the supporting documents that an invoice carries, BG-24.</summary>
    /// <param name="document">The bytes of the whole document, as for <see cref="Read"/>.</param>
    /// <param name="index">Its place in <see cref="EInvoice.Attachments"/>.</param>
    /// <param name="faults">Why there is none; empty when there is.</param>
    /// <returns>Null when it is not inside, or cannot be decoded.</returns>
    public static AttachedFile? OpenAttachment(ReadOnlyMemory<byte> document, int index, out IReadOnlyList<DocumentFault> faults)
    {
        var found = new DocumentFaults();
        var file = OpenAttachment(document, index, found);
        faults = file is null ? found.ToList() : [];
        return file;
    }

    private static EInvoiceReading ReadXml(ReadOnlyMemory<byte> xml, DocumentFaults faults)
    {
        var root = GuardedXml.Open(xml, faults);
        if (root is null)
        {
            return new EInvoiceReading.Unreadable(faults.ToList());
        }

        var invoice = CiiReader.IsRoot(root) ? new CiiReader(faults).Read(root) : new UblReader(faults).Read(root);
        faults.AddRange(EInvoiceRules.Check(invoice));
        return new EInvoiceReading.Read(invoice, faults.ToList());
    }

    private static AttachedFile? OpenAttachment(ReadOnlyMemory<byte> document, int index, DocumentFaults faults)
    {
        var xml = PdfInvoice.IsPdf(document.Span) ? PdfInvoice.Open(document, faults)?.Content : document;
        if (xml is null || GuardedXml.Open(xml.Value, faults, keepsContents: true) is not { } root)
        {
            return null;
        }

        // What is wrong with the rest of the invoice is not asked here.
        var contents = CiiReader.IsRoot(root)
            ? new CiiReader(new DocumentFaults()).AttachmentContents(root)
            : new UblReader(new DocumentFaults()).AttachmentContents(root);
        if (index < 0 || index >= contents.Count || contents[index] is not { } content)
        {
            faults.Add("no_such_attachment", "There is no such supporting document inside the invoice.");
            return null;
        }

        return AttachedFile.Of(content, faults);
    }
}
