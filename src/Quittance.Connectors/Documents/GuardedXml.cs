using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Quittance.Connectors.Documents;

/// <summary>
/// Opens XML from strangers. No DTD (so no entities and nothing external), and limits on bytes, depth, elements, attributes and text; what
/// is beyond them is refused by name and not read on.
/// </summary>
internal static class GuardedXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = EInvoiceReader.BytesMax,
        MaxCharactersFromEntities = 1,
        ConformanceLevel = ConformanceLevel.Document,
        CheckCharacters = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <param name="xml">The raw bytes.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="keepsContents">Whether the content of attachments is kept, as text that is still to be decoded.</param>
    /// <returns>The root element of a document we know, or null; then the faults say why.</returns>
    public static DocumentElement? Open(ReadOnlyMemory<byte> xml, DocumentFaults faults, bool keepsContents = false)
    {
        if (xml.Length > EInvoiceReader.BytesMax)
        {
            faults.Add("too_large", $"The document has {xml.Length} bytes; {EInvoiceReader.BytesMax} are read at most.");
            return null;
        }

        if (DocumentEncoding.Of(xml.Span, faults) is not { } encoding)
        {
            return null;
        }

        using var decoded = TextOf(xml, encoding);
        using var text = new TagGuard(decoded);
        try
        {
            using var reader = XmlReader.Create(text, Settings);
            return new DocumentTree(faults, keepsContents).Build(reader);
        }
        catch (XmlException) when (text.IsCut)
        {
            faults.Add("too_many_attributes", $"An element has more than {EInvoiceReader.AttributesMax} attributes.");
        }
        catch (XmlException) when (HasDoctype(xml, encoding))
        {
            faults.Add("dtd_forbidden", "The document has a document type declaration (DTD), which invoices must not have.");
        }
        catch (XmlException broken)
        {
            var place = $"line {broken.LineNumber}, column {broken.LinePosition}";
            faults.Add("malformed_xml", $"The document is not well-formed XML, see {place}.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add("wrong_encoding", $"The document says it is {encoding.WebName}, but some of its bytes are not.");
        }

        return null;
    }

    /// <summary>True when the document begins as one that can be opened; it may still turn out to be damaged.</summary>
    public static bool IsInvoice(ReadOnlyMemory<byte> xml)
    {
        if (xml.Length > EInvoiceReader.BytesMax || DocumentEncoding.Of(xml.Span, new DocumentFaults()) is not { } encoding)
        {
            return false;
        }

        using var decoded = TextOf(xml, encoding);
        using var text = new TagGuard(decoded);
        try
        {
            using var reader = XmlReader.Create(text, Settings);
            return reader.MoveToContent() == XmlNodeType.Element && DocumentTree.IsInvoice(reader);
        }
        catch (XmlException)
        {
            return false;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static StreamReader TextOf(ReadOnlyMemory<byte> xml, Encoding encoding)
    {
        var content = xml[DocumentEncoding.MarkLength(xml.Span)..];
        var bytes = MemoryMarshal.TryGetArray(content, out var segment) ? segment : new ArraySegment<byte>(content.ToArray());
        var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        return new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false);
    }

    // The reader's exceptions have no codes. A declaration may only stand before the first element, so that is where to look.
    private static bool HasDoctype(ReadOnlyMemory<byte> xml, Encoding encoding)
    {
        try
        {
            using var text = TextOf(xml, encoding);
            var prolog = text.ReadToEnd();
            var doctype = prolog.IndexOf("<!DOCTYPE", StringComparison.Ordinal);
            var root = FirstElement(prolog);
            return doctype >= 0 && doctype < root;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static int FirstElement(string prolog)
    {
        var at = prolog.IndexOf('<', StringComparison.Ordinal);
        while (at >= 0 && at < prolog.Length - 1 && prolog[at + 1] is '!' or '?')
        {
            at = prolog.IndexOf('<', at + 1);
        }

        return at < 0 ? prolog.Length : at;
    }
}
