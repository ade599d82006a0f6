namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Where the objects of a PDF are; what a newer revision says of an object hides what older ones say.</summary>
internal sealed class PdfObjects
{
    private readonly Dictionary<int, Place> _places = [];
    private readonly Dictionary<string, PdfValue> _trailer = [];

    /// <summary>What the trailers of all revisions say, the newest first.</summary>
    public PdfValue.Map Trailer => new(_trailer);

    public Place? Find(int id) => _places.TryGetValue(id, out var place) ? place : null;

    /// <summary>The object's number stands before its value there.</summary>
    public void AddAt(int id, int offset) => Add(id, new Place(offset, null, 0), isNewer: false);

    /// <summary>It is one of those inside a stream of objects.</summary>
    public void AddInside(int id, int container, int index) => Add(id, new Place(0, container, index), isNewer: false);

    /// <summary>It was deleted, if no newer revision has it.</summary>
    public void AddDeleted(int id) => Add(id, new Place(-1, null, 0), isNewer: false);

    /// <summary>As <see cref="AddAt"/>, for files that are read from front to back, where the last one counts.</summary>
    public void AddNewerAt(int id, int offset) => Add(id, new Place(offset, null, 0), isNewer: true);

    public void AddTrailer(PdfValue.Map trailer)
    {
        foreach (var (key, value) in trailer.Entries)
        {
            _trailer.TryAdd(key, value);
        }
    }

    public void AddNewerTrailer(PdfValue.Map trailer)
    {
        foreach (var (key, value) in trailer.Entries)
        {
            _trailer[key] = value;
        }
    }

    private void Add(int id, Place place, bool isNewer)
    {
        if (isNewer)
        {
            _places[id] = place;
        }
        else
        {
            _places.TryAdd(id, place);
        }

        if (_places.Count > PdfBudget.ObjectsMax)
        {
            throw new PdfException("pdf_too_complex", $"The PDF has more than {PdfBudget.ObjectsMax} objects.");
        }
    }

    /// <summary>Where one object is.</summary>
    /// <param name="Offset">In the file; negative when it was deleted. Without meaning for an object inside a stream.</param>
    /// <param name="Container">The stream of objects that it is in.</param>
    /// <param name="Index">Which one of that stream it is.</param>
    internal readonly record struct Place(int Offset, int? Container, int Index);
}
