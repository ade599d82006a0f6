using System.Buffers;
using System.Text;

namespace Quittance.Server.Api;

/// <summary>Writes RFC 4180: UTF-8, CRLF, quotes where they are needed. What a spreadsheet would run as a formula becomes text.</summary>
internal sealed class Csv(IBufferWriter<byte> output)
{
    public const string ContentType = "text/csv; charset=utf-8";

    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    // CSV injection (CWE-1236): these begin a formula, the last two after a spreadsheet has trimmed them.
    private static readonly SearchValues<char> FormulaStart = SearchValues.Create("=+-@\t\r");

    public void WriteRow(params ReadOnlySpan<string?> cells)
    {
        for (var index = 0; index < cells.Length; index++)
        {
            if (index > 0)
            {
                Write(",");
            }

            WriteCell(cells[index] ?? "");
        }

        Write("\r\n");
    }

    private void WriteCell(string cell)
    {
        if (cell.Length > 0 && FormulaStart.Contains(cell[0]))
        {
            cell = $"'{cell}";
        }

        Write(cell.AsSpan().ContainsAny(Special) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
