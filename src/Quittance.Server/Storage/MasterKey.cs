using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Storage;

/// <summary>A key that wraps data keys. It comes from the operator or the data folder and is never stored in the database.</summary>
/// <remarks>
/// A wrapped key is <c>1 | id of the master key (8) | nonce (12) | tag (16) | key (32)</c>. Values of before there were ids
/// lack the first nine bytes; every key is tried on them.
/// </remarks>
internal sealed class MasterKey
{
    /// <summary>Bytes of a master key, and of the keys that it wraps.</summary>
    public const int Size = 32;

    private const byte Version = 1;
    private const int IdSize = 8;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + IdSize;
    private const int SizeWithoutId = NonceSize + TagSize + Size;

    private readonly byte[] _key;
    private readonly byte[] _id;

    public MasterKey(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        _key = key;
        _id = HMACSHA256.HashData(key, "quittance master key id"u8)[..IdSize];
    }

    /// <summary>Names the key without telling anything of it, in hex.</summary>
    public string Id => Convert.ToHexStringLower(_id);

    public static MasterKey New() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Reads a key as operators write it: 32 bytes in base64.</summary>
    /// <exception cref="FormatException">It is not that; the message says how to make one.</exception>
    public static MasterKey Parse(string text)
    {
        var bytes = new byte[Size + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == Size
            ? new MasterKey(bytes[..Size])
            : throw new FormatException("QUITTANCE_MASTER_KEY has to be 32 random bytes in base64. Make one with: openssl rand -base64 32");
    }

    /// <summary>The key itself, as <see cref="Parse"/> reads it: for the file that keeps it and nothing else.</summary>
    public string ToBase64() => Convert.ToBase64String(_key);

    /// <summary>What is kept in the database to notice that a server was started with another master key.</summary>
    public byte[] CheckValue() => HMACSHA256.HashData(_key, "quittance master key check"u8);

    public bool IsOf(ReadOnlySpan<byte> checkValue) => CryptographicOperations.FixedTimeEquals(CheckValue(), checkValue);

    public byte[] Wrap(ReadOnlySpan<byte> key, string place)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        var output = new byte[HeaderSize + SizeWithoutId];
        output[0] = Version;
        _id.CopyTo(output, 1);
        var box = output.AsSpan(HeaderSize);
        RandomNumberGenerator.Fill(box[..NonceSize]);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(box[..NonceSize], key, box[(NonceSize + TagSize)..], box.Slice(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return output;
    }

    /// <summary>Whether a wrapped key says that it is this key's; one that says nothing may be anybody's.</summary>
    public bool MayOpen(ReadOnlySpan<byte> wrapped) => wrapped.Length == SizeWithoutId || Wraps(wrapped);

    /// <summary>Whether a wrapped key says that it is this key's.</summary>
    public bool Wraps(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length == HeaderSize + SizeWithoutId && wrapped[0] == Version && wrapped[1..HeaderSize].SequenceEqual(_id);

    /// <exception cref="CryptographicException">The wrapped key was made under another master key, or was moved.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string place)
    {
        if (!MayOpen(wrapped))
        {
            throw new CryptographicException($"{place} is wrapped under another master key than {Id}.");
        }

        var box = wrapped[^SizeWithoutId..];
        var key = new byte[Size];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(box[..NonceSize], box[(NonceSize + TagSize)..], box.Slice(NonceSize, TagSize), key, Encoding.UTF8.GetBytes(place));
        return key;
    }

    /// <summary>Never the key itself.</summary>
    public override string ToString() => "***";
}
