using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>Reads fields of a provider's JSON. What is there but is not what it should be is the provider's fault, <see cref="ProviderFault.BadAnswer"/>.</summary>
internal static class ProviderJson
{
    /// <summary>The longest text that is taken, in characters.</summary>
    public const int TextMax = 10_000;

    private const int DigitsMax = 100;

    /// <summary>How deep JSON may nest.</summary>
    public const int DepthMax = 64;

    /// <summary>Reads JSON that came from outside: an answer, or the body of a webhook.</summary>
    /// <param name="from">Who sent it, for the message.</param>
    /// <exception cref="ProviderException">It is no JSON, or too deep.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string from)
    {
        var json = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        try
        {
            // Text that is no UTF-8 would otherwise throw only when it is read.
            return Utf8.IsValid(json.Span)
                ? JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax })
                : throw new ProviderException(ProviderFault.BadAnswer, $"{from} sent JSON that is not UTF-8.");
        }
        catch (JsonException broken)
        {
            throw new ProviderException(ProviderFault.BadAnswer, $"{from} sent no valid JSON.", inner: broken);
        }
    }

    /// <summary>A text, or the digits of a number; null when it is absent, null or empty.</summary>
    public static string? Text(this JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Checked(text, name),
        { ValueKind: JsonValueKind.Number } number when number.GetRawText() is { Length: <= DigitsMax } digits => digits,
        _ => throw Bad(name, "text"),
    };

    /// <summary>A text that has to be there.</summary>
    public static string RequiredText(this JsonElement parent, string name) => parent.Text(name) ?? throw Bad(name, "text");

    /// <summary>True or false; null when it is absent or null.</summary>
    public static bool? Flag(this JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Bad(name, "true or false"),
    };

    /// <summary>A time in ISO 8601, taken as UTC where it names no offset; null when it is absent or null.</summary>
    public static DateTimeOffset? Instant(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        { Length: >= 10 } text when text[4] == '-' && text[7] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) =>
            instant,
        _ => throw Bad(name, "a time"),
    };

    /// <summary>An object; null when it is absent or null.</summary>
    public static JsonElement? Part(this JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } part => part,
        _ => throw Bad(name, "an object"),
    };

    /// <summary>The entries of a list, none when it is absent or null.</summary>
    /// <param name="countMax">How many there may be: as many as were asked for.</param>
    public static IReadOnlyList<JsonElement> Items(this JsonElement parent, string name, int countMax) => Find(parent, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() <= countMax => [.. list.EnumerateArray()],
        { ValueKind: JsonValueKind.Array } => throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"a list of at most {countMax}")),
        _ => throw Bad(name, "a list"),
    };

    private static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object ? throw Bad(name, "a field of an object")
        : parent.TryGetProperty(name, out var found) && found.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? found
        : null;

    private static string? Checked(JsonElement element, string name)
    {
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException halfACharacter)
        {
            throw Bad(name, "text", halfACharacter);
        }

        // PostgreSQL stores no NUL, and nobody needs text of this size.
        return text.Length > TextMax || text.Contains('\0', StringComparison.Ordinal) ? throw Bad(name, "text") : text.Length == 0 ? null : text;
    }

    private static ProviderException Bad(string name, string wanted, Exception? inner = null) =>
        new(ProviderFault.BadAnswer, $"The provider's answer has no {name} that is {wanted}.", inner: inner);
}
