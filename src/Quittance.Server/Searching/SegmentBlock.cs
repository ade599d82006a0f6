using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>Up to <see cref="RowsMax"/> transactions of a payer in the order of their numbers, laid out for scanning. Never changed once built.</summary>
internal sealed class SegmentBlock
{
    public const int RowsMax = 4096;

    private const byte Separator = (byte)Folding.Separator;

    private readonly Guid[] _ids;
    private readonly long[] _createdAt;
    private readonly byte[] _statuses;
    private readonly byte[] _types;
    private readonly Guid[] _parties; // Payees and creators, each once.
    private readonly ushort[] _payees; // Places in _parties.
    private readonly ushort[] _creators;
    private readonly byte[] _terms; // Of one row after the other, each with a separator behind it.
    private readonly int[] _ends; // Where each row's terms end, that separator included.
    private readonly ushort[] _keyCounts;
    private readonly Dictionary<string, ushort[]> _keys; // Which rows have a key, in order.

    public SegmentBlock(IReadOnlyList<SegmentRow> rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, RowsMax);
        _ids = [.. rows.Select(row => row.Id)];
        _createdAt = [.. rows.Select(row => row.CreatedAt)];
        _statuses = [.. rows.Select(row => row.Status)];
        _types = [.. rows.Select(row => row.Type)];
        var places = new Dictionary<Guid, ushort>();
        _payees = [.. rows.Select(row => PlaceOf(places, row.PayeeId))];
        _creators = [.. rows.Select(row => PlaceOf(places, row.CreatorId))];
        _parties = [.. places.OrderBy(place => place.Value).Select(place => place.Key)];
        (_terms, _ends) = Join(rows);
        _keyCounts = [.. rows.Select(row => (ushort)row.Keys.Count)];
        _keys = Invert(rows);
        Bytes = SizeOf();
    }

    // The same rows with other statuses: everything else is shared.
    private SegmentBlock(SegmentBlock other, byte[] statuses)
    {
        (_ids, _createdAt, _statuses, _types, _parties, _payees, _creators) =
            (other._ids, other._createdAt, statuses, other._types, other._parties, other._payees, other._creators);
        (_terms, _ends, _keyCounts, _keys, Bytes) = (other._terms, other._ends, other._keyCounts, other._keys, other.Bytes);
    }

    public int Count => _ids.Length;

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes { get; }

    public Guid IdOf(int row) => _ids[row];

    /// <summary>The block with these rows in the place of those with the same numbers, or behind them.</summary>
    /// <param name="first">The number of the block's first row.</param>
    public SegmentBlock With(long first, IReadOnlyList<SegmentRow> changed)
    {
        if (changed.All(row => row.Seq - first < Count && DiffersInStatusAtMost((int)(row.Seq - first), row)))
        {
            var statuses = _statuses.ToArray();
            foreach (var row in changed)
            {
                statuses[row.Seq - first] = row.Status;
            }

            return new SegmentBlock(this, statuses);
        }

        var rows = Rows(first);
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

        return new SegmentBlock(rows);
    }

    /// <summary>Which rows a filter takes.</summary>
    public void Match(SegmentFilter filter, RowSet found)
    {
        found.Fill(Count);
        Keep(found, _statuses, filter.Statuses);
        Keep(found, _types, filter.Types);
        KeepTimes(found, filter);
        Keep(found, _creators, filter.Creators);
        Keep(found, _payees, filter.Payees);
        Keep(found, _payees, filter.SeenPayees);
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
            KeepFound(found, search, filter);
        }
    }

    internal List<SegmentRow> Rows(long first)
    {
        var keys = new List<string>[Count];
        foreach (var (key, rows) in _keys)
        {
            foreach (var row in rows)
            {
                (keys[row] ??= []).Add(key);
            }
        }

        return
        [
            .. Enumerable.Range(0, Count).Select(row => new SegmentRow(
                _ids[row], first + row, _parties[_payees[row]], _parties[_creators[row]], _statuses[row], _types[row], _createdAt[row], TermsOf(row), keys[row] ?? [])),
        ];
    }

    private ReadOnlyMemory<byte> TermsOf(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _terms.AsMemory(start, _ends[row] - 1 - start);
    }

    private bool DiffersInStatusAtMost(int row, SegmentRow other) =>
        _ids[row] == other.Id && _types[row] == other.Type && _createdAt[row] == other.CreatedAt
        && _parties[_payees[row]] == other.PayeeId && _parties[_creators[row]] == other.CreatorId
        && TermsOf(row).Span.SequenceEqual(other.Terms.Span)
        && _keyCounts[row] == other.Keys.Count
        && other.Keys.All(key => _keys.TryGetValue(key, out var rows) && Array.BinarySearch(rows, (ushort)row) >= 0);

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
            if (_createdAt[row] < filter.From || _createdAt[row] > filter.Until)
            {
                found.Remove(row);
            }
        }
    }

    private void Keep(RowSet found, ushort[] column, IReadOnlySet<Guid>? allowed)
    {
        if (allowed is null)
        {
            return;
        }

        var isAllowed = Array.ConvertAll(_parties, allowed.Contains);
        for (var row = 0; row < column.Length; row++)
        {
            if (!isAllowed[column[row]])
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
            rows.Add(_keys.GetValueOrDefault(key));
        }

        if (condition.OrNone is { } absent)
        {
            Span<ulong> all = stackalloc ulong[RowSet.Words];
            Span<ulong> having = stackalloc ulong[RowSet.Words];
            new RowSet(all).Fill(Count);
            having.Clear();
            new RowSet(having).Add(_keys.GetValueOrDefault(absent));
            rows.AddMissing(new RowSet(all), new RowSet(having));
        }

        found.And(rows);
    }

    private void KeepFound(RowSet found, byte[] search, SegmentFilter filter)
    {
        Span<ulong> met = stackalloc ulong[RowSet.Words];
        var rows = new RowSet(met);
        rows.Clear();
        var named = Array.ConvertAll(_parties, filter.IsNamed);
        for (var row = 0; row < Count; row++)
        {
            if (named[_payees[row]])
            {
                rows.Add(row);
            }
        }

        for (var start = 0; start < _terms.Length;)
        {
            var at = _terms.AsSpan(start).IndexOf(search);
            if (at < 0)
            {
                break;
            }

            var place = Array.BinarySearch(_ends, start + at + 1);
            var row = place < 0 ? ~place : place;
            rows.Add(row);
            start = _ends[row];
        }

        found.And(rows);
    }

    private long SizeOf() =>
        (Count * (16L + 8 + 1 + 1 + 2 + 2 + 4 + 2)) + (_parties.Length * 16L) + _terms.Length
        + _keys.Sum(key => 64L + (key.Key.Length * 2L) + (key.Value.Length * 2L));

    private static ushort PlaceOf(Dictionary<Guid, ushort> places, Guid party)
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

    private static Dictionary<string, ushort[]> Invert(IReadOnlyList<SegmentRow> rows)
    {
        var lists = new Dictionary<string, List<ushort>>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var key in rows[row].Keys)
            {
                if (!lists.TryGetValue(key, out var list))
                {
                    lists.Add(key, list = []);
                }

                list.Add((ushort)row);
            }
        }

        return lists.ToDictionary(list => list.Key, list => list.Value.ToArray(), StringComparer.Ordinal);
    }
}
