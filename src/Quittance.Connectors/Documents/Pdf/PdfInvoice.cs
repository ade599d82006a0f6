namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Takes the invoice out of a Factur-X, ZUGFeRD or XRechnung PDF: the one XML file inside that is it.</summary>
internal sealed class PdfInvoice
{
    // What may stand in front of a PDF, and is ignored by its readers.
    private const int PrefixMax = 1024;

    // Factur-X 1.0 and ZUGFeRD 2.1 and later; ZUGFeRD 2.0; ZUGFeRD 1.0, which differs in case; the German public sector's profile.
    private static readonly string[] InvoiceNames = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];

    // Order-X: the same idea for orders.
    private const string OrderName = "order-x.xml";

    private const int NamesShownMax = 10;

    private PdfInvoice(string name, ReadOnlyMemory<byte> content, IReadOnlyList<string> otherFiles)
    {
        Name = name;
        Content = content;
        OtherFiles = otherFiles;
    }

    /// <summary>What the PDF calls it.</summary>
    public string Name { get; }

    /// <summary>The XML.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The names of all other files inside.</summary>
    public IReadOnlyList<string> OtherFiles { get; }

    /// <summary>True when the bytes are a PDF, whatever their name or claimed type says.</summary>
    public static bool IsPdf(ReadOnlySpan<byte> document) =>
        HeaderOf(document) >= 0 && document[DocumentEncoding.MarkLength(document)..].TrimStart(" \t\r\n\0"u8) is not [(byte)'<', ..];

    /// <returns>The invoice, or null; then the faults say why.</returns>
    public static PdfInvoice? Open(ReadOnlyMemory<byte> document, DocumentFaults faults)
    {
        if (document.Length > EInvoiceReader.BytesMax)
        {
            faults.Add("too_large", $"The document has {document.Length} bytes; {EInvoiceReader.BytesMax} are read at most.");
            return null;
        }

        try
        {
            var file = PdfFile.Open(document[HeaderOf(document.Span)..]);
            return Choose(file, new PdfAttachments(file).Read(), faults);
        }
        catch (PdfException fault)
        {
            faults.Add(fault.Rule, fault.Message);
            return null;
        }
    }

    private static int HeaderOf(ReadOnlySpan<byte> document) => document[..Math.Min(document.Length, PrefixMax)].IndexOf("%PDF-"u8);

    private static PdfInvoice? Choose(PdfFile file, IReadOnlyList<PdfAttachment> attachments, DocumentFaults faults)
    {
        var named = attachments.Where(attachment => InvoiceNames.Contains(attachment.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        var candidates = named.Count > 0
            ? [.. named.Select(attachment => new Candidate(attachment, file.Content(attachment.Stream)))]
            : Invoices(file, attachments);
        if (candidates.Count == 0)
        {
            faults.Add("no_embedded_invoice", $"The PDF has no electronic invoice inside, only a picture of one. {Listed(attachments)}");
            return null;
        }

        var chosen = candidates[0];
        if (candidates.Any(candidate => !candidate.Content.Span.SequenceEqual(chosen.Content.Span)))
        {
            faults.Add("ambiguous_invoice", $"The PDF has several invoices inside that differ: {Names(candidates.Select(candidate => candidate.File))}.");
            return null;
        }

        var others = attachments.Where(attachment => attachment != chosen.File).Select(attachment => attachment.Name);
        return new PdfInvoice(chosen.File.Name, chosen.Content, [.. others]);
    }

    // No file has one of the names, but some senders use their own: what is an invoice shows in its first element.
    private static List<Candidate> Invoices(PdfFile file, IReadOnlyList<PdfAttachment> attachments) =>
    [
        .. attachments
            .Where(attachment => attachment.IsXml || attachment.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            .Where(attachment => !attachment.Name.Equals(OrderName, StringComparison.OrdinalIgnoreCase))
            .Select(attachment => new Candidate(attachment, file.Content(attachment.Stream)))
            .Where(candidate => GuardedXml.IsInvoice(candidate.Content)),
    ];

    private static string Listed(IReadOnlyList<PdfAttachment> attachments) =>
        attachments.Count == 0 ? "No files are attached to it." : $"Attached to it: {Names(attachments)}.";

    private static string Names(IEnumerable<PdfAttachment> attachments)
    {
        var names = attachments.Select(attachment => attachment.Name.Length == 0 ? "a file without a name" : DocumentFaults.Shown(attachment.Name)).ToList();
        return string.Join(", ", names.Take(NamesShownMax)) + (names.Count > NamesShownMax ? " …" : "");
    }

    private sealed record Candidate(PdfAttachment File, ReadOnlyMemory<byte> Content);
}
