using System.Buffers;
using System.Runtime.Intrinsics;
using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>What is searched of a block's rows, one after the other, as one text.</summary>
internal sealed class SegmentTerms
{
    private const byte Separator = (byte)Folding.Separator;
    private const int WordBits = 64;

    private readonly byte[] _terms; // Each row's with a separator behind it.
    private readonly int[] _ends; // Where each row's end, that separator included.

    public SegmentTerms(IReadOnlyList<SegmentRow> rows)
    {
        _terms = new byte[rows.Sum(row => row.Terms.Length + 1)];
        _ends = new int[rows.Count];
        var end = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].Terms.CopyTo(_terms.AsMemory(end));
            end += rows[row].Terms.Length + 1;
            _terms[end - 1] = Separator;
            _ends[row] = end;
        }
    }

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes => _terms.Length + (_ends.Length * 4L) + 80;

    public ReadOnlyMemory<byte> Of(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _terms.AsMemory(start, _ends[row] - 1 - start);
    }

    /// <summary>Adds the rows that contain a text.</summary>
    public void AddTo(RowSet rows, byte[] search)
    {
        if (search.Length is 1 or 2)
        {
            AddShort(rows, search);
            return;
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
    }

    // Mostly the next row or one near it when there are many hits, anywhere behind when there are few.
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

    // One or two letters are in so many rows that to go from hit to hit is slow. So every place where they are gets its bit first,
    // and then each row is asked whether it has one.
    private void AddShort(RowSet rows, byte[] search)
    {
        var words = (_terms.Length / WordBits) + 2;
        var places = ArrayPool<ulong>.Shared.Rent(words);
        Mark(places.AsSpan(0, words), search[0], search.Length == 2 ? search[1] : null);
        for (var (row, start) = (0, 0); row < _ends.Length; start = _ends[row++])
        {
            var has = 0UL;
            for (var at = start; at < _ends[row]; at += WordBits)
            {
                var left = _ends[row] - at;
                has |= BitsAt(places, at) & (left >= WordBits ? ulong.MaxValue : (1UL << left) - 1);
            }

            rows.Or(row / WordBits, (has != 0 ? 1UL : 0UL) << (row % WordBits));
        }

        ArrayPool<ulong>.Shared.Return(places);
    }

    private void Mark(Span<ulong> places, byte first, byte? second)
    {
        ReadOnlySpan<byte> terms = _terms;
        var (firsts, seconds) = (Vector512.Create(first), Vector512.Create(second ?? 0));
        var at = 0;
        for (; at + WordBits < terms.Length; at += WordBits)
        {
            var here = Vector512.Equals(Vector512.Create(terms[at..]), firsts);
            here = second is null ? here : here & Vector512.Equals(Vector512.Create(terms[(at + 1)..]), seconds);
            places[at / WordBits] = here.ExtractMostSignificantBits();
        }

        places[(at / WordBits)..].Clear();
        for (; at < terms.Length; at++)
        {
            if (terms[at] == first && (second is null || (at + 1 < terms.Length && terms[at + 1] == second)))
            {
                places[at / WordBits] |= 1UL << (at % WordBits);
            }
        }
    }

    private static ulong BitsAt(ulong[] places, int at)
    {
        var (word, shift) = (at / WordBits, at % WordBits);
        return shift == 0 ? places[word] : (places[word] >> shift) | (places[word + 1] << (WordBits - shift));
    }
}
