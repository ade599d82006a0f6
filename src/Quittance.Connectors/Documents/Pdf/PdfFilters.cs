using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Decodes streams (ISO 32000-1, section 7.4): the filters that text, tables and attachments come with; not those of images.</summary>
internal static class PdfFilters
{
    private const int ChunkSize = 16 * 1024;

    /// <exception cref="PdfException">The filter is unknown, the content damaged, or there is too much of it.</exception>
    public static ReadOnlyMemory<byte> Decode(string filter, ReadOnlyMemory<byte> content, PdfBudget budget)
    {
        switch (filter)
        {
            case "FlateDecode" or "Fl":
                return Inflate(content, budget);
            case "ASCIIHexDecode" or "AHx":
                var end = content.Span.IndexOf((byte)'>');
                budget.SpendInflated(content.Length / 2);
                return FromHex(end < 0 ? content.Span : content.Span[..end]);
            case "ASCII85Decode" or "A85":
                return FromAscii85(content.Span, budget);
            default:
                throw new PdfException("unsupported_filter", $"A stream of the PDF is stored as {DocumentFaults.Shown(filter)}, which is not read here.");
        }
    }

    /// <summary>The bytes of hexadecimal digits; anything else between them is skipped, and an odd last digit stands for its sixteenfold.</summary>
    public static byte[] FromHex(ReadOnlySpan<byte> digits)
    {
        var bytes = new byte[(digits.Length + 1) / 2];
        var count = 0;
        foreach (var digit in digits)
        {
            if (char.IsAsciiHexDigit((char)digit))
            {
                var value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
                bytes[count / 2] |= (byte)(count % 2 == 0 ? value << 4 : value);
                count++;
            }
        }

        return bytes[..((count + 1) / 2)];
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> content, PdfBudget budget)
    {
        try
        {
            using var zlib = new ZLibStream(StreamOf(content), CompressionMode.Decompress);
            return ReadAll(zlib, budget);
        }
        catch (InvalidDataException)
        {
            throw PdfException.Damaged("a compressed stream cannot be inflated");
        }
        catch (IOException)
        {
            // A stream that asks for a dictionary; the platform's exception for it has no name of its own here.
            throw PdfException.Damaged("a compressed stream cannot be inflated");
        }
    }

    private static ReadOnlyMemory<byte> ReadAll(ZLibStream zlib, PdfBudget budget)
    {
        var inflated = new ArrayBufferWriter<byte>(ChunkSize);
        while (true)
        {
            var read = zlib.Read(inflated.GetSpan(ChunkSize));
            if (read == 0)
            {
                return inflated.WrittenMemory;
            }

            budget.SpendInflated(read);
            inflated.Advance(read);
        }
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> content)
    {
        var bytes = MemoryMarshal.TryGetArray(content, out var segment) ? segment : new ArraySegment<byte>(content.ToArray());
        return new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
    }

    // Five digits of base 85 make four bytes; z is four zeroes; fewer digits at the end make one byte less than their number.
    private static byte[] FromAscii85(ReadOnlySpan<byte> digits, PdfBudget budget)
    {
        var bytes = new List<byte>(digits.Length);
        var group = 0L;
        var count = 0;
        foreach (var digit in digits)
        {
            if (digit == '~')
            {
                break;
            }

            if (digit == 'z' && count == 0)
            {
                bytes.AddRange(new byte[4]);
            }
            else if (digit is >= (byte)'!' and <= (byte)'u')
            {
                group = (group * 85) + digit - '!';
                if (++count == 5)
                {
                    AddGroup(bytes, group, 4);
                    (group, count) = (0, 0);
                }
            }
        }

        for (var missing = count; missing is > 1 and < 5; missing++)
        {
            group = (group * 85) + 84;
        }

        AddGroup(bytes, group, count - 1);
        budget.SpendInflated(bytes.Count);
        return [.. bytes];
    }

    private static void AddGroup(List<byte> bytes, long group, int count)
    {
        for (var index = 0; index < count; index++)
        {
            bytes.Add((byte)(group >> (24 - (8 * index))));
        }
    }
}
