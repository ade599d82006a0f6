using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>A record as <c>search_read</c> tells it. What is not set is <c>false</c> there, of whatever type it is.</summary>
internal readonly record struct OdooRecord(JsonElement Json)
{
    private const int IdsMax = 100_000;

    /// <summary>Its id within its model.</summary>
    public int Id => IdOf(Field("id")) ?? throw Bad("id");

    /// <summary>A text; null when it is not set.</summary>
    public string? Text(string name) => Field(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 and <= ProviderJson.TextMax } value ? value : null;

    /// <summary>A text that is always set, such as a state.</summary>
    public string Word(string name) => Text(name) ?? throw Bad(name);

    /// <summary>Whether it is set and true.</summary>
    public bool Flag(string name) => Field(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A day.</summary>
    public DateOnly? Date(string name) =>
        DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A time, which Odoo tells in UTC without saying so.</summary>
    public DateTimeOffset? Instant(string name) =>
        DateTimeOffset.TryParseExact(Text(name), OdooApi.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A number, as it is written.</summary>
    public decimal Number(string name) => Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) ? value : throw Bad(name);

    /// <summary>An amount in major units. Odoo computes with binary fractions, so what it writes may be a hair off.</summary>
    public decimal Amount(string name, string? currencyCode) => decimal.Round(Number(name), Currency.TryOf(currencyCode, out var currency) ? currency.MinorDigits : 2);

    /// <summary>The id of what a field refers to.</summary>
    public int? ReferenceId(string name) => Field(name) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 ? IdOf(pair[0]) : null;

    /// <summary>What that is called.</summary>
    public string? ReferenceName(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.String ? pair[1].GetString() : null;

    /// <summary>The ids of a list.</summary>
    public IReadOnlyList<int> Ids(string name) => Field(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() <= IdsMax
        ? [.. list.EnumerateArray().Select(id => IdOf(id) ?? throw Bad(name))]
        : [];

    private static int? IdOf(JsonElement? id) => id is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private JsonElement? Field(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var field) ? field : null;

    private static AccountingException Bad(string name) => new(AccountingFault.BadAnswer, $"Odoo answered a record without a {name} that can be read.");
}
