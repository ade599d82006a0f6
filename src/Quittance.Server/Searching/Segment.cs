namespace Quittance.Server.Searching;

/// <summary>All transactions of one payer, as far as they are searched. Never changed once built: what is newer is another segment.</summary>
/// <param name="Change">The payer's change up to which it is right.</param>
internal sealed record Segment(Guid PayerId, long Change, PartyTable Parties, IReadOnlyList<SegmentBlock> Blocks)
{
    // Fewer blocks of text are scanned by one processor sooner than another has woken up.
    private const int BlocksPerShareMin = 16;

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
        var query = SegmentQuery.Of(filter, Parties);
        var shares = filter.Search is null ? 1 : Math.Clamp(Blocks.Count / BlocksPerShareMin, 1, Environment.ProcessorCount);
        var found = new (long Count, List<Guid> Ids)[shares];
        Parallel.For(0, shares, share => found[share] = FindIn(Blocks.Count * share / shares, Blocks.Count * (share + 1) / shares, query, before, most));
        page.AddRange(found.Reverse().SelectMany(part => part.Ids).Take(most));
        return found.Sum(part => part.Count);
    }

    // The newest first; a block whose count is known without its rows, and that the page does not need, is passed over.
    private (long Count, List<Guid> Ids) FindIn(int first, int end, SegmentQuery query, Guid? before, int most)
    {
        Span<ulong> bits = stackalloc ulong[RowSet.Words];
        var found = new RowSet(bits);
        var (count, ids) = (0L, new List<Guid>());
        for (var at = end - 1; at >= first; at--)
        {
            var block = Blocks[at];
            if (block.CountWithoutRows(query) is { } known && (known == 0 || ids.Count == most || block.IdOf(0) >= before))
            {
                count += known;
                continue;
            }

            block.Match(query, found);
            count += found.Count();
            for (var row = found.LastAtOrBefore(block.Count - 1); row >= 0 && ids.Count < most; row = found.LastAtOrBefore(row - 1))
            {
                if (before is null || block.IdOf(row) < before)
                {
                    ids.Add(block.IdOf(row));
                }
            }
        }

        return (count, ids);
    }
}
