using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Reads what only Xero writes: its dates, numbers in text, ids. What is there but is not what it should be is a bad answer.</summary>
internal static class XeroJson
{
    /// <summary>Larger than any amount in anybody's books, and small enough for a sum of two.</summary>
    private const decimal NumberMax = 1_000_000_000_000_000m;

    /// <summary>A number, also one in quotes; null when it is absent or empty.</summary>
    public static decimal? Number(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        var text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= NumberMax => number,
        _ => throw Bad(name, "a number"),
    };

    /// <summary>True or false, also in quotes; null when it is absent.</summary>
    public static bool? YesNo(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String
            ? string.Equals(parent.Text(name), "true", StringComparison.OrdinalIgnoreCase)
            : parent.Flag(name);

    /// <summary>An instant as <c>/Date(1552327126117+0000)/</c>, whose number is in UTC whatever the offset, or in ISO 8601; null when it is absent.</summary>
    public static DateTimeOffset? Moment(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        ['/', 'D', 'a', 't', 'e', '(', .. var rest] => OfMilliseconds(rest, name),
        _ => parent.Instant(name),
    };

    /// <summary>A day. Xero writes the organisation's own day as midnight in UTC, and beside it as <c>DateString</c>.</summary>
    public static DateOnly? Day(this JsonElement parent, string name) =>
        (parent.Instant($"{name}String") ?? parent.Moment(name)) is { } midnight ? DateOnly.FromDateTime(midnight.UtcDateTime) : null;

    /// <summary>An id, in the one way in which ids are compared here.</summary>
    public static string Id(this JsonElement parent, string name) => parent.OptionalId(name) ?? throw Bad(name, "an id");

    /// <summary>An id; null when it is absent.</summary>
    public static string? OptionalId(this JsonElement parent, string name) => parent.Text(name) is not { } text ? null : Normal(text) ?? throw Bad(name, "an id");

    /// <summary>A text that is an id, with small letters and hyphens; null when it is none.</summary>
    public static string? Normal(string text) => Guid.TryParse(text, out var id) ? id.ToString("D") : null;

    private static DateTimeOffset OfMilliseconds(string rest, string name)
    {
        var end = rest.IndexOfAny(['+', '-', ')'], Math.Min(1, rest.Length)); // Before 1970 the number itself has a sign.
        return end >= 0 && long.TryParse(rest.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Bad(name, "a date");
    }

    private static ProviderException Bad(string name, string wanted) => new(ProviderFault.BadAnswer, $"Xero's answer has no {name} that is {wanted}.");
}
