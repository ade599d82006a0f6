using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api.Payments.Documents;

/// <summary>What a mark stands for.</summary>
internal enum MarkKind : byte
{
    /// <summary>An <see cref="EntityResponse"/> with its payment methods.</summary>
    Entity = (byte)'E',

    /// <summary>A <see cref="PaymentMethodResponse"/>.</summary>
    Method = (byte)'M',

    /// <summary>An <see cref="EntityUserResponse"/>.</summary>
    User = (byte)'U',
}

/// <summary>Stands in JSON for something that changes by itself and is shown in many places; it is set in when the JSON is sent.</summary>
/// <remarks>
/// On its way through storage a mark is U+0001, the kind's letter and the 16 bytes of the id, big-endian. JSON text cannot hold U+0001 but
/// escaped (RFC 8259, section 7), so a reader finds marks by that byte alone. A renamed business is thus one changed document, not
/// one for each of its transactions.
/// </remarks>
internal readonly record struct Mark(MarkKind Kind, Guid Id)
{
    public const byte Start = 1;

    /// <summary>Bytes of a mark.</summary>
    public const int Size = 2 + 16;

    public void WriteTo(Utf8JsonWriter json)
    {
        Span<byte> bytes = stackalloc byte[Size];
        (bytes[0], bytes[1]) = (Start, (byte)Kind);
        Id.TryWriteBytes(bytes[2..], bigEndian: true, out _);
        json.WriteRawValue(bytes, skipInputValidation: true);
    }

    /// <summary>Reads the mark that stands at the beginning of <paramref name="bytes"/>.</summary>
    public static Mark Read(ReadOnlySpan<byte> bytes) => new((MarkKind)bytes[1], new Guid(bytes.Slice(2, 16), bigEndian: true));
}

/// <summary>A place where an entity is set in.</summary>
[JsonConverter(typeof(MarkConverter<EntityMark>))]
public readonly record struct EntityMark(Guid Id) : IMark
{
    Mark IMark.Mark => new(MarkKind.Entity, Id);
}

/// <summary>A place where a payment method is set in.</summary>
[JsonConverter(typeof(MarkConverter<MethodMark>))]
public readonly record struct MethodMark(Guid Id) : IMark
{
    Mark IMark.Mark => new(MarkKind.Method, Id);
}

/// <summary>A place where an entity user is set in.</summary>
[JsonConverter(typeof(MarkConverter<UserMark>))]
public readonly record struct UserMark(Guid Id) : IMark
{
    Mark IMark.Mark => new(MarkKind.User, Id);
}

internal interface IMark
{
    Mark Mark { get; }
}

internal sealed class MarkConverter<T> : JsonConverter<T>
    where T : struct, IMark
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Documents with marks are written and sent, never read.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.Mark.WriteTo(writer);
}
