using System.Buffers.Binary;

namespace Quittance.Server.Loading;

/// <summary>Numbers that look random and are the same for the same seed, on every machine and version (SplitMix64, Steele et al. 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Dice of their own for one of many, so that who throws first changes nothing.</summary>
    public static Dice For(long seed, Guid organization, string what, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        organization.TryWriteBytes(bytes, bigEndian: true, out _);
        var mixed = new Dice((ulong)seed ^ BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        foreach (var letter in what)
        {
            mixed._state = mixed.Next() ^ letter;
        }

        mixed._state ^= (ulong)number * 0xD1B5_4A32_D192_ED03;
        return new Dice(mixed.Next());
    }

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 up to and without <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <inheritdoc cref="Below(int)"/>
    public long Below(long end) => (long)Math.BigMul(Next(), (ulong)end, out _);

    public bool Chance(int permille) => Below(1000) < permille;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>An index of <paramref name="count"/>; the first ones come much more often than the last.</summary>
    public int Skewed(int count)
    {
        var even = (Next() >> 11) * (1.0 / (1UL << 53));
        return (int)(count * even * even);
    }

    /// <summary>One of the choices, each as often as its weight says.</summary>
    public T Weighted<T>(IReadOnlyList<(T Choice, int Weight)> choices)
    {
        var all = 0;
        foreach (var (_, weight) in choices)
        {
            all += weight;
        }

        var left = Below(all);
        foreach (var (choice, weight) in choices)
        {
            if ((left -= weight) < 0)
            {
                return choice;
            }
        }

        return choices[^1].Choice;
    }

    /// <summary>A version 7 uuid of that time (RFC 9562, section 5.7).</summary>
    public Guid Id(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)time.ToUnixTimeMilliseconds() << 16) | 0x7000 | (Next() & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (Next() >> 2));
        return new Guid(bytes, bigEndian: true);
    }
}
