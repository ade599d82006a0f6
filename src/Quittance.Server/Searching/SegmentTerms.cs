using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Quittance.Server.Searching;

/// <summary>What is searched of a block's rows, one after the other, as one text.</summary>
/// <remarks>
/// It is looked through 64 bytes at a time and without a branch for each hit: what is common is found as fast as what is rare. A bit is
/// set where the text stands, another where a row ends; added up, a hit runs on as a carry to the end of its row, where it is seen.
/// </remarks>
internal sealed class SegmentTerms
{
    private const byte End = 0xff; // Behind each row's terms. It is in no UTF-8, so nothing that is searched for reaches into the next row.
    private const int WordBits = 64;
    private const int Anchors = 4;

    private readonly byte[] _terms; // Whole words and one more of zeros, so that a search may look a little ahead.
    private readonly ulong[] _ends; // A bit for each byte: where a row ends.

    public SegmentTerms(IReadOnlyList<SegmentRow> rows)
    {
        _ends = new ulong[(rows.Sum(row => row.Terms.Length + 1) + WordBits - 1) / WordBits];
        _terms = new byte[(_ends.Length + 1) * WordBits];
        var end = 0;
        foreach (var row in rows)
        {
            row.Terms.CopyTo(_terms.AsMemory(end));
            end += row.Terms.Length;
            _ends[end / WordBits] |= 1UL << (end % WordBits);
            _terms[end++] = End;
        }
    }

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes => _terms.Length + (_ends.Length * 8L) + 80;

    public ReadOnlySpan<byte> Of(int row)
    {
        var (word, before, start) = (0, 0, 0);
        while (before + BitOperations.PopCount(_ends[word]) is var behind && behind <= row)
        {
            start = _ends[word] == 0 ? start : ((word + 1) * WordBits) - BitOperations.LeadingZeroCount(_ends[word]);
            (before, word) = (behind, word + 1);
        }

        var ends = _ends[word];
        for (; before < row; before++)
        {
            start = (word * WordBits) + BitOperations.TrailingZeroCount(ends) + 1;
            ends &= ends - 1;
        }

        return _terms.AsSpan(start..((word * WordBits) + BitOperations.TrailingZeroCount(ends)));
    }

    /// <summary>The rows' terms, one after the other: sooner than row by row.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All()
    {
        var start = 0;
        for (var word = 0; word < _ends.Length; word++)
        {
            for (var ends = _ends[word]; ends != 0; ends &= ends - 1)
            {
                var end = (word * WordBits) + BitOperations.TrailingZeroCount(ends);
                yield return _terms.AsMemory(start, end - start);
                start = end + 1;
            }
        }
    }

    /// <summary>Adds the rows that contain a text.</summary>
    public void AddTo(RowSet rows, ReadOnlySpan<byte> search)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(_ends.Length);
        var hits = rented.AsSpan(0, _ends.Length);
        var inVectors = Math.Clamp((_terms.Length - search.Length) / WordBits, 0, hits.Length);
        var any = Find(search, hits[..inVectors]);
        for (var word = inVectors; word < hits.Length; word++)
        {
            any |= hits[word] = HitsNearTheEnd(word * WordBits, search);
        }

        if (any != 0)
        {
            AddRowsOf(hits, rows);
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }

    // By four of its bytes first, as far apart as they are: neighbours say less, because many numbers begin alike.
    private ulong Find(ReadOnlySpan<byte> search, Span<ulong> hits)
    {
        var last = search.Length - 1;
        var (second, third) = (last / 3, last * 2 / 3);
        var (byte1, byte2, byte3, byte4) =
            (Vector512.Create(search[0]), Vector512.Create(search[second]), Vector512.Create(search[third]), Vector512.Create(search[last]));
        ref var at = ref MemoryMarshal.GetArrayDataReference(_terms);
        var any = 0UL;
        for (var word = 0; word < hits.Length; word++)
        {
            var start = (nuint)(word * WordBits);
            var here = Vector512.Equals(Vector512.LoadUnsafe(ref at, start), byte1).ExtractMostSignificantBits()
                & Vector512.Equals(Vector512.LoadUnsafe(ref at, start + (nuint)second), byte2).ExtractMostSignificantBits()
                & Vector512.Equals(Vector512.LoadUnsafe(ref at, start + (nuint)third), byte3).ExtractMostSignificantBits()
                & Vector512.Equals(Vector512.LoadUnsafe(ref at, start + (nuint)last), byte4).ExtractMostSignificantBits();
            if (here != 0 && last >= Anchors)
            {
                here = Confirmed(here, word * WordBits, search);
            }

            hits[word] = here;
            any |= here;
        }

        return any;
    }

    private ulong Confirmed(ulong hits, int start, ReadOnlySpan<byte> search)
    {
        for (var left = hits; left != 0; left &= left - 1)
        {
            var place = BitOperations.TrailingZeroCount(left);
            hits &= _terms.AsSpan(start + place).StartsWith(search) ? ulong.MaxValue : ~(1UL << place);
        }

        return hits;
    }

    private ulong HitsNearTheEnd(int start, ReadOnlySpan<byte> search)
    {
        var hits = 0UL;
        for (var place = 0; place < WordBits; place++)
        {
            hits |= (_terms.AsSpan(start + place).StartsWith(search) ? 1UL : 0UL) << place;
        }

        return hits;
    }

    private void AddRowsOf(ReadOnlySpan<ulong> hits, RowSet rows)
    {
        var (row, bits, filled, carry) = (0, 0UL, 0, 0UL);
        for (var word = 0; word < hits.Length; word++)
        {
            var ends = _ends[word];
            var sum = unchecked(hits[word] + ~ends);
            var all = unchecked(sum + carry);
            carry = sum < hits[word] || all < sum ? 1UL : 0UL;
            var (found, count) = (Extract(all, ends), BitOperations.PopCount(ends));
            bits |= found << filled;
            filled += count;
            if (filled >= WordBits)
            {
                rows.Or(row++, bits);
                filled -= WordBits;
                bits = filled == 0 ? 0 : found >> (count - filled);
            }
        }

        if (filled > 0)
        {
            rows.Or(row, bits);
        }
    }

    // The bits of a word that stand under those of a mask, side by side.
    private static ulong Extract(ulong word, ulong mask)
    {
        if (Bmi2.X64.IsSupported)
        {
            return Bmi2.X64.ParallelBitExtract(word, mask);
        }

        var (bits, place) = (0UL, 0);
        for (; mask != 0; mask &= mask - 1)
        {
            bits |= ((word >> BitOperations.TrailingZeroCount(mask)) & 1) << place++;
        }

        return bits;
    }
}
