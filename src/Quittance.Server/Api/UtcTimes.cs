using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api;

/// <summary>Writes times as the seeds show them: UTC, three decimals, <c>Z</c> (<c>2024-06-20T06:00:00.000Z</c>).</summary>
internal sealed class UtcTimes : JsonConverter<DateTimeOffset>
{
    /// <summary>As .NET writes formats.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Text(DateTimeOffset value) => value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));
}
