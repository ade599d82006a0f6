using System.Buffers.Binary;

namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// Reads a PDF's own tables of its objects (ISO 32000-1, sections 7.5.4 to 7.5.8): classic tables, streams, both at once, and one
/// after the other through all revisions of the file.
/// </summary>
internal sealed class PdfXref(PdfFile file, ReadOnlyMemory<byte> bytes)
{
    private const int RevisionsMax = 1_000;
    private const int FieldMax = 8;

    private readonly PdfObjects _objects = new();
    private readonly HashSet<int> _seen = [];

    /// <exception cref="PdfException">There is no table, or it is damaged.</exception>
    public PdfObjects Read()
    {
        var next = Start();
        while (next is { } offset && _seen.Add(offset) && _seen.Count <= RevisionsMax)
        {
            next = ReadRevision(offset);
        }

        return _objects;
    }

    private int? Start()
    {
        var at = bytes.Span.LastIndexOf("startxref"u8);
        if (at < 0)
        {
            throw PdfException.Damaged("it does not say where its table is");
        }

        var lexer = new PdfLexer(bytes, at + "startxref".Length, file.Budget);
        return Offset(lexer.TryTakeInteger()) ?? throw PdfException.Damaged("it does not say where its table is");
    }

    private int? Offset(double? offset) => offset >= 0 && offset < bytes.Length ? (int)offset : null;

    private int? Offset(PdfValue value) => value is PdfValue.Number number ? Offset(number.Value) : null;

    /// <returns>Where the table of the revision before is.</returns>
    private int? ReadRevision(int offset)
    {
        var lexer = new PdfLexer(bytes, offset, file.Budget);
        if (!lexer.TryTake("xref"u8))
        {
            return ReadStream(offset);
        }

        var deleted = ReadTable(ref lexer);
        file.Budget.SpendBytes(lexer.Position - offset);
        if (lexer.Read() is not PdfValue.Map trailer)
        {
            throw PdfException.Damaged("its table has no trailer");
        }

        _objects.AddTrailer(trailer);

        // In a hybrid file the stream has what the table hides from older readers by calling it deleted.
        if (Offset(trailer["XRefStm"]) is { } hybrid && _seen.Add(hybrid))
        {
            ReadStream(hybrid);
        }

        deleted.ForEach(_objects.AddDeleted);
        return Offset(trailer["Prev"]);
    }

    private List<int> ReadTable(ref PdfLexer lexer)
    {
        var deleted = new List<int>();
        while (!lexer.TryTake("trailer"u8))
        {
            if (lexer.TryTakeInteger() is not { } first || lexer.TryTakeInteger() is not { } count)
            {
                throw PdfException.Damaged("its table is none");
            }

            for (var id = first; id < first + count; id++)
            {
                if (lexer.TryTakeInteger() is not { } offset || lexer.TryTakeInteger() is null)
                {
                    throw PdfException.Damaged("its table ends too early");
                }

                var isUsed = lexer.TryTake("n"u8);
                if (!isUsed && !lexer.TryTake("f"u8))
                {
                    throw PdfException.Damaged("its table is none");
                }

                if (isUsed && id is >= 0 and <= int.MaxValue && Offset(offset) is { } place)
                {
                    _objects.AddAt((int)id, place);
                }
                else if (id is >= 0 and <= int.MaxValue)
                {
                    deleted.Add((int)id);
                }
            }
        }

        return deleted;
    }

    private int? ReadStream(int offset)
    {
        if (file.ReadObject(offset).Value is not PdfValue.Stream stream)
        {
            throw PdfException.Damaged("its table is none");
        }

        AddEntries(stream);
        _objects.AddTrailer(stream.Header);
        return Offset(stream.Header["Prev"]);
    }

    private void AddEntries(PdfValue.Stream stream)
    {
        var widths = Integers(stream.Header["W"]);
        if (widths is not [>= 0 and <= FieldMax, >= 0 and <= FieldMax, >= 0 and <= FieldMax] || widths.Sum() == 0)
        {
            throw PdfException.Damaged("its table has no columns");
        }

        var entries = file.Content(stream).Span;
        var width = widths.Sum();
        var ranges = stream.Header["Index"] is PdfValue.List list ? Integers(list) : [0, entries.Length / width];
        for (var range = 0; range + 1 < ranges.Count; range += 2)
        {
            for (long id = ranges[range]; id < (long)ranges[range] + ranges[range + 1] && entries.Length >= width; id++)
            {
                AddEntry((int)Math.Min(id, int.MaxValue), entries, widths);
                entries = entries[width..];
            }
        }
    }

    private void AddEntry(int id, ReadOnlySpan<byte> entry, IReadOnlyList<int> widths)
    {
        // A column that is left out has a default: everything is in use.
        var kind = widths[0] == 0 ? 1 : Field(entry[..widths[0]]);
        var second = Field(entry.Slice(widths[0], widths[1]));
        var third = Field(entry.Slice(widths[0] + widths[1], widths[2]));
        switch (kind)
        {
            case 0:
                _objects.AddDeleted(id);
                break;
            case 1 when Offset(second) is { } offset:
                _objects.AddAt(id, offset);
                break;
            case 2 when second is >= 0 and <= int.MaxValue && third is >= 0 and <= int.MaxValue:
                _objects.AddInside(id, (int)second, (int)third);
                break;
        }
    }

    private static long Field(ReadOnlySpan<byte> field)
    {
        Span<byte> padded = stackalloc byte[FieldMax];
        padded.Clear();
        field.CopyTo(padded[(FieldMax - field.Length)..]);
        return BinaryPrimitives.ReadInt64BigEndian(padded);
    }

    private static List<int> Integers(PdfValue value) => value is PdfValue.List list
        ? [.. list.Items.Select(item => item is PdfValue.Number { Value: >= 0 and <= int.MaxValue and var number } ? (int)number : -1)]
        : [];
}
