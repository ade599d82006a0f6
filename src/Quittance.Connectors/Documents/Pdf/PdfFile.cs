namespace Quittance.Connectors.Documents.Pdf;

/// <summary>The objects of a PDF, found by its own tables or, when those are damaged, by looking for them.</summary>
internal sealed class PdfFile
{
    private const int ReferencesMax = 32;
    private const int FiltersMax = 8;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PdfBudget _budget;
    private readonly Dictionary<int, PdfValue> _known = [];
    private readonly Dictionary<int, PdfObjectStream> _containers = [];
    private readonly HashSet<int> _beingRead = [];
    private PdfObjects _objects = new();
    private bool _isRebuilt;

    private PdfFile(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _budget = new PdfBudget(bytes.Length);
    }

    public PdfBudget Budget => _budget;

    /// <param name="bytes">From <c>%PDF-</c> on, which offsets count from.</param>
    /// <exception cref="PdfException">It cannot be read.</exception>
    public static PdfFile Open(ReadOnlyMemory<byte> bytes)
    {
        var file = new PdfFile(bytes);
        try
        {
            file._objects = new PdfXref(file, bytes).Read();
        }
        catch (PdfException damage) when (damage.IsDamage)
        {
            file.Rebuild();
        }

        return file;
    }

    /// <summary>The document's catalog, from which everything else is reached.</summary>
    public PdfValue.Map Catalog()
    {
        var catalog = Root();
        if (catalog is null)
        {
            Rebuild();
            catalog = Root();
        }

        return catalog ?? throw PdfException.Damaged("it has no catalog");
    }

    private PdfValue.Map? Root()
    {
        if (_objects.Trailer["Encrypt"] is not PdfValue.Nothing)
        {
            throw new PdfException("encrypted_pdf", "The PDF is encrypted. Ask for one that can be opened without a password.");
        }

        return Resolve(_objects.Trailer["Root"]) as PdfValue.Map;
    }

    /// <summary>The value itself, behind all references; <see cref="PdfValue.Nothing"/> for one to an object that is not there.</summary>
    public PdfValue Resolve(PdfValue value)
    {
        for (var hops = 0; value is PdfValue.Reference reference; hops++)
        {
            if (hops == ReferencesMax)
            {
                return PdfValue.Nothing.Instance;
            }

            value = Find(reference.Id);
        }

        return value;
    }

    public int? Integer(PdfValue value) =>
        Resolve(value) is PdfValue.Number { Value: >= int.MinValue and <= int.MaxValue and var number } ? (int)number : null;

    /// <summary>What the stream holds, decoded.</summary>
    public ReadOnlyMemory<byte> Content(PdfValue.Stream stream)
    {
        var filters = ListOf(stream.Header["Filter"]);
        var parameters = ListOf(stream.Header["DecodeParms"]);
        if (filters.Count > FiltersMax)
        {
            throw new PdfException("unsupported_filter", $"A stream of the PDF has more than {FiltersMax} filters.");
        }

        var content = stream.Raw;
        for (var index = 0; index < filters.Count; index++)
        {
            var name = Resolve(filters[index]) is PdfValue.Name filter ? filter.Value : "";
            content = PdfFilters.Decode(name, content, _budget);
            if (index < parameters.Count && Resolve(parameters[index]) is PdfValue.Map map)
            {
                content = UndoPredictor(content, map);
            }
        }

        return content;
    }

    /// <summary>The object that stands there: <c>12 0 obj</c> and its value.</summary>
    /// <param name="offset">Where its number begins.</param>
    /// <param name="lengths">What the length of a stream can be, when objects cannot be resolved yet.</param>
    public (int Id, PdfValue Value, int End) ReadObject(int offset, Func<PdfValue, IEnumerable<int>>? lengths = null)
    {
        if (offset < 0 || offset >= _bytes.Length)
        {
            throw PdfException.Damaged("its table points outside of it");
        }

        var lexer = new PdfLexer(_bytes, offset, _budget);
        try
        {
            if (lexer.TryTakeInteger() is not (>= 0 and <= int.MaxValue and var id) || lexer.TryTakeInteger() is null || !lexer.TryTake("obj"u8))
            {
                throw PdfException.Damaged("its table points to something that is no object");
            }

            var value = lexer.Read();
            if (value is PdfValue.Map header && lexer.TryTake("stream"u8))
            {
                lexer.SkipLineBreak();
                var raw = RawOf(lengths?.Invoke(header["Length"]) ?? [Integer(header["Length"]) ?? -1], lexer.Position);
                return ((int)id, new PdfValue.Stream(header, raw), lexer.Position + raw.Length);
            }

            return ((int)id, value, lexer.Position);
        }
        finally
        {
            _budget.SpendBytes(lexer.Position - offset);
        }
    }

    private PdfValue Find(int id)
    {
        if (_known.TryGetValue(id, out var known))
        {
            return known;
        }

        // Lengths and containers are objects too, and may be each other's.
        if (_objects.Find(id) is not { } place || _beingRead.Count >= ReferencesMax || !_beingRead.Add(id))
        {
            return PdfValue.Nothing.Instance;
        }

        try
        {
            return _known[id] = Read(id, place);
        }
        catch (PdfException damage) when (damage.IsDamage && !_isRebuilt)
        {
            Rebuild();
        }
        catch (PdfException damage) when (damage.IsDamage)
        {
            return _known[id] = PdfValue.Nothing.Instance;
        }
        finally
        {
            _beingRead.Remove(id);
        }

        return Find(id);
    }

    private PdfValue Read(int id, PdfObjects.Place place)
    {
        if (place.Container is { } container)
        {
            return ContainerOf(container).Read(id, place.Index, _budget);
        }

        if (place.Offset < 0)
        {
            return PdfValue.Nothing.Instance;
        }

        var (found, value, _) = ReadObject(place.Offset);
        return found == id ? value : throw PdfException.Damaged("its table points to another object");
    }

    private PdfObjectStream ContainerOf(int id)
    {
        if (!_containers.TryGetValue(id, out var container))
        {
            if (Find(id) is not PdfValue.Stream stream)
            {
                throw PdfException.Damaged("a stream of objects is missing");
            }

            container = PdfObjectStream.Of(this, stream);
            _containers.Add(id, container);
        }

        return container;
    }

    private void Rebuild()
    {
        if (!_isRebuilt)
        {
            _isRebuilt = true;
            _known.Clear();
            _containers.Clear();
            _objects = new PdfObjects();
            _objects = new PdfScan(this, _bytes).Read();
        }
    }

    // The length may be wrong, or stand in an object that is not found: then the stream ends where it says so.
    private ReadOnlyMemory<byte> RawOf(IEnumerable<int> lengths, int start)
    {
        var rest = _bytes.Span[start..];
        foreach (var length in lengths)
        {
            if (length >= 0 && length <= rest.Length && EndsStream(rest[length..]))
            {
                return _bytes.Slice(start, length);
            }
        }

        var end = rest.IndexOf("endstream"u8);
        _budget.SpendBytes(end < 0 ? rest.Length : end);
        if (end < 0)
        {
            throw PdfException.Damaged("a stream does not end");
        }

        // One line break before the word belongs to the word.
        end -= end > 0 && rest[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && rest[end - 1] == '\r' ? 1 : 0;
        return _bytes.Slice(start, end);
    }

    private static bool EndsStream(ReadOnlySpan<byte> rest) =>
        rest[..Math.Min(rest.Length, 32)].TrimStart("\0\t\n\f\r "u8).StartsWith("endstream"u8);

    private ReadOnlyMemory<byte> UndoPredictor(ReadOnlyMemory<byte> content, PdfValue.Map parameters)
    {
        var predictor = Integer(parameters["Predictor"]) ?? 1;
        var bits = (long)(Integer(parameters["BitsPerComponent"]) ?? 8) * (Integer(parameters["Colors"]) ?? 1);
        if (bits is < 1 or > 1024)
        {
            throw new PdfException("unsupported_filter", "A stream of the PDF is stored with differences that are not read here.");
        }

        if (predictor > 1)
        {
            _budget.SpendInflated(content.Length);
        }

        return PdfPredictor.Undo(content, predictor, (int)bits, Integer(parameters["Columns"]) ?? 1);
    }

    private IReadOnlyList<PdfValue> ListOf(PdfValue value) => Resolve(value) switch
    {
        PdfValue.List list => list.Items,
        PdfValue.Nothing => [],
        var single => [single],
    };
}
