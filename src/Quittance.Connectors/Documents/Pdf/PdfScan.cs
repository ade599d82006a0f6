namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// Finds the objects of a PDF whose table is damaged, by reading it from front to back. What comes later is newer.
/// </summary>
internal sealed class PdfScan(PdfFile file, ReadOnlyMemory<byte> bytes)
{
    // One number may stand in front of several objects: of older revisions, and of PDFs that are attached to this one.
    private const int SameNumberMax = 8;

    private readonly PdfObjects _objects = new();
    private readonly Dictionary<int, List<int>> _starts = [];
    private readonly List<int> _containers = [];
    private PdfValue.Reference? _catalog;

    public PdfObjects Read()
    {
        for (var at = Find("obj"u8, 0); at >= 0; at = Find("obj"u8, at + 1))
        {
            NoteStart(at);
        }

        for (var at = 0; at < bytes.Length && bytes.Span[at..].IndexOfAny((byte)'o', (byte)'t') is >= 0 and var ahead;)
        {
            at = ReadAt(at + ahead);
        }

        AddContained();
        if (_objects.Trailer["Root"] is not PdfValue.Reference && _catalog is not null)
        {
            _objects.AddNewerTrailer(new PdfValue.Map(new Dictionary<string, PdfValue> { ["Root"] = _catalog }));
        }

        return _objects;
    }

    private int Find(ReadOnlySpan<byte> word, int from) => bytes.Span[from..].IndexOf(word) is >= 0 and var ahead ? from + ahead : -1;

    // Lengths of streams often stand behind the stream, in objects of their own.
    private void NoteStart(int at)
    {
        if (StartOfObject(at) is not { } start || new PdfLexer(bytes, start, file.Budget).TryTakeInteger() is not (>= 0 and <= int.MaxValue and var id))
        {
            return;
        }

        if (!_starts.TryGetValue((int)id, out var starts))
        {
            _starts.Add((int)id, starts = []);
        }

        if (starts.Count < SameNumberMax && _starts.Count < PdfBudget.ObjectsMax)
        {
            starts.Add(start);
        }
    }

    private IEnumerable<int> Lengths(PdfValue length) => length switch
    {
        PdfValue.Number { Value: >= 0 and <= int.MaxValue and var number } => [(int)number],
        PdfValue.Reference reference when _starts.TryGetValue(reference.Id, out var starts) => starts.Select(LengthAt),
        _ => [],
    };

    // The object of a length is a number: 12 0 obj 345.
    private int LengthAt(int start)
    {
        var lexer = new PdfLexer(bytes, start, file.Budget);
        lexer.TryTakeInteger();
        lexer.TryTakeInteger();
        return lexer.TryTake("obj"u8) && lexer.TryTakeInteger() is >= 0 and <= int.MaxValue and var length ? (int)length : -1;
    }

    /// <returns>Where to look on.</returns>
    private int ReadAt(int at)
    {
        var rest = bytes.Span[at..];
        if (rest.StartsWith("obj"u8) && StartOfObject(at) is { } start)
        {
            return ReadObject(start) ?? at + 1;
        }

        if (rest.StartsWith("trailer"u8))
        {
            ReadTrailer(at + "trailer".Length);
        }

        return at + 1;
    }

    // Before the word there are two numbers: 12 0 obj.
    private int? StartOfObject(int at)
    {
        var before = bytes.Span[..at];
        var generation = before.TrimEnd("\0\t\n\f\r "u8);
        var id = WithoutDigits(generation).TrimEnd("\0\t\n\f\r "u8);
        var start = WithoutDigits(id);
        var isObject = generation.Length < before.Length && id.Length < WithoutDigits(generation).Length && start.Length < id.Length;
        return isObject && generation.Length > WithoutDigits(generation).Length ? start.Length : null;
    }

    // Ten digits are more than any number of an object has.
    private static ReadOnlySpan<byte> WithoutDigits(ReadOnlySpan<byte> text)
    {
        for (var digits = 0; digits < 10 && text is [.., >= (byte)'0' and <= (byte)'9']; digits++)
        {
            text = text[..^1];
        }

        return text;
    }

    // What is inside a stream is not looked at: an attached PDF has objects of its own.
    private int? ReadObject(int start)
    {
        try
        {
            var (id, value, end) = file.Budget.Forgetting(() => file.ReadObject(start, Lengths));
            _objects.AddNewerAt(id, start);
            var header = value as PdfValue.Map ?? (value as PdfValue.Stream)?.Header;
            switch (header?["Type"])
            {
                case PdfValue.Name { Value: "Catalog" }:
                    _catalog = new PdfValue.Reference(id);
                    break;
                case PdfValue.Name { Value: "XRef" }:
                    _objects.AddNewerTrailer(header);
                    break;
                case PdfValue.Name { Value: "ObjStm" }:
                    _containers.Add(id);
                    break;
            }

            return end;
        }
        catch (PdfException damage) when (damage.IsDamage)
        {
            return null;
        }
    }

    private void ReadTrailer(int at)
    {
        var lexer = new PdfLexer(bytes, at, file.Budget);
        try
        {
            if (lexer.Read() is PdfValue.Map trailer)
            {
                _objects.AddNewerTrailer(trailer);
            }
        }
        catch (PdfException damage) when (damage.IsDamage)
        {
            // Another revision may have one that can be read.
        }
        finally
        {
            file.Budget.SpendBytes(lexer.Position - at);
        }
    }

    private void AddContained(int container, PdfObjectStream contents)
    {
        foreach (var (id, index) in contents.Ids.Select((id, index) => (id, index)))
        {
            _objects.AddInside(id, container, index);
        }

        if (_catalog is null && contents.Ids.Where(id => IsCatalog(id, contents)).Take(1).ToList() is [var catalog])
        {
            _catalog = new PdfValue.Reference(catalog);
        }
    }

    private bool IsCatalog(int id, PdfObjectStream contents) =>
        file.Budget.Forgetting(() => contents.Read(id, -1, file.Budget)) is PdfValue.Map map && map["Type"] is PdfValue.Name { Value: "Catalog" };

    private void AddContained()
    {
        foreach (var container in Enumerable.Reverse(_containers).Distinct())
        {
            try
            {
                if (_objects.Find(container) is { } place && file.ReadObject(place.Offset, Lengths).Value is PdfValue.Stream stream)
                {
                    AddContained(container, PdfObjectStream.Of(file, stream));
                }
            }
            catch (PdfException damage) when (damage.IsDamage)
            {
                // Its objects are lost; the invoice may be elsewhere.
            }
        }
    }
}
