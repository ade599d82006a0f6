namespace Quittance.Connectors.Documents.Pdf;

/// <summary>A stream that holds objects (ISO 32000-1, section 7.5.7): pairs of numbers and offsets, then the values.</summary>
internal sealed class PdfObjectStream
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly List<(int Id, int Offset)> _index;

    private PdfObjectStream(ReadOnlyMemory<byte> content, List<(int Id, int Offset)> index)
    {
        _content = content;
        _index = index;
    }

    /// <summary>The numbers of the objects inside, in their order.</summary>
    public IEnumerable<int> Ids => _index.Select(entry => entry.Id);

    public static PdfObjectStream Of(PdfFile file, PdfValue.Stream stream)
    {
        var content = file.Content(stream);
        var count = file.Integer(stream.Header["N"]) ?? 0;
        var first = file.Integer(stream.Header["First"]) ?? 0;
        var lexer = new PdfLexer(content, 0, file.Budget);
        var index = new List<(int, int)>();
        for (var number = 0; number < count; number++)
        {
            if (lexer.TryTakeInteger() is not (>= 0 and <= int.MaxValue and var id) || lexer.TryTakeInteger() is not { } offset)
            {
                throw PdfException.Damaged("a stream of objects has no table");
            }

            index.Add(((int)id, (int)Math.Clamp(first + offset, 0, content.Length)));
        }

        return new PdfObjectStream(content, index);
    }

    public PdfValue Read(int id, int place, PdfBudget budget)
    {
        var at = place >= 0 && place < _index.Count && _index[place].Id == id ? place : _index.FindIndex(entry => entry.Id == id);
        if (at < 0)
        {
            return PdfValue.Nothing.Instance;
        }

        var lexer = new PdfLexer(_content, _index[at].Offset, budget);
        try
        {
            return lexer.Read();
        }
        finally
        {
            budget.SpendBytes(lexer.Position - _index[at].Offset);
        }
    }
}
