namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// Finds the objects of a PDF whose table is damaged, by reading it from front to back. What comes later is newer.
/// </summary>
internal sealed class PdfScan(PdfFile file, ReadOnlyMemory<byte> bytes)
{
    private readonly PdfObjects _objects = new();
    private readonly List<int> _containers = [];
    private PdfValue.Reference? _catalog;

    public PdfObjects Read()
    {
        for (var at = 0; at < bytes.Length;)
        {
            var found = bytes.Span[at..].IndexOfAny("obj"u8[0], "trailer"u8[0]);
            if (found < 0)
            {
                break;
            }

            at = ReadAt(at + found);
        }

        AddContained();
        if (_objects.Trailer["Root"] is not PdfValue.Reference && _catalog is not null)
        {
            _objects.AddNewerTrailer(new PdfValue.Map(new Dictionary<string, PdfValue> { ["Root"] = _catalog }));
        }

        return _objects;
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
            var (id, value, end) = file.Budget.Forgetting(() => file.ReadObject(start));
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

    private void AddContained()
    {
        foreach (var container in Enumerable.Reverse(_containers).Distinct())
        {
            try
            {
                if (_objects.Find(container) is { } place && file.ReadObject(place.Offset).Value is PdfValue.Stream stream)
                {
                    foreach (var (id, index) in PdfObjectStream.Of(file, stream).Ids.Select((id, index) => (id, index)))
                    {
                        _objects.AddInside(id, container, index);
                    }
                }
            }
            catch (PdfException damage) when (damage.IsDamage)
            {
                // Its objects are lost; the invoice may be elsewhere.
            }
        }
    }
}
