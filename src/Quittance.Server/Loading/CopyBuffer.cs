using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Quittance.Server.Loading;

/// <summary>Rows of one table as PostgreSQL's COPY takes them in binary, gathered until they are sent together.</summary>
/// <remarks>
/// The first column of every row is the organization, which is written here and nowhere else; so no row can be of another one. The
/// other columns follow in the order of the command (PostgreSQL's documentation of COPY, "Binary Format").
/// </remarks>
/// <param name="command">The COPY with its columns, the organization's first.</param>
internal sealed class CopyBuffer(string command, Guid organization)
{
    private const int FirstSize = 64 * 1024;
    private const int SentAtOnce = 256 * 1024;
    private const short NumericPositive = 0;
    private const int NumericBase = 10_000;

    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];
    private static readonly long Epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;
    private static readonly int FirstDay = new DateOnly(2000, 1, 1).DayNumber;

    private byte[] _bytes = new byte[FirstSize];
    private int _length;
    private int _row;
    private short _columns;

    public long Rows { get; private set; }

    /// <summary>Begins a row; its columns follow.</summary>
    public CopyBuffer Row()
    {
        EndRow();
        _row = _length;
        _columns = 0;
        Take(sizeof(short));
        Rows++;
        return Id(organization);
    }

    public CopyBuffer Id(Guid? id)
    {
        if (id is not { } there)
        {
            return Null();
        }

        there.TryWriteBytes(Field(16), bigEndian: true, out _);
        return this;
    }

    public CopyBuffer Ids(IReadOnlyCollection<Guid> ids)
    {
        var field = Array(ids.Count, elementType: 2950, ids.Count * (sizeof(int) + 16));
        foreach (var id in ids)
        {
            BinaryPrimitives.WriteInt32BigEndian(field, 16);
            id.TryWriteBytes(field[sizeof(int)..], bigEndian: true, out _);
            field = field[(sizeof(int) + 16)..];
        }

        return this;
    }

    public CopyBuffer Text(string? text)
    {
        if (text is null)
        {
            return Null();
        }

        Encoding.UTF8.GetBytes(text, Field(Encoding.UTF8.GetByteCount(text)));
        return this;
    }

    public CopyBuffer Texts(IReadOnlyCollection<string> texts)
    {
        var size = 0;
        foreach (var text in texts)
        {
            size += sizeof(int) + Encoding.UTF8.GetByteCount(text);
        }

        var field = Array(texts.Count, elementType: 25, size);
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, field[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(field, length);
            field = field[(sizeof(int) + length)..];
        }

        return this;
    }

    public CopyBuffer Jsonb(string? json)
    {
        if (json is null)
        {
            return Null();
        }

        var field = Field(1 + Encoding.UTF8.GetByteCount(json));
        field[0] = 1; // The version of the format.
        Encoding.UTF8.GetBytes(json, field[1..]);
        return this;
    }

    public CopyBuffer Bytes(byte[]? bytes)
    {
        if (bytes is null)
        {
            return Null();
        }

        bytes.CopyTo(Field(bytes.Length));
        return this;
    }

    public CopyBuffer Long(long? value)
    {
        if (value is not { } there)
        {
            return Null();
        }

        BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), there);
        return this;
    }

    public CopyBuffer Int(int? value)
    {
        if (value is not { } there)
        {
            return Null();
        }

        BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int)), there);
        return this;
    }

    public CopyBuffer Bool(bool value)
    {
        Field(1)[0] = value ? (byte)1 : (byte)0;
        return this;
    }

    public CopyBuffer Time(DateTimeOffset? time) => Long(time is { } there ? (there.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond : null);

    public CopyBuffer Day(DateOnly? day) => Int(day?.DayNumber - FirstDay);

    /// <summary>A numeric that is not negative.</summary>
    /// <param name="unscaled">The value times ten to the power of <paramref name="scale"/>.</param>
    /// <param name="scale">Digits after the point, at most 4.</param>
    public CopyBuffer Number(long unscaled, int scale)
    {
        var (units, shift) = (1, 1);
        for (var digit = 0; digit < 4; digit++)
        {
            (units, shift) = digit < scale ? (units * 10, shift) : (units, shift * 10);
        }

        var (whole, fraction) = (unscaled / units, (short)(unscaled % units * shift));
        Span<short> groups = stackalloc short[6];
        var count = 0;
        for (; whole > 0; whole /= NumericBase)
        {
            groups[count++] = (short)(whole % NumericBase);
        }

        var field = Field((4 + count + 1) * sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)(count + 1));
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)(count - 1)); // The power of the first group.
        BinaryPrimitives.WriteInt16BigEndian(field[4..], NumericPositive);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)scale);
        for (var at = 0; at < count; at++)
        {
            BinaryPrimitives.WriteInt16BigEndian(field[(8 + (at * 2))..], groups[count - 1 - at]);
        }

        BinaryPrimitives.WriteInt16BigEndian(field[(8 + (count * 2))..], fraction);
        return this;
    }

    public CopyBuffer Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), -1);
        _columns++;
        return this;
    }

    public void Clear() => (_length, _columns, Rows) = (0, 0, 0);

    /// <summary>Sends all rows within the connection's transaction, and forgets them.</summary>
    public async Task SendAsync(NpgsqlConnection db, CancellationToken cancel)
    {
        EndRow();
        if (Rows > 0)
        {
            await using var copy = await db.BeginRawBinaryCopyAsync(command, cancel);
            await copy.WriteAsync(Header, cancel);
            for (var at = 0; at < _length; at += SentAtOnce)
            {
                await copy.WriteAsync(_bytes.AsMemory(at, Math.Min(SentAtOnce, _length - at)), cancel);
            }

            await copy.WriteAsync(Trailer, cancel);
        }

        Clear();
    }

    private void EndRow()
    {
        if (_columns > 0)
        {
            BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(_row), _columns);
        }
    }

    private Span<byte> Array(int count, int elementType, int size)
    {
        var isEmpty = count == 0;
        var field = Field(isEmpty ? 12 : 20 + size);
        BinaryPrimitives.WriteInt32BigEndian(field, isEmpty ? 0 : 1); // Dimensions.
        BinaryPrimitives.WriteInt32BigEndian(field[4..], 0); // No element is null.
        BinaryPrimitives.WriteInt32BigEndian(field[8..], elementType);
        if (isEmpty)
        {
            return [];
        }

        BinaryPrimitives.WriteInt32BigEndian(field[12..], count);
        BinaryPrimitives.WriteInt32BigEndian(field[16..], 1); // The first index.
        return field[20..];
    }

    private Span<byte> Field(int size)
    {
        var field = Take(sizeof(int) + size);
        BinaryPrimitives.WriteInt32BigEndian(field, size);
        _columns++;
        return field[sizeof(int)..];
    }

    private Span<byte> Take(int size)
    {
        if (_length + size > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        }

        _length += size;
        return _bytes.AsSpan(_length - size, size);
    }
}
