using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Simulator.Accounts;

/// <summary>Ids and secrets that look random and are the same in each run with the same seed.</summary>
internal sealed class SeededValues(int seed, string account)
{
    private long _made;

    public string Hex(int digits) => Convert.ToHexStringLower(Next())[..digits];

    /// <summary>Shaped as a random UUID.</summary>
    public string Uuid()
    {
        var bytes = Next().AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A number of nine digits.</summary>
    public long Number() => 100_000_000 + (BinaryPrimitives.ReadUInt32BigEndian(Next()) % 900_000_000);

    private byte[] Next() => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{account}/{Interlocked.Increment(ref _made)}"));
}
