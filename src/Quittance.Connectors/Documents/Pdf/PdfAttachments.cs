namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// Lists the files inside a PDF: those of the document's name tree (ISO 32000-1, section 7.11.4) and those that PDF/A-3 calls
/// associated with the document (ISO 19005-3, annex E).
/// </summary>
internal sealed class PdfAttachments(PdfFile file)
{
    /// <summary>How many files are listed.</summary>
    public const int FilesMax = 1_000;

    private const int TreeDepthMax = 32;

    private readonly List<PdfAttachment> _found = [];
    private readonly HashSet<PdfValue.Stream> _seen = new(ReferenceEqualityComparer.Instance);

    // References to nodes that were visited; a tree may not have one twice.
    private readonly HashSet<int> _nodes = [];

    public IReadOnlyList<PdfAttachment> Read()
    {
        var catalog = file.Catalog();
        if (file.Resolve(catalog["Names"]) is PdfValue.Map names)
        {
            ReadTree(names["EmbeddedFiles"], depth: 0);
        }

        if (file.Resolve(catalog["AF"]) is PdfValue.List associated)
        {
            foreach (var item in associated.Items)
            {
                Add(file.Resolve(item), null);
            }
        }

        return _found;
    }

    private void ReadTree(PdfValue node, int depth)
    {
        var isRepeated = node is PdfValue.Reference reference && !_nodes.Add(reference.Id);
        if (isRepeated || depth > TreeDepthMax || file.Resolve(node) is not PdfValue.Map map)
        {
            return;
        }

        if (file.Resolve(map["Names"]) is PdfValue.List pairs)
        {
            for (var index = 0; index + 1 < pairs.Items.Count; index += 2)
            {
                Add(file.Resolve(pairs.Items[index + 1]), file.Resolve(pairs.Items[index]));
            }
        }

        if (file.Resolve(map["Kids"]) is PdfValue.List kids)
        {
            foreach (var kid in kids.Items)
            {
                ReadTree(kid, depth + 1);
            }
        }
    }

    private void Add(PdfValue specification, PdfValue? key)
    {
        if (specification is not PdfValue.Map map || file.Resolve(map["EF"]) is not PdfValue.Map embedded)
        {
            return;
        }

        var stream = (file.Resolve(embedded["UF"]) as PdfValue.Stream) ?? file.Resolve(embedded["F"]) as PdfValue.Stream;
        if (stream is null || !_seen.Add(stream))
        {
            return;
        }

        if (_found.Count == FilesMax)
        {
            throw new PdfException("too_many_files", $"The PDF has more than {FilesMax} files inside.");
        }

        var name = TextOf(map["UF"]) ?? TextOf(map["F"]) ?? TextOf(key ?? PdfValue.Nothing.Instance) ?? "";
        _found.Add(new PdfAttachment(FileNames.WithoutFolders(name), IsXml(stream), stream));
    }

    private bool IsXml(PdfValue.Stream stream) =>
        file.Resolve(stream.Header["Subtype"]) is PdfValue.Name type && type.Value.EndsWith("/xml", StringComparison.OrdinalIgnoreCase);

    private string? TextOf(PdfValue value) =>
        file.Resolve(value) is PdfValue.Text { Bytes: { IsEmpty: false } bytes } ? PdfText.Of(bytes.Span) : null;
}

/// <summary>A file inside a PDF.</summary>
/// <param name="Name">What the PDF calls it, without folders; may be empty.</param>
/// <param name="IsXml">Whether the PDF says it is XML.</param>
/// <param name="Stream">Its content, to be decoded.</param>
internal sealed record PdfAttachment(string Name, bool IsXml, PdfValue.Stream Stream);
