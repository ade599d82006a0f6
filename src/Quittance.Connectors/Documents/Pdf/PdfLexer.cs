using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Reads values from the bytes of a PDF (ISO 32000-1, sections 7.2 and 7.3).</summary>
internal ref struct PdfLexer(ReadOnlyMemory<byte> file, int position, PdfBudget budget)
{
    private static readonly SearchValues<byte> Space = SearchValues.Create("\0\t\n\f\r "u8);
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    private readonly ReadOnlySpan<byte> _bytes = file.Span;

    public int Position { get; private set; } = position;

    /// <summary>The next value.</summary>
    /// <exception cref="PdfException">There is none, or it does not end.</exception>
    public PdfValue Read() => Read(depth: 0);

    /// <summary>Takes that word, or leaves everything as it is.</summary>
    public bool TryTake(ReadOnlySpan<byte> word)
    {
        var start = Position;
        SkipSpace();
        if (Rest.StartsWith(word) && (Rest.Length == word.Length || Delimiters.Contains(Rest[word.Length])))
        {
            Position += word.Length;
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>A number that counts something, or null; then everything is left as it is.</summary>
    public long? TryTakeInteger()
    {
        var start = Position;
        SkipSpace();
        if (Utf8Parser.TryParse(Rest, out long number, out var length) && (Rest.Length == length || Delimiters.Contains(Rest[length])))
        {
            Position += length;
            return number;
        }

        Position = start;
        return null;
    }

    /// <summary>Goes behind the one line break after the word <c>stream</c>.</summary>
    public void SkipLineBreak()
    {
        if (Rest.StartsWith("\r\n"u8))
        {
            Position += 2;
        }
        else if (Rest is [(byte)'\n' or (byte)'\r', ..])
        {
            Position++;
        }
    }

    private readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    private PdfValue Read(int depth)
    {
        if (depth > PdfBudget.DepthMax)
        {
            throw new PdfException("too_deep", $"Values in the PDF nest deeper than {PdfBudget.DepthMax} levels.");
        }

        budget.SpendValue();
        SkipSpace();
        return Rest switch
        {
            [] => throw PdfException.Damaged("it ends too early"),
            [(byte)'<', (byte)'<', ..] => ReadMap(depth),
            [(byte)'<', ..] => ReadHexText(),
            [(byte)'(', ..] => ReadText(),
            [(byte)'[', ..] => ReadList(depth),
            [(byte)'/', ..] => new PdfValue.Name(ReadName()),
            [(>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.', ..] => ReadNumber(),
            _ => ReadWord(),
        };
    }

    // Space may be skipped again and again in looking ahead, so that it is paid for here.
    private void SkipSpace()
    {
        var start = Position;
        while (true)
        {
            var length = Rest.IndexOfAnyExcept(Space);
            Position = length < 0 ? _bytes.Length : Position + length;
            if (Rest is not [(byte)'%', ..])
            {
                budget.SpendBytes(Position - start);
                return;
            }

            var comment = Rest.IndexOfAny((byte)'\n', (byte)'\r');
            Position = comment < 0 ? _bytes.Length : Position + comment;
        }
    }

    private PdfValue.Map ReadMap(int depth)
    {
        Position += 2;
        var entries = new Dictionary<string, PdfValue>(StringComparer.Ordinal);
        while (true)
        {
            SkipSpace();
            switch (Rest)
            {
                case [(byte)'>', (byte)'>', ..]:
                    Position += 2;
                    return new PdfValue.Map(entries);
                case [(byte)'/', ..]:
                    // Of a key that is written twice the first is taken, as in the names of an invoice's elements.
                    entries.TryAdd(ReadName(), Read(depth + 1));
                    break;
                default:
                    throw PdfException.Damaged("a dictionary does not end");
            }
        }
    }

    private PdfValue.List ReadList(int depth)
    {
        Position++;
        var items = new List<PdfValue>();
        while (true)
        {
            SkipSpace();
            if (Rest is [(byte)']', ..])
            {
                Position++;
                return new PdfValue.List(items);
            }

            items.Add(Read(depth + 1));
        }
    }

    private string ReadName()
    {
        Position++;
        var length = Rest.IndexOfAny(Delimiters);
        var raw = length < 0 ? Rest : Rest[..length];
        Position += raw.Length;
        return raw.Contains((byte)'#') ? Unescaped(raw) : Encoding.Latin1.GetString(raw);
    }

    private static string Unescaped(ReadOnlySpan<byte> raw)
    {
        var name = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] == '#' && at + 2 < raw.Length && Utf8Parser.TryParse(raw.Slice(at + 1, 2), out byte code, out var used, 'x') && used == 2)
            {
                name.Append((char)code);
                at += 2;
            }
            else
            {
                name.Append((char)raw[at]);
            }
        }

        return name.ToString();
    }

    // An integer may be the beginning of a reference: 12 0 R.
    private PdfValue ReadNumber()
    {
        if (TryTakeInteger() is { } number)
        {
            var end = Position;
            if (number is >= 0 and <= int.MaxValue && TryTakeInteger() is >= 0 && TryTake("R"u8))
            {
                return new PdfValue.Reference((int)number);
            }

            Position = end;
            return new PdfValue.Number(number);
        }

        var length = Rest.IndexOfAny(Delimiters);
        var word = length < 0 ? Rest : Rest[..length];
        Position += word.Length;
        return Utf8Parser.TryParse(word, out double real, out _) && double.IsFinite(real)
            ? new PdfValue.Number(real)
            : throw PdfException.Damaged("a number is none");
    }

    private PdfValue.Nothing ReadWord()
    {
        if (TryTake("null"u8) || TryTake("true"u8) || TryTake("false"u8))
        {
            return PdfValue.Nothing.Instance;
        }

        throw PdfException.Damaged("a value is missing");
    }

    private PdfValue.Text ReadHexText()
    {
        Position++;
        var length = Rest.IndexOf((byte)'>');
        if (length < 0)
        {
            budget.SpendBytes(Rest.Length);
            throw PdfException.Damaged("a string does not end");
        }

        var text = PdfFilters.FromHex(Rest[..length]);
        Position += length + 1;
        return new PdfValue.Text(text);
    }

    private PdfValue.Text ReadText()
    {
        Position++;
        var length = PdfLiteral.LengthOf(Rest);
        if (length < 0)
        {
            // Each that does not end is searched to the end of the file.
            budget.SpendBytes(Rest.Length);
            throw PdfException.Damaged("a string does not end");
        }

        var text = PdfLiteral.Decode(Rest[..length]);
        Position += length + 1;
        return new PdfValue.Text(text);
    }
}
