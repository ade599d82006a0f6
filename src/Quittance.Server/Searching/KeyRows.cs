using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Quittance.Server.Searching;

/// <summary>Which rows of a block have which key. Rare keys list their rows, frequent ones have a bit for each row.</summary>
internal sealed class KeyRows
{
    // From here on 64 words of bits are less than a list.
    private const int DenseMin = RowSet.Words * sizeof(ulong) / sizeof(ushort);

    private const int SharedMax = 200_000;

    // Blocks of all payers have much the same keys; each is kept once.
    private static readonly ConcurrentDictionary<string, string> Shared = new(StringComparer.Ordinal);

    private readonly string[] _keys; // In ordinal order.
    private readonly (int Start, int Count)[] _places; // In _bits from DenseMin rows on, else in _rows.
    private readonly ushort[] _rows;
    private readonly ulong[] _bits;

    public KeyRows(IReadOnlyList<SegmentRow> rows)
    {
        var lists = ListsOf(rows);
        _keys = [.. lists.Keys.Order(StringComparer.Ordinal).Select(Share)];
        _places = new (int, int)[_keys.Length];
        _rows = new ushort[lists.Values.Sum(list => list.Count < DenseMin ? list.Count : 0)];
        _bits = new ulong[lists.Values.Count(list => list.Count >= DenseMin) * RowSet.Words];
        var (sparse, dense) = (0, 0);
        for (var at = 0; at < _keys.Length; at++)
        {
            var list = CollectionsMarshal.AsSpan(lists[_keys[at]]);
            if (list.Length < DenseMin)
            {
                _places[at] = (sparse, list.Length);
                list.CopyTo(_rows.AsSpan(sparse));
                sparse += list.Length;
            }
            else
            {
                _places[at] = (dense, list.Length);
                new RowSet(_bits.AsSpan(dense, RowSet.Words)).Add(list);
                dense += RowSet.Words;
            }
        }
    }

    /// <summary>Roughly what it takes in memory; the keys' texts are everybody's.</summary>
    public long Bytes => (_keys.Length * 16L) + (_rows.Length * 2L) + (_bits.Length * 8L) + 160;

    /// <summary>Adds the rows that have a key.</summary>
    public void AddTo(RowSet rows, string key)
    {
        var at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        if (at < 0)
        {
            return;
        }

        var (start, count) = _places[at];
        if (count < DenseMin)
        {
            rows.Add(_rows.AsSpan(start, count));
        }
        else
        {
            rows.Or(_bits.AsSpan(start, RowSet.Words));
        }
    }

    /// <summary>Whether a row has these keys and no others.</summary>
    public bool AreThoseOf(int row, IReadOnlyCollection<string> keys)
    {
        var count = 0;
        for (var at = 0; at < _keys.Length; at++)
        {
            if (Has(at, row))
            {
                count++;
            }
        }

        return count == keys.Count && keys.All(key => Array.BinarySearch(_keys, key, StringComparer.Ordinal) is >= 0 and var at && Has(at, row));
    }

    /// <summary>The keys of each row.</summary>
    public List<string>[] ByRow(int count)
    {
        var keys = new List<string>[count];
        for (var row = 0; row < count; row++)
        {
            keys[row] = [];
        }

        for (var at = 0; at < _keys.Length; at++)
        {
            var (start, length) = _places[at];
            if (length < DenseMin)
            {
                foreach (var row in _rows.AsSpan(start, length))
                {
                    keys[row].Add(_keys[at]);
                }
            }
            else
            {
                for (var row = 0; row < count; row++)
                {
                    if (Has(at, row))
                    {
                        keys[row].Add(_keys[at]);
                    }
                }
            }
        }

        return keys;
    }

    private bool Has(int at, int row)
    {
        var (start, count) = _places[at];
        return count < DenseMin
            ? _rows.AsSpan(start, count).BinarySearch((ushort)row) >= 0
            : (_bits[start + (row / 64)] & (1UL << (row % 64))) != 0;
    }

    private static Dictionary<string, List<ushort>> ListsOf(IReadOnlyList<SegmentRow> rows)
    {
        var lists = new Dictionary<string, List<ushort>>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var key in rows[row].Keys)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _) ??= []).Add((ushort)row);
            }
        }

        return lists;
    }

    private static string Share(string key)
    {
        if (Shared.Count >= SharedMax)
        {
            Shared.Clear();
        }

        return Shared.GetOrAdd(key, key);
    }
}
