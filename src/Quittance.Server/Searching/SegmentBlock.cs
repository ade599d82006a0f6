using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Up to <see cref="RowsMax"/> transactions of a payer in the order of their numbers, laid out for scanning. Never changed once built.</summary>
internal sealed class SegmentBlock
{
    public const int RowsMax = 4096;

    private const byte Separator = (byte)Folding.Separator;

    private readonly Guid[] _ids;
    private readonly long[]? _createdAt; // Null where each is the time of its id, as it is with what was made here.
    private readonly byte[] _statuses;
    private readonly byte[] _types;
    private readonly int[] _parties; // Payees and creators, each once, by their places in the segment's table.
    private readonly ushort[] _payees; // Places in _parties.
    private readonly ushort[] _creators;
    private readonly byte[] _terms; // Of one row after the other, each with a separator behind it.
    private readonly int[] _ends; // Where each row's terms end, that separator included.
    private readonly KeyRows _keys;

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
        (_terms, _ends) = Join(rows);
        _keys = new KeyRows(rows);
        Bytes = (Count * ((_createdAt is null ? 0L : 8) + 16 + 1 + 1 + 2 + 2 + 4)) + (_parties.Length * 4L) + _terms.Length + _keys.Bytes + 400;
    }

    // The same rows with other statuses: everything else is shared.
    private SegmentBlock(SegmentBlock other, byte[] statuses)
    {
        (_ids, _createdAt, _statuses, _types, _parties, _payees, _creators) =
            (other._ids, other._createdAt, statuses, other._types, other._parties, other._payees, other._creators);
        (_terms, _ends, _keys, Bytes) = (other._terms, other._ends, other._keys, other.Bytes);
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

    /// <summary>Which rows a query takes.</summary>
    public void Match(SegmentQuery query, RowSet found)
    {
        var filter = query.Filter;
        found.Fill(Count);
        Keep(found, _statuses, filter.Statuses);
        Keep(found, _types, filter.Types);
        KeepTimes(found, filter);
        Keep(found, _creators, query.Creators);
        Keep(found, _payees, query.Payees);
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
            .. Enumerable.Range(0, Count).Select(row => new SegmentRow(
                _ids[row], first + row, parties[_parties[_payees[row]]], parties[_parties[_creators[row]]], _statuses[row], _types[row], CreatedAt(row), TermsOf(row), keys[row])),
        ];
    }

    private static long TimeOf(Guid id) => Uuid7.TimeOf(id).ToUnixTimeMilliseconds();

    private long CreatedAt(int row) => _createdAt is { } times ? times[row] : TimeOf(_ids[row]);

    private ReadOnlyMemory<byte> TermsOf(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _terms.AsMemory(start, _ends[row] - 1 - start);
    }

    private bool DiffersInStatusAtMost(int row, SegmentRow other, PartyTable parties) =>
        _ids[row] == other.Id && _types[row] == other.Type && CreatedAt(row) == other.CreatedAt
        && parties[_parties[_payees[row]]] == other.PayeeId && parties[_parties[_creators[row]]] == other.CreatorId
        && TermsOf(row).Span.SequenceEqual(other.Terms.Span)
        && _keys.AreThoseOf(row, other.Keys);

    private static void Keep(RowSet found, byte[] column, uint? allowed)
    {
        if (allowed is not { } mask)
        {
            return;
        }

        for (var row = 0; row < column.Length; row++)
        {
            if ((mask & (1U << column[row])) == 0)
            {
                found.Remove(row);
            }
        }
    }

    private void KeepTimes(RowSet found, SegmentFilter filter)
    {
        if (filter is { From: long.MinValue, Until: long.MaxValue })
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

    private void Keep(RowSet found, ushort[] column, bool[]? allowed)
    {
        if (allowed is null)
        {
            return;
        }

        for (var row = 0; row < column.Length; row++)
        {
            if (!allowed[_parties[column[row]]])
            {
                found.Remove(row);
            }
        }
    }

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
            for (var row = 0; row < Count; row++)
            {
                if (named[_parties[_payees[row]]])
                {
                    rows.Add(row);
                }
            }
        }

        for (var (start, row) = (0, 0); start < _terms.Length; row++)
        {
            var at = _terms.AsSpan(start).IndexOf(search);
            if (at < 0)
            {
                break;
            }

            row = RowAt(start + at, row);
            rows.Add(row);
            start = _ends[row];
        }

        found.And(rows);
    }

    // The row whose terms hold a place: mostly the next one or near it when there are many hits, anywhere behind when there are few.
    private int RowAt(int place, int from)
    {
        for (var row = from; row < Math.Min(from + 4, _ends.Length); row++)
        {
            if (place < _ends[row])
            {
                return row;
            }
        }

        var found = _ends.AsSpan(from).BinarySearch(place + 1);
        return from + (found < 0 ? ~found : found);
    }

    private static ushort PlaceOf(Dictionary<int, ushort> places, int party)
    {
        if (!places.TryGetValue(party, out var place))
        {
            places.Add(party, place = (ushort)places.Count);
        }

        return place;
    }

    private static (byte[] Terms, int[] Ends) Join(IReadOnlyList<SegmentRow> rows)
    {
        var terms = new byte[rows.Sum(row => row.Terms.Length + 1)];
        var ends = new int[rows.Count];
        var end = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].Terms.CopyTo(terms.AsMemory(end));
            end += rows[row].Terms.Length + 1;
            terms[end - 1] = Separator;
            ends[row] = end;
        }

        return (terms, ends);
    }
}
