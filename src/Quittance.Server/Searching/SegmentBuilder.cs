namespace Quittance.Server.Searching;

/// <summary>Puts a segment together from all its rows.</summary>
internal sealed class SegmentBuilder(Guid payer)
{
    private readonly PartyTable _parties = new();
    private readonly List<SegmentBlock> _blocks = [];
    private readonly List<SegmentRow> _rows = new(SegmentBlock.RowsMax);

    /// <param name="row">The next by number.</param>
    public void Add(SegmentRow row)
    {
        _rows.Add(row);
        if (_rows.Count == SegmentBlock.RowsMax)
        {
            Close();
        }
    }

    /// <param name="change">The payer's change up to which the rows are right.</param>
    public Segment Build(long change)
    {
        if (_rows.Count > 0)
        {
            Close();
        }

        _parties.Close();
        return new Segment(payer, change, _parties, _blocks);
    }

    private void Close()
    {
        _blocks.Add(new SegmentBlock(_rows, _parties));
        _rows.Clear();
    }
}
