using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Quittance.Server.Api;

/// <summary>Writes RFC 4180: UTF-8, CRLF, quotes where they are needed. What a spreadsheet would run as a formula becomes text.</summary>
internal sealed class Csv(IBufferWriter<byte> output)
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const int IdLength = 36;
    private const int NumberLengthMax = 20;
    private const int DecimalLengthMax = 31;

    // Rows go out in portions of this many bytes; the client's pace then is the reader's.
    private const int FlushBytes = 32 * 1024;

    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    // CSV injection (CWE-1236): these begin a formula, the last two after a spreadsheet has trimmed them.
    private static readonly SearchValues<char> FormulaStart = SearchValues.Create("=+-@\t\r");

    private bool _isInRow;

    /// <summary>Writes a whole file as its rows come.</summary>
    public static async Task WriteAsync<T>(PipeWriter output, string[] columns, IAsyncEnumerable<T> rows, Action<Csv, T> write, CancellationToken cancel)
    {
        var csv = new Csv(output);
        csv.WriteRow(columns);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            write(csv, row);
            if (output.UnflushedBytes > FlushBytes)
            {
                await output.FlushAsync(cancel);
            }
        }

        await output.FlushAsync(cancel);
    }

    public void WriteRow(params ReadOnlySpan<string?> cells)
    {
        foreach (var cell in cells)
        {
            Cell(cell);
        }

        EndRow();
    }

    /// <summary>Text from anywhere.</summary>
    public void Cell(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (FormulaStart.Contains(text[0]))
        {
            text = $"'{text}";
        }

        Write(text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
    }

    /// <summary>An id with hyphens behind its prefix.</summary>
    public void Cell(string prefix, Guid id)
    {
        Separate();
        var span = output.GetSpan(prefix.Length + IdLength);
        var length = Encoding.ASCII.GetBytes(prefix, span);
        id.TryFormat(span[length..], out var written, "D");
        output.Advance(length + written);
    }

    public void Cell(long? number)
    {
        Separate();
        if (number is { } value)
        {
            value.TryFormat(output.GetSpan(NumberLengthMax), out var written, default, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }

    public void Cell(decimal? number)
    {
        Separate();
        if (number is { } value)
        {
            value.TryFormat(output.GetSpan(DecimalLengthMax), out var written, default, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }

    public void Cell(bool? value)
    {
        Separate();
        Write(value switch { null => "", true => "true", false => "false" });
    }

    public void Cell(DateTimeOffset? time)
    {
        Separate();
        if (time is { } value)
        {
            value.UtcDateTime.TryFormat(output.GetSpan(UtcTimes.Format.Length), out var written, UtcTimes.Format, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }

    public void EndRow()
    {
        Write("\r\n");
        _isInRow = false;
    }

    private void Separate()
    {
        if (_isInRow)
        {
            Write(",");
        }

        _isInRow = true;
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
