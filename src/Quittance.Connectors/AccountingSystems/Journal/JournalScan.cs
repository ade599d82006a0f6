using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Cuts a journal into blocks, from any place where one may begin; memory does not grow with its length.</summary>
internal static class JournalScan
{
    private const int LineBytesMax = 1024 * 1024;
    private const int LinesMax = 100_000;
    private const int PieceBytes = 16 * 1024;

    /// <summary>The blocks from a place on.</summary>
    /// <param name="lineNumber">The number of the line there.</param>
    public static IEnumerable<JournalBlock> Blocks(SafeFileHandle file, long offset, int lineNumber)
    {
        List<string>? lines = null;
        var (first, firstNumber, isComment) = (0L, 0, false);
        var end = offset;
        var isTerminated = true;
        foreach (var line in Lines(file, offset))
        {
            if (line.Text.StartsWith("end comment", StringComparison.Ordinal))
            {
                isComment = false;
            }
            else if (isComment || string.IsNullOrWhiteSpace(line.Text))
            {
                if (lines is not null)
                {
                    yield return new JournalBlock(first, end, firstNumber, lines, isTerminated);
                    lines = null;
                }
            }
            else if (line.Text[0] is ' ' or '\t')
            {
                if (lines is null)
                {
                    if (line.Text.TrimStart()[0] is not (';' or '#' or '*'))
                    {
                        throw Unreadable(lineNumber, "is indented and belongs to nothing");
                    }
                }
                else if (lines.Count >= LinesMax)
                {
                    throw Unreadable(lineNumber, "is one too many");
                }
                else
                {
                    lines.Add(line.Text);
                }
            }
            else
            {
                if (lines is not null)
                {
                    yield return new JournalBlock(first, end, firstNumber, lines, isTerminated);
                }

                isComment = line.Text.TrimEnd() == "comment";
                lines = isComment ? null : [line.Text];
                (first, firstNumber) = (end, lineNumber);
            }

            lineNumber++;
            (end, isTerminated) = (line.End, line.IsTerminated);
        }

        if (lines is not null)
        {
            yield return new JournalBlock(first, end, firstNumber, lines, isTerminated);
        }

        if (isComment)
        {
            // What is appended would be a part of it.
            throw Unreadable(firstNumber, "begins a comment that does not end");
        }
    }

    /// <summary>The failure of a journal that cannot be read any more.</summary>
    public static AccountingException Unreadable(int lineNumber, string why) =>
        new(AccountingFault.Rejected, string.Create(CultureInfo.InvariantCulture, $"Line {lineNumber} of books.journal {why}."));

    private static IEnumerable<(string Text, long End, bool IsTerminated)> Lines(SafeFileHandle file, long offset)
    {
        var buffer = new byte[PieceBytes];
        var (start, length) = (0, 0);
        while (true)
        {
            var newline = Array.IndexOf(buffer, (byte)'\n', start, length);
            if (newline >= 0)
            {
                var size = newline - start + 1;
                offset += size;
                yield return (Decode(buffer.AsSpan(start, size - 1)), offset, true);
                (start, length) = (newline + 1, length - size);
                continue;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, length).CopyTo(buffer);
                start = 0;
            }
            else if (length == buffer.Length)
            {
                if (length >= LineBytesMax)
                {
                    throw new AccountingException(AccountingFault.Rejected, string.Create(CultureInfo.InvariantCulture, $"books.journal has a line of more than {LineBytesMax} bytes."));
                }

                Array.Resize(ref buffer, length * 2);
            }

            var read = RandomAccess.Read(file, buffer.AsSpan(length), offset + length);
            if (read > 0)
            {
                length += read;
                continue;
            }

            if (length > 0)
            {
                yield return (Decode(buffer.AsSpan(0, length)), offset + length, false);
            }

            yield break;
        }
    }

    private static string Decode(ReadOnlySpan<byte> line)
    {
        line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return Encoding.UTF8.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
    }
}
