using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Simulator.Wire;

/// <summary>How times, amounts and JSON are written on the wires.</summary>
internal static class Text
{
    public static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>AFNOR, the feed and the control API.</summary>
    public static readonly JsonSerializerOptions Camel = Options(JsonNamingPolicy.CamelCase, JsonIgnoreCondition.WhenWritingNull);

    /// <summary>Pennylane and Qonto, which write their nulls.</summary>
    public static readonly JsonSerializerOptions Snake = Options(JsonNamingPolicy.SnakeCaseLower, JsonIgnoreCondition.Never);

    public static string Milliseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Invariant);

    public static string Microseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", Invariant);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", Invariant);

    /// <summary>Hundredths as a decimal number with two places.</summary>
    public static string Amount(long minor) => (minor / 100m).ToString("0.00", Invariant);

    /// <returns>Null when it is no time of ISO 8601.</returns>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, Invariant, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static JsonSerializerOptions Options(JsonNamingPolicy naming, JsonIgnoreCondition ignore) => new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = naming,
        DefaultIgnoreCondition = ignore,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new DurationJson(), new TimeJson() },
    };
}
