namespace Quittance.Server.Searching;

/// <summary>All transactions of one payer, as far as they are searched. Never changed once built: what is newer is another segment.</summary>
/// <param name="Change">The payer's change up to which it is right.</param>
internal sealed record Segment(Guid PayerId, long Change, PartyTable Parties, IReadOnlyList<SegmentBlock> Blocks)
{
    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes { get; } = Blocks.Sum(block => block.Bytes) + Parties.Bytes + 256;

    /// <summary>This one with rows that are new or have changed.</summary>
    /// <param name="rows">In the order of their numbers.</param>
    public Segment With(IReadOnlyList<SegmentRow> rows, long change)
    {
        var blocks = Blocks.ToList();
        PartyTable? grown = null;
        foreach (var part in rows.GroupBy(row => (int)((row.Seq - 1) / SegmentBlock.RowsMax)))
        {
            var first = ((long)part.Key * SegmentBlock.RowsMax) + 1;
            if (part.Key < blocks.Count)
            {
                blocks[part.Key] = blocks[part.Key].With(first, [.. part], Parties, Grown);
            }
            else
            {
                blocks.Add(new SegmentBlock([.. part], Grown()));
            }
        }

        grown?.Close();
        return new Segment(PayerId, change, grown ?? Parties, blocks);

        PartyTable Grown() => grown ??= Parties.Copy();
    }

    /// <summary>Counts what a filter takes, and adds the newest of it to a page.</summary>
    /// <param name="before">The page takes only ids before this one; null takes all.</param>
    public long Find(SegmentFilter filter, Guid? before, int most, List<Guid> page)
    {
        Span<ulong> bits = stackalloc ulong[RowSet.Words];
        var found = new RowSet(bits);
        var query = SegmentQuery.Of(filter, Parties);
        var (count, taken) = (0L, 0);
        for (var at = Blocks.Count - 1; at >= 0; at--)
        {
            var block = Blocks[at];
            block.Match(query, found);
            count += found.Count();
            for (var row = found.LastAtOrBefore(block.Count - 1); row >= 0 && taken < most; row = found.LastAtOrBefore(row - 1))
            {
                if (before is null || block.IdOf(row) < before)
                {
                    page.Add(block.IdOf(row));
                    taken++;
                }
            }
        }

        return count;
    }
}
