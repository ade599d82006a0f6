using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Values as Tryton's JSON has them: dates, times and decimals are objects that name their class.</summary>
internal static class TrytonValue
{
    /// <summary>How a time is written into a version and a place: as exact as Tryton keeps it.</summary>
    public const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    private const string Class = "__class__";

    // Larger than any money, and small enough that sums of a page stay decimals.
    private const decimal NumberMax = 1_000_000_000_000_000_000m;

    public static JsonObject Of(DateOnly day) => new() { [Class] = "date", ["year"] = day.Year, ["month"] = day.Month, ["day"] = day.Day };

    public static JsonObject Of(DateTime stamp) => new()
    {
        [Class] = "datetime",
        ["year"] = stamp.Year,
        ["month"] = stamp.Month,
        ["day"] = stamp.Day,
        ["hour"] = stamp.Hour,
        ["minute"] = stamp.Minute,
        ["second"] = stamp.Second,
        ["microsecond"] = (int)(stamp.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond),
    };

    public static JsonObject Of(decimal number) => new() { [Class] = "Decimal", ["decimal"] = number.ToString(CultureInfo.InvariantCulture) };

    /// <summary>A domain's clause.</summary>
    public static JsonArray Is(string field, JsonNode? value) => [field, "=", value];

    /// <summary>A domain's clause with another operator.</summary>
    public static JsonArray Is(string field, string comparison, JsonNode? value) => [field, comparison, value];

    /// <summary>Ids as a list.</summary>
    public static JsonArray Ids(IEnumerable<long> ids) => [.. ids.Select(id => JsonValue.Create(id))];

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>An id that came from Tryton and was kept here as text; null when it is none.</summary>
    public static long? IdOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is > 0 and <= int.MaxValue ? id : null;

    /// <summary>An id as text.</summary>
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>An id; null when the field is null or absent.</summary>
    public static long? Id(this JsonElement record, string field) =>
        !record.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) ? id
        : throw Bad(field);

    /// <summary>The record's own id.</summary>
    public static long Id(this JsonElement record) => record.Id("id") ?? throw Bad("id");

    /// <summary>The ids in a list.</summary>
    public static IReadOnlyList<long> IdList(this JsonElement record, string field) =>
        !record.TryGetProperty(field, out var list) || list.ValueKind == JsonValueKind.Null ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var value) ? value : throw Bad(field))]
        : throw Bad(field);

    /// <summary>A decimal number; null when the field is null or absent.</summary>
    public static decimal? Number(this JsonElement record, string field) => record.Part(field) is not { } part ? null
        : decimal.TryParse(part.Text("decimal"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= NumberMax ? number
        : throw Bad(field);

    /// <summary>A plain JSON number, as quantities are; null when the field is null or absent.</summary>
    public static decimal? Quantity(this JsonElement record, string field) =>
        record.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && Math.Abs(number) <= NumberMax ? number : null;

    /// <summary>Whether a flag is set; on SQLite it is a number.</summary>
    public static bool Is(this JsonElement record, string field) => record.TryGetProperty(field, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number != 0,
        _ => throw Bad(field),
    };

    /// <summary>A day; null when the field is null or absent.</summary>
    public static DateOnly? Day(this JsonElement record, string field) =>
        record.Part(field) is { } part ? DateOnly.FromDateTime(Time(part, field, 0, 0, 0, 0)) : null;

    /// <summary>A time, which Tryton keeps in UTC; null when the field is null or absent.</summary>
    public static DateTime? Stamp(this JsonElement record, string field) => record.Part(field) is { } part
        ? Time(part, field, Whole(part, "hour"), Whole(part, "minute"), Whole(part, "second"), Whole(part, "microsecond"))
        : null;

    /// <summary>When a record was last changed; a new one has no such time but that of its making.</summary>
    public static DateTime Changed(this JsonElement record) => record.Stamp("write_date") ?? record.Stamp("create_date") ?? throw Bad("create_date");

    /// <summary>A field of a record that this one refers to, asked for as <c>party.name</c>; null when it refers to none.</summary>
    public static JsonElement? Related(this JsonElement record, string field) => record.Part($"{field}.");

    /// <summary>What a record is called here: its id, and the time of its last change as the version.</summary>
    public static RemoteReference Reference(this JsonElement record, string? number) => new(
        Text(record.Id()),
        record.Changed().ToString(StampFormat, CultureInfo.InvariantCulture),
        new DateTimeOffset(record.Changed(), TimeSpan.Zero),
        number);

    private static DateTime Time(JsonElement part, string field, int hour, int minute, int second, int microsecond)
    {
        try
        {
            return new DateTime(Whole(part, "year"), Whole(part, "month"), Whole(part, "day"), hour, minute, second, DateTimeKind.Utc).AddMicroseconds(microsecond);
        }
        catch (ArgumentOutOfRangeException outside)
        {
            throw Bad(field, outside);
        }
    }

    private static int Whole(JsonElement part, string field) =>
        part.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Bad(field);

    private static AccountingException Bad(string field, Exception? inner = null) =>
        new(AccountingFault.BadAnswer, $"Tryton's answer has no {field} that can be read.", inner: inner);
}
