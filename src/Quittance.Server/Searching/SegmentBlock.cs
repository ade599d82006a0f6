using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Up to <see cref="RowsMax"/> transactions of a payer in the order of their numbers, laid out for scanning. Never changed once built.</summary>
internal sealed class SegmentBlock
{
    public const int RowsMax = 4096;

    private const int WordBits = 64;
    private const int TallyWidth = 16; // More than there are statuses.

    private readonly Guid[] _ids;
    private readonly long[]? _createdAt; // Null where each is the time of its id, as it is with what was made here.
    private readonly byte[] _statuses;
    private readonly byte[] _types;
    private readonly int[] _parties; // Payees and creators, each once, by their places in the segment's table.
    private readonly ushort[] _payees; // Places in _parties.
    private readonly ushort[] _creators;
    private readonly ushort[] _tally; // How many rows there are of each type in each status.
    private readonly ushort[] _payeeRows; // The rows by payee, in the order of _parties.
    private readonly ushort[] _payeeEnds; // Where those of each of _parties end there.
    private readonly SegmentTerms _terms;
    private readonly KeyRows _keys;
    private readonly (long First, long Last) _times;

    /// <param name="parties">Takes in what is new.</param>
    public SegmentBlock(IReadOnlyList<SegmentRow> rows, PartyTable parties)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, RowsMax);
        _ids = [.. rows.Select(row => row.Id)];
        _createdAt = rows.All(row => row.CreatedAt == TimeOf(row.Id)) ? null : [.. rows.Select(row => row.CreatedAt)];
        _statuses = [.. rows.Select(row => row.Status)];
        _types = [.. rows.Select(row => row.Type)];
        var places = new Dictionary<int, ushort>();
        _payees = [.. rows.Select(row => PlaceOf(places, parties.PlaceOf(row.PayeeId)))];
        _creators = [.. rows.Select(row => PlaceOf(places, parties.PlaceOf(row.CreatorId)))];
        _parties = [.. places.OrderBy(place => place.Value).Select(place => place.Key)];
        _tally = TallyOf(_types, _statuses);
        (_payeeRows, _payeeEnds) = ByPayee(_payees, _parties.Length);
        _terms = new SegmentTerms(rows);
        _keys = new KeyRows(rows);
        _times = (rows.Min(row => row.CreatedAt), rows.Max(row => row.CreatedAt));
        Bytes = (Count * ((_createdAt is null ? 0L : 8) + 16 + 1 + 1 + 2 + 2 + 2)) + (_parties.Length * 6L) + (_tally.Length * 2L) + _terms.Bytes + _keys.Bytes + 380;
    }

    // The same rows with other statuses: everything else is shared.
    private SegmentBlock(SegmentBlock other, byte[] statuses)
    {
        (_ids, _createdAt, _statuses, _types, _parties, _payees, _creators) =
            (other._ids, other._createdAt, statuses, other._types, other._parties, other._payees, other._creators);
        (_terms, _keys, _times, Bytes) = (other._terms, other._keys, other._times, other.Bytes);
        (_tally, _payeeRows, _payeeEnds) = (TallyOf(_types, statuses), other._payeeRows, other._payeeEnds);
    }

    public int Count => _ids.Length;

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes { get; }

    public Guid IdOf(int row) => _ids[row];

    /// <summary>The block with these rows in the place of those with the same numbers, or behind them.</summary>
    /// <param name="first">The number of the block's first row.</param>
    /// <param name="parties">The segment's.</param>
    /// <param name="grown">A table that begins as this one and may grow, if it is needed.</param>
    public SegmentBlock With(long first, IReadOnlyList<SegmentRow> changed, PartyTable parties, Func<PartyTable> grown)
    {
        if (changed.All(row => row.Seq - first < Count && DiffersInStatusAtMost((int)(row.Seq - first), row, parties)))
        {
            var statuses = _statuses.ToArray();
            foreach (var row in changed)
            {
                statuses[row.Seq - first] = row.Status;
            }

            return new SegmentBlock(this, statuses);
        }

        var rows = Rows(first, parties);
        foreach (var row in changed)
        {
            var place = (int)(row.Seq - first);
            if (place == rows.Count)
            {
                rows.Add(row);
            }
            else
            {
                rows[place] = row;
            }
        }

        return new SegmentBlock(rows, grown());
    }

    /// <summary>How many rows a query takes, where that is known without looking at them; else null.</summary>
    public int? CountWithoutRows(SegmentQuery query)
    {
        var filter = query.Filter;
        if (IsOutside(filter))
        {
            return 0;
        }

        if (!query.IsTallied || !IsWithin(filter))
        {
            return null;
        }

        var count = 0;
        if (query.Payees is { } payees)
        {
            for (var place = 0; place < _parties.Length; place++)
            {
                count += payees[_parties[place]] ? PaidTo(place).Length : 0;
            }

            return count;
        }

        for (var place = 0; place < _tally.Length; place++)
        {
            var (type, status) = (place / TallyWidth, place % TallyWidth);
            count += Takes(filter.Types, type) && Takes(filter.Statuses, status) ? _tally[place] : 0;
        }

        return count;
    }

    /// <summary>Which rows a query takes.</summary>
    public void Match(SegmentQuery query, RowSet found)
    {
        var filter = query.Filter;
        if (IsOutside(filter))
        {
            found.Clear();
            return;
        }

        found.Fill(Count);
        Keep(found, _statuses, filter.Statuses);
        Keep(found, _types, filter.Types);
        KeepTimes(found, filter);
        KeepCreators(found, query.Creators);
        KeepPayees(found, query.Payees);
        if (filter.Ids is { } ids)
        {
            for (var row = 0; row < Count; row++)
            {
                if (!ids.Contains(_ids[row]))
                {
                    found.Remove(row);
                }
            }
        }

        foreach (var condition in filter.Conditions)
        {
            Keep(found, condition);
        }

        if (filter.Search is { } search)
        {
            KeepFound(found, search, query.Named);
        }
    }

    internal List<SegmentRow> Rows(long first, PartyTable parties)
    {
        var keys = _keys.ByRow(Count);
        return
        [
            .. _terms.All().Select((terms, row) => new SegmentRow(
                _ids[row], first + row, parties[_parties[_payees[row]]], parties[_parties[_creators[row]]], _statuses[row], _types[row], CreatedAt(row), terms, keys[row])),
        ];
    }

    private static (ushort[] Rows, ushort[] Ends) ByPayee(ushort[] payees, int places)
    {
        var ends = new ushort[places];
        foreach (var payee in payees)
        {
            ends[payee]++;
        }

        for (var place = 1; place < places; place++)
        {
            ends[place] += ends[place - 1];
        }

        var (rows, starts) = (new ushort[payees.Length], ends.ToArray());
        for (var row = payees.Length - 1; row >= 0; row--)
        {
            rows[--starts[payees[row]]] = (ushort)row;
        }

        return (rows, ends);
    }

    private static ushort[] TallyOf(byte[] types, byte[] statuses)
    {
        var tally = new ushort[(types.Max() + 1) * TallyWidth];
        for (var row = 0; row < types.Length; row++)
        {
            tally[(types[row] * TallyWidth) + statuses[row]]++;
        }

        return tally;
    }

    private static bool Takes(uint? mask, int value) => mask is null || ((mask >> value) & 1) != 0;

    private bool IsWithin(SegmentFilter filter) => filter.From <= _times.First && filter.Until >= _times.Last;

    private bool IsOutside(SegmentFilter filter) => filter.From > _times.Last || filter.Until < _times.First;

    private static long TimeOf(Guid id) => Uuid7.TimeOf(id).ToUnixTimeMilliseconds();

    private long CreatedAt(int row) => _createdAt is { } times ? times[row] : TimeOf(_ids[row]);

    private bool DiffersInStatusAtMost(int row, SegmentRow other, PartyTable parties) =>
        _ids[row] == other.Id && _types[row] == other.Type && CreatedAt(row) == other.CreatedAt
        && parties[_parties[_payees[row]]] == other.PayeeId && parties[_parties[_creators[row]]] == other.CreatorId
        && _terms.Of(row).SequenceEqual(other.Terms.Span)
        && _keys.AreThoseOf(row, other.Keys);

    // Bit by bit and without branches: which rows are taken is not to be guessed, and a wrong guess costs more than twenty rows.
    private static void Keep(RowSet found, byte[] column, uint? allowed)
    {
        if (allowed is not { } mask)
        {
            return;
        }

        for (var first = 0; first < column.Length; first += WordBits)
        {
            var bits = 0UL;
            var some = column.AsSpan(first, Math.Min(WordBits, column.Length - first));
            for (var bit = 0; bit < some.Length; bit++)
            {
                bits |= (ulong)((mask >> some[bit]) & 1) << bit;
            }

            found.And(first / WordBits, bits);
        }
    }

    private void KeepTimes(RowSet found, SegmentFilter filter)
    {
        if (IsWithin(filter))
        {
            return;
        }

        for (var row = 0; row < Count; row++)
        {
            if (CreatedAt(row) is var time && (time < filter.From || time > filter.Until))
            {
                found.Remove(row);
            }
        }
    }

    private void KeepCreators(RowSet found, bool[]? allowed)
    {
        for (var first = 0; allowed is not null && first < Count; first += WordBits)
        {
            var bits = 0UL;
            var some = _creators.AsSpan(first, Math.Min(WordBits, Count - first));
            for (var bit = 0; bit < some.Length; bit++)
            {
                bits |= (allowed[_parties[some[bit]]] ? 1UL : 0UL) << bit;
            }

            found.And(first / WordBits, bits);
        }
    }

    private void KeepPayees(RowSet found, bool[]? allowed)
    {
        if (allowed is not null)
        {
            Span<ulong> met = stackalloc ulong[RowSet.Words];
            var rows = new RowSet(met);
            rows.Clear();
            AddPaidTo(rows, allowed);
            found.And(rows);
        }
    }

    private void AddPaidTo(RowSet rows, bool[] payees)
    {
        for (var place = 0; place < _parties.Length; place++)
        {
            if (payees[_parties[place]])
            {
                rows.Add(PaidTo(place));
            }
        }
    }

    private ReadOnlySpan<ushort> PaidTo(int place) => _payeeRows.AsSpan((place == 0 ? 0 : _payeeEnds[place - 1]).._payeeEnds[place]);

    private void Keep(RowSet found, KeyCondition condition)
    {
        Span<ulong> met = stackalloc ulong[RowSet.Words];
        var rows = new RowSet(met);
        rows.Clear();
        foreach (var key in condition.AnyOf)
        {
            _keys.AddTo(rows, key);
        }

        if (condition.OrNone is { } absent)
        {
            Span<ulong> all = stackalloc ulong[RowSet.Words];
            Span<ulong> having = stackalloc ulong[RowSet.Words];
            new RowSet(all).Fill(Count);
            having.Clear();
            _keys.AddTo(new RowSet(having), absent);
            rows.AddMissing(new RowSet(all), new RowSet(having));
        }

        found.And(rows);
    }

    private void KeepFound(RowSet found, byte[] search, bool[]? named)
    {
        Span<ulong> met = stackalloc ulong[RowSet.Words];
        var rows = new RowSet(met);
        rows.Clear();
        if (named is not null)
        {
            AddPaidTo(rows, named);
        }

        _terms.AddTo(rows, search);
        found.And(rows);
    }

    private static ushort PlaceOf(Dictionary<int, ushort> places, int party)
    {
        if (!places.TryGetValue(party, out var place))
        {
            places.Add(party, place = (ushort)places.Count);
        }

        return place;
    }
}
