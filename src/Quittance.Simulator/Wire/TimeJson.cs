using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Simulator.Wire;

/// <summary>Times in UTC with milliseconds.</summary>
internal sealed class TimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Text.Time(reader.GetString()) is { } time ? time : throw new JsonException("is no time of ISO 8601");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text.Milliseconds(value));
}
