using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Quittance.Server.Storage;

/// <summary>Which part of a list is wanted: newest first, at most <see cref="Limit"/> rows, after a place or after a count.</summary>
internal sealed record Page(int Limit, Cursor? After, int Offset)
{
    public DateTimeOffset? AfterCreatedAt => After?.CreatedAt;

    public Guid? AfterId => After?.Id;
}

/// <summary>A place in a list that is ordered by creation, newest first. Rows that come or go do not shift it.</summary>
internal sealed record Cursor(DateTimeOffset CreatedAt, Guid Id)
{
    private const int Size = 24;

    public string Text
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.ToUnixTimeMilliseconds());
            Id.TryWriteBytes(bytes[8..]);
            return Base64Url.EncodeToString(bytes);
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return false;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (milliseconds is < 0 or > 253_402_300_799_999) // The last millisecond of the year 9999.
        {
            return false;
        }

        cursor = new Cursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), new Guid(bytes[8..]));
        return true;
    }
}
