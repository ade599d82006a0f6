using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api;

/// <summary>Refuses the one character that JSON can carry and PostgreSQL cannot store: U+0000.</summary>
internal sealed class CleanStrings : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("Expected a string.");
        }

        string? text;
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonException("The string is not valid Unicode.", broken);
        }

        return text is not null && text.Contains('\0', StringComparison.Ordinal)
            ? throw new JsonException("The string contains U+0000.")
            : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
