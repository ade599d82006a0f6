using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Storage;

/// <summary>The key that wraps all others. It comes from the operator or the data folder and is never stored in the database.</summary>
internal sealed class MasterKey
{
    /// <summary>Bytes of a master key.</summary>
    public const int Size = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;

    public MasterKey(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        _key = key;
    }

    /// <summary>Reads a key as operators write it: 32 bytes in base64.</summary>
    /// <exception cref="FormatException">It is not that; the message says how to make one.</exception>
    public static MasterKey Parse(string text)
    {
        var bytes = new byte[Size + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == Size
            ? new MasterKey(bytes[..Size])
            : throw new FormatException("QUITTANCE_MASTER_KEY has to be 32 random bytes in base64. Make one with: openssl rand -base64 32");
    }

    /// <summary>What is kept in the database to notice that a server was started with another master key.</summary>
    public byte[] CheckValue() => HMACSHA256.HashData(_key, "quittance master key check"u8);

    public byte[] Wrap(ReadOnlySpan<byte> key, string place)
    {
        var output = new byte[NonceSize + TagSize + key.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(output.AsSpan(0, NonceSize), key, output.AsSpan(NonceSize + TagSize), output.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return output;
    }

    /// <exception cref="CryptographicException">The wrapped key was made under another master key, or was moved.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string place)
    {
        var key = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(wrapped[..NonceSize], wrapped[(NonceSize + TagSize)..], wrapped.Slice(NonceSize, TagSize), key, Encoding.UTF8.GetBytes(place));
        return key;
    }

    /// <summary>Never the key itself.</summary>
    public override string ToString() => "***";
}
