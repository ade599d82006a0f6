using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Quittance.Tests.Documents;

/// <summary>Writes PDFs of a few objects in each of the ways the format has to store them; no more of a PDF than leads to an attachment.</summary>
internal sealed class TinyPdf
{
    private const int Catalog = 1;

    private readonly SortedDictionary<int, byte[]> _objects = [];

    /// <summary>Values by their number, without <c>12 0 obj</c> around them.</summary>
    public byte[] this[int id]
    {
        set => _objects[id] = value;
    }

    /// <summary>Files in the document's name tree (2), deflated: the first has the numbers 4 and 5, the next 6 and 7.</summary>
    public static TinyPdf With(params (string Name, byte[] Content)[] files)
    {
        var pdf = new TinyPdf { [Catalog] = Bytes("<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>") };
        var names = new StringBuilder("<< /Names [");
        foreach (var (index, (name, content)) in files.Index())
        {
            var id = 4 + (2 * index);
            names.Append(CultureInfo.InvariantCulture, $" ({name}) {id} 0 R");
            pdf[id] = Bytes($"<< /Type /Filespec /F ({name}) /EF << /F {id + 1} 0 R >> >>");
            pdf[id + 1] = Stream("/Type /EmbeddedFile /Filter /FlateDecode", Deflated(content));
        }

        pdf[2] = Bytes(names.Append(" ] >>").ToString());
        return pdf;
    }

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Stream(string header, byte[] content) =>
        [.. Bytes(string.Create(CultureInfo.InvariantCulture, $"<< {header} /Length {content.Length} >>\nstream\n")), .. content, .. "\nendstream"u8];

    public static byte[] Deflated(byte[] content)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return deflated.ToArray();
    }

    /// <summary>PDF 1.0: one table in text.</summary>
    public byte[] Classic(string trailer = "")
    {
        var (body, offsets) = Body([.. "%PDF-1.7\n"u8], _objects);
        return [.. body, .. Table(offsets, body.Length, trailer)];
    }

    /// <summary>A revision behind an earlier file, with what changed; no bytes stand for a deleted object.</summary>
    public static byte[] Revised(byte[] earlier, params (int Id, byte[] Value)[] changes)
    {
        var start = Encoding.Latin1.GetString(earlier);
        var previous = start[(start.LastIndexOf("startxref", StringComparison.Ordinal) + 9)..start.LastIndexOf("%%EOF", StringComparison.Ordinal)].Trim();
        var kept = new SortedDictionary<int, byte[]>(changes.Where(change => change.Value.Length > 0).ToDictionary(change => change.Id, change => change.Value));
        var (body, offsets) = Body([.. earlier], kept);
        foreach (var (id, _) in changes.Where(change => change.Value.Length == 0))
        {
            offsets[id] = -1;
        }

        return [.. body, .. Table(offsets, body.Length, $"/Prev {previous}")];
    }

    /// <summary>PDF 1.5: the table is a stream, and all objects but streams are inside another stream.</summary>
    public byte[] Compressed(bool withPredictor)
    {
        var container = _objects.Keys.Max() + 1;
        var inside = _objects.Where(pair => !IsStream(pair.Value)).ToList();
        var (body, offsets) = Body([.. "%PDF-1.5\n"u8], new(_objects.Where(pair => IsStream(pair.Value)).Append(new(container, Container(inside))).ToDictionary()));

        // Columns of 1, 4 and 2 bytes.
        List<byte[]> rows = [.. Enumerable.Range(0, container + 1).Select(id =>
            offsets.TryGetValue(id, out var offset) ? Row(1, offset, 0)
            : inside.FindIndex(pair => pair.Key == id) is >= 0 and var index ? Row(2, container, index)
            : Row(0, 0, 0))];
        var table = withPredictor ? Differences(rows) : [.. rows.SelectMany(row => row)];
        var parameters = withPredictor ? "/DecodeParms << /Predictor 12 /Columns 7 >>" : "";
        var stream = Stream(
            $"/Type /XRef /Size {container + 1} /W [1 4 2] /Root {Catalog} 0 R /Filter /FlateDecode {parameters}", Deflated(table));
        return [.. body, .. Bytes($"{container + 1} 0 obj\n"), .. stream, .. Bytes($"\nendobj\nstartxref\n{body.Length}\n%%EOF\n")];
    }

    /// <summary>For readers old and new: the table calls objects deleted that a stream beside it has.</summary>
    public byte[] Hybrid(params int[] hidden)
    {
        var container = _objects.Keys.Max() + 1;
        var inside = _objects.Where(pair => hidden.Contains(pair.Key)).ToList();
        var visible = _objects.Where(pair => !hidden.Contains(pair.Key)).Append(new(container, Container(inside))).ToDictionary();
        var (body, offsets) = Body([.. "%PDF-1.5\n"u8], new(visible));
        byte[] rows = [.. inside.SelectMany((_, index) => Row(2, container, index))];
        var index = string.Join(' ', inside.Select(pair => $"{pair.Key} 1"));
        var stream = Stream($"/Type /XRef /Size {container} /W [1 4 2] /Index [{index}] /Filter /FlateDecode", Deflated(rows));
        var at = body.Length;
        body = [.. body, .. Bytes($"{container + 1} 0 obj\n"), .. stream, .. "\nendobj\n"u8];
        foreach (var id in hidden)
        {
            offsets[id] = -1;
        }

        return [.. body, .. Table(offsets, body.Length, $"/XRefStm {at}")];
    }

    private static bool IsStream(byte[] value) => value.AsSpan().IndexOf("endstream"u8) >= 0;

    private static (byte[] Body, SortedDictionary<int, int> Offsets) Body(List<byte> body, SortedDictionary<int, byte[]> objects)
    {
        var offsets = new SortedDictionary<int, int>();
        foreach (var (id, value) in objects)
        {
            offsets[id] = body.Count;
            body.AddRange([.. Bytes($"{id} 0 obj\n"), .. value, .. "\nendobj\n"u8]);
        }

        return ([.. body], offsets);
    }

    private static byte[] Container(List<KeyValuePair<int, byte[]>> inside)
    {
        var index = new StringBuilder();
        var values = new List<byte>();
        foreach (var (id, value) in inside)
        {
            index.Append(CultureInfo.InvariantCulture, $"{id} {values.Count} ");
            values.AddRange([.. value, (byte)'\n']);
        }

        return Stream($"/Type /ObjStm /N {inside.Count} /First {index.Length} /Filter /FlateDecode", Deflated([.. Bytes(index.ToString()), .. values]));
    }

    private static byte[] Row(byte kind, int second, int third) =>
        [kind, (byte)(second >> 24), (byte)(second >> 16), (byte)(second >> 8), (byte)second, (byte)(third >> 8), (byte)third];

    // PNG's third predictor: each row as the difference to the one above.
    private static byte[] Differences(List<byte[]> rows) =>
        [.. rows.SelectMany((row, number) => row.Select((value, column) => (byte)(value - (number == 0 ? 0 : rows[number - 1][column]))).Prepend((byte)2))];

    private static byte[] Table(SortedDictionary<int, int> offsets, int start, string trailer)
    {
        var table = new StringBuilder("xref\n");
        foreach (var (id, offset) in offsets)
        {
            table.Append(CultureInfo.InvariantCulture, $"{id} 1\n{Math.Max(offset, 0):D10} 00000 {(offset < 0 ? 'f' : 'n')} \n");
        }

        return Bytes($"{table}trailer\n<< /Size {offsets.Keys.Max() + 1} /Root {Catalog} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
    }
}
