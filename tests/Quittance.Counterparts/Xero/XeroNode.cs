using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <summary>Reads and writes the values of Xero's JSON.</summary>
internal static class XeroNode
{
    /// <summary>Whether a text is sure to be taken: no control character but line breaks, and nothing beyond the basic plane of Unicode, such as an emoji, which Xero's own pages take out.</summary>
    public static bool IsTakenText(string text) => !text.Any(letter => char.IsSurrogate(letter) || (char.IsControl(letter) && letter != '\n'));

    /// <summary>A text; null when it is absent, empty or something else.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    /// <summary>A number; null when it is absent.</summary>
    /// <exception cref="XeroRefusalException">It is something else.</exception>
    public static decimal? Number(this JsonNode? node, string name) => (node as JsonObject)?[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => throw XeroRefusalException.BadJson($"{name} is not a number"),
    };

    public static JsonObject? Part(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static IReadOnlyList<JsonObject> Items(this JsonNode? node, string name) => [.. ((node as JsonObject)?[name] as JsonArray ?? []).OfType<JsonObject>()];

    /// <summary>A day, as <c>2026-01-31</c>, with a time behind it, or as Xero's own date; null when it is absent.</summary>
    public static DateOnly? Day(this JsonNode? node, string name) => node.Text(name) switch
    {
        null => null,
        var text when text.StartsWith("/Date(", StringComparison.Ordinal) => DateOnly.FromDateTime(TimeIn(text).UtcDateTime),
        { Length: >= 10 } text when DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ => throw XeroRefusalException.BadJson($"{name} is not a date"),
    };

    /// <summary>Xero's way to write an instant.</summary>
    public static string Date(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"/Date({time.ToUnixTimeMilliseconds()}+0000)/");

    /// <summary>Xero's way to write a day.</summary>
    public static string Date(DateOnly day) => Date(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    /// <summary>The instant in Xero's way to write one.</summary>
    public static DateTimeOffset TimeIn(string text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text["/Date(".Length..text.IndexOf('+', StringComparison.Ordinal)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>When the object was changed last.</summary>
    public static DateTimeOffset UpdatedAt(this JsonObject entity) => TimeIn(entity.Text("UpdatedDateUTC")!);

    public static bool IsSame(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
