using System.Text;

namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Text of a PDF that is meant for people, a file's name for example (ISO 32000-2, section 7.9.2.2).</summary>
internal static class PdfText
{
    // PDFDocEncoding (annex D.2) where it is not Latin-1; '\uFFFD' for codes it leaves undefined.
    private const string From18 = "\u02D8\u02C7\u02C6\u02D9\u02DD\u02DB\u02DA\u02DC";
    private const string From80 =
        "\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203A\u2212\u2030\u201E\u201C\u201D\u2018"
        + "\u2019\u201A\u2122\uFB01\uFB02\u0141\u0152\u0160\u0178\u017D\u0131\u0142\u0153\u0161\u017E\uFFFD\u20AC";

    public static string Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFE, 0xFF, .. var text] => Encoding.BigEndianUnicode.GetString(text),
        [0xFF, 0xFE, .. var text] => Encoding.Unicode.GetString(text),
        [0xEF, 0xBB, 0xBF, .. var text] => Encoding.UTF8.GetString(text),
        _ => FromDocEncoding(bytes),
    };

    private static string FromDocEncoding(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var code in bytes)
        {
            text.Append(code switch
            {
                >= 0x18 and <= 0x1F => From18[code - 0x18],
                >= 0x80 and <= 0xA0 => From80[code - 0x80],
                _ => (char)code,
            });
        }

        return text.ToString();
    }
}
