using System.Numerics;

namespace Quittance.Server.Searching;

/// <summary>Rows of one block, a bit for each.</summary>
internal readonly ref struct RowSet(Span<ulong> bits)
{
    public const int Words = SegmentBlock.RowsMax / 64;

    private readonly Span<ulong> _bits = bits;

    /// <summary>The first <paramref name="count"/> rows and no others.</summary>
    public void Fill(int count)
    {
        _bits.Clear();
        _bits[..(count / 64)].Fill(ulong.MaxValue);
        if (count % 64 > 0)
        {
            _bits[count / 64] = (1UL << (count % 64)) - 1;
        }
    }

    public void Clear() => _bits.Clear();

    public bool Contains(int row) => (_bits[row / 64] & (1UL << (row % 64))) != 0;

    public void Add(int row) => _bits[row / 64] |= 1UL << (row % 64);

    public void Add(ReadOnlySpan<ushort> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Adds the rows of other bits.</summary>
    public void Or(ReadOnlySpan<ulong> other)
    {
        for (var at = 0; at < Words; at++)
        {
            _bits[at] |= other[at];
        }
    }

    public void Remove(int row) => _bits[row / 64] &= ~(1UL << (row % 64));

    /// <summary>Keeps of 64 rows those whose bits are set.</summary>
    /// <param name="word">Which 64.</param>
    public void And(int word, ulong bits) => _bits[word] &= bits;

    /// <summary>Adds of 64 rows those whose bits are set.</summary>
    /// <param name="word">Which 64.</param>
    public void Or(int word, ulong bits) => _bits[word] |= bits;

    /// <summary>Keeps those that are in both.</summary>
    public void And(RowSet other)
    {
        for (var at = 0; at < Words; at++)
        {
            _bits[at] &= other._bits[at];
        }
    }

    /// <summary>Adds those of <paramref name="all"/> that are not in <paramref name="other"/>.</summary>
    public void AddMissing(RowSet all, RowSet other)
    {
        for (var at = 0; at < Words; at++)
        {
            _bits[at] |= all._bits[at] & ~other._bits[at];
        }
    }

    public int Count()
    {
        var count = 0;
        foreach (var word in _bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>The last row at or before <paramref name="row"/>; -1 if there is none.</summary>
    public int LastAtOrBefore(int row)
    {
        if (row < 0)
        {
            return -1;
        }

        var word = row / 64;
        var rest = _bits[word] & (ulong.MaxValue >> (63 - (row % 64)));
        while (rest == 0)
        {
            if (--word < 0)
            {
                return -1;
            }

            rest = _bits[word];
        }

        return (word * 64) + 63 - BitOperations.LeadingZeroCount(rest);
    }
}
