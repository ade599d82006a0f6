namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// Undoes the differences that a stream was stored as (ISO 32000-1, section 7.4.4.4): PNG's, in which every row names its own
/// predictor. Tables of objects are nearly always stored so.
/// </summary>
internal static class PdfPredictor
{
    private const int PngFirst = 10;
    private const int RowMax = 1024 * 1024;

    /// <param name="predictor">1 none; 10 and above PNG.</param>
    /// <param name="bitsPerColumn">Of all colours together.</param>
    /// <param name="columns">In each row.</param>
    public static ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> content, int predictor, int bitsPerColumn, int columns)
    {
        if (predictor <= 1)
        {
            return content;
        }

        var row = ((long)bitsPerColumn * columns + 7) / 8;
        if (predictor < PngFirst || row is < 1 or > RowMax)
        {
            throw new PdfException("unsupported_filter", "A stream of the PDF is stored with differences that are not read here.");
        }

        return UndoPng(content.Span, (int)row, Math.Max(1, bitsPerColumn / 8));
    }

    private static byte[] UndoPng(ReadOnlySpan<byte> content, int row, int pixel)
    {
        var rows = (content.Length + row) / (row + 1);
        var plain = new byte[(long)rows * row];
        ReadOnlySpan<byte> above = new byte[row];
        var length = 0;
        for (var number = 0; number < rows; number++)
        {
            var stored = content[(number * (row + 1))..];
            var differences = stored[1..Math.Min(stored.Length, row + 1)];
            var target = plain.AsSpan(number * row, row);
            UndoRow(stored[0], differences, above, target, pixel);
            above = target;
            length += differences.Length;
        }

        return plain[..length];
    }

    private static void UndoRow(byte filter, ReadOnlySpan<byte> differences, ReadOnlySpan<byte> above, Span<byte> target, int pixel)
    {
        for (var at = 0; at < differences.Length; at++)
        {
            var (left, corner) = at >= pixel ? (target[at - pixel], above[at - pixel]) : ((byte)0, (byte)0);
            var predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => (left + above[at]) / 2,
                4 => Paeth(left, above[at], corner),
                _ => throw PdfException.Damaged("a stream has a row of an unknown kind"),
            };
            target[at] = (byte)(differences[at] + predicted);
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        if (toLeft <= toAbove && toLeft <= toCorner)
        {
            return left;
        }

        return toAbove <= toCorner ? above : corner;
    }
}
