using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api;

/// <summary>Refuses the texts that JSON can carry and PostgreSQL cannot store: U+0000, half surrogate pairs, bytes that are no UTF-8.</summary>
internal sealed class CleanStrings : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? TextOf(ref reader) : throw new JsonException("Expected a string.");

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TextOf(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    /// <summary>A text of JSON that was not read into a type.</summary>
    /// <exception cref="UnusableTextException">It cannot be kept, or is no text.</exception>
    public static string Of(JsonElement element)
    {
        try
        {
            return Usable(element.GetString() ?? "");
        }
        catch (InvalidOperationException broken)
        {
            throw new UnusableTextException("is not valid Unicode", broken);
        }
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return Usable(reader.GetString()!);
        }
        catch (InvalidOperationException broken)
        {
            throw new UnusableTextException("is not valid Unicode", broken);
        }
    }

    private static string Usable(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new UnusableTextException("contains U+0000") : text;
}

/// <summary>A text of a body that cannot be kept; the message says why and may be shown.</summary>
internal sealed class UnusableTextException(string message, Exception? inner = null) : JsonException(message, inner);
