using System.Globalization;
using System.Text;

namespace Quittance.Server.Papers;

/// <summary>Lines of text on pages, as PDF 1.4 (ISO 32000-1): in Helvetica, which every reader has, so nothing is embedded.</summary>
/// <remarks>A letter that its encoding lacks becomes a question mark; what does not fit into its column is cut.</remarks>
internal sealed class PlainPdf
{
    /// <summary>US Letter, in points; a sheet of A4 takes it too.</summary>
    private const int Width = 612;
    private const int Height = 792;
    private const int Margin = 54;

    /// <summary>The mean width of a letter of Helvetica, in thousandths of its size; capitals and digits are wider, most others narrower.</summary>
    private const int MeanWidth = 560;

    private readonly List<StringBuilder> _pages = [new()];
    private int _y = Height - Margin;

    /// <summary>A line of its own.</summary>
    public void Line(string text, int size = 10, bool isBold = false) => Row(size, isBold, (Margin, text));

    /// <summary>Texts beside each other, each from its distance to the left edge in points up to the next one's.</summary>
    public void Row(params ReadOnlySpan<(int Left, string Text)> cells) => Row(10, false, cells);

    /// <summary>Room between lines.</summary>
    public void Gap() => Row(10, false, []);

    public byte[] ToBytes()
    {
        List<string> objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Kids [{string.Join(' ', _pages.Select((_, page) => $"{5 + (2 * page)} 0 R"))}] /Count {_pages.Count} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        ];
        foreach (var page in _pages)
        {
            objects.Add(
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents {objects.Count + 2} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>");
            objects.Add($"<< /Length {page.Length} >>\nstream\n{page}\nendstream");
        }

        return Encoding.Latin1.GetBytes(Assembled(objects)); // One byte a character, so lengths of text are offsets.
    }

    private void Row(int size, bool isBold, params ReadOnlySpan<(int Left, string Text)> cells)
    {
        if (_y < Margin)
        {
            _pages.Add(new());
            _y = Height - Margin;
        }

        for (var cell = 0; cell < cells.Length; cell++)
        {
            var right = cell + 1 < cells.Length ? cells[cell + 1].Left : Width - Margin;
            var letters = (right - cells[cell].Left) * 1000 / (MeanWidth * size);
            var text = cells[cell].Text.Length > letters ? cells[cell].Text[..letters] : cells[cell].Text;
            _pages[^1].Append(CultureInfo.InvariantCulture, $"BT /F{(isBold ? 2 : 1)} {size} Tf {cells[cell].Left} {_y} Td ({Escaped(text)}) Tj ET\n");
        }

        _y -= size + (size / 2);
    }

    private static string Assembled(List<string> objects)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (index, content) in objects.Index())
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{content}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").ToString();
    }

    // WinAnsi is Latin-1 but for 80 to 9F (ISO 32000-1, annex D.2), of which only the euro sign is of use here.
    private static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '(' or ')' or '\\' => $"\\{letter}",
        '€' => "\u0080",
        < ' ' or (>= '\u007F' and < '\u00A0') or > '\u00FF' => "?",
        _ => $"{letter}",
    }));
}
