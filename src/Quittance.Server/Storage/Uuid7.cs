using System.Buffers.Binary;

namespace Quittance.Server.Storage;

/// <summary>Version 7 uuids as numbers: their time, and the next one after another (RFC 9562, section 5.7).</summary>
internal static class Uuid7
{
    private const ulong RandomMask = 0x3FFF_FFFF_FFFF_FFFF; // rand_b: what follows the variant.

    /// <summary>When it was made, to the millisecond; the Unix epoch for a uuid of another version.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return id.Version == 7 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16)) : DateTimeOffset.UnixEpoch;
    }

    /// <summary>A uuid of <paramref name="now"/>, or one of a later time if that is needed to be greater than <paramref name="last"/>.</summary>
    /// <remarks>Within a millisecond it counts on from the last one (section 6.2, method 2), so that many in one do not run ahead of the clock.</remarks>
    public static Guid After(Guid last, DateTimeOffset now)
    {
        var fresh = Guid.CreateVersion7(now);
        if (fresh > last)
        {
            return fresh;
        }

        Span<byte> bytes = stackalloc byte[16];
        last.TryWriteBytes(bytes, bigEndian: true, out _);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        if (last.Version != 7 || (low & RandomMask) == RandomMask)
        {
            return Guid.CreateVersion7(TimeOf(last) > now ? TimeOf(last).AddMilliseconds(1) : now.AddMilliseconds(1));
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low + 1);
        return new Guid(bytes, bigEndian: true);
    }
}
