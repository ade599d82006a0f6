using System.Text;
using System.Text.RegularExpressions;

namespace Quittance.Connectors.Documents;

/// <summary>
/// Settles which encoding a document is in, from its first bytes and its XML declaration, before anything is decoded
/// (XML 1.0, appendix F).
/// </summary>
internal static partial class DocumentEncoding
{
    private const string Utf8 = "utf-8";
    private const int DeclarationMax = 256;

    /// <summary>How many bytes the byte order mark takes.</summary>
    public static int MarkLength(ReadOnlySpan<byte> xml) => xml switch
    {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => 2,
        _ => 0,
    };

    /// <returns>
    /// An encoding that throws <see cref="DecoderFallbackException"/> on bytes outside it, or null; then the faults say why.
    /// </returns>
    public static Encoding? Of(ReadOnlySpan<byte> xml, DocumentFaults faults)
    {
        if (xml[MarkLength(xml)..].IndexOfAnyExcept(" \t\r\n\0"u8) < 0)
        {
            faults.Add("empty_document", "The document is empty.");
            return null;
        }

        var wide = Wide(xml);
        var start = xml[MarkLength(xml)..Math.Min(xml.Length, DeclarationMax)];
        var match = Declared().Match((wide ?? Encoding.Latin1).GetString(start));
        var declared = match.Success ? match.Groups[1].Value : null;
        if (declared is not null && Contradicts(declared, isWide: wide is not null, isMarkedUtf8: MarkLength(xml) == 3))
        {
            faults.Add("wrong_encoding", $"The document says it is {declared}, but its first bytes show another encoding.");
            return null;
        }

        var encoding = wide ?? Narrow(declared ?? Utf8);
        if (encoding is null)
        {
            faults.Add("unsupported_encoding", $"The document is encoded as {declared}; send it as utf-8.");
        }

        return encoding;
    }

    // A document need not declare what its first bytes show, but it must not deny it.
    private static bool Contradicts(string declared, bool isWide, bool isMarkedUtf8) =>
        isWide != declared.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || (isMarkedUtf8 && !IsUtf8(declared));

    [GeneratedRegex("""^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,39})["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Declared();

    private static UnicodeEncoding? Wide(ReadOnlySpan<byte> xml) => xml switch
    {
        [0xFF, 0xFE, ..] or [0x3C, 0x00, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] or [0x00, 0x3C, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
        _ => null,
    };

    private static bool IsUtf8(string declared) => declared.Equals(Utf8, StringComparison.OrdinalIgnoreCase);

    // An allow-list: in other encodings that the platform knows (UTF-7, EBCDIC) a scanner before us would have seen other text
    // than we do.
    private static Encoding? Narrow(string declared)
    {
        if (IsUtf8(declared))
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        }

        var name = declared.ToUpperInvariant();
        if (name is "ISO-8859-1" or "US-ASCII")
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }

        return name.StartsWith("ISO-8859-", StringComparison.Ordinal) || name.StartsWith("WINDOWS-125", StringComparison.Ordinal)
            ? CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            : null;
    }
}
