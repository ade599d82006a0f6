namespace Quittance.Connectors.Documents;

/// <summary>The checksum of ZIP (APPNOTE.TXT, section 4.4.7), which the platform's reader does not compare.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Remainder((uint)value))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum = Table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        }

        return ~checksum;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value >> 1) ^ ((value & 1) * Polynomial);
        }

        return value;
    }
}
