using System.Globalization;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>A query that was understood, and what it finds.</summary>
internal sealed class QuickBooksSelect(string entity, bool isCount)
{
    // Which properties a query may name. All others are refused with 4001, also some that Intuit's reference and its schema disagree about.
    private static readonly Dictionary<string, string[]> Filterable = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Vendor"] = ["DisplayName", "CompanyName", "GivenName", "FamilyName", "PrintOnCheckName", "Active"],
        ["Bill"] = ["DocNumber", "TxnDate", "DueDate", "TotalAmt", "Balance"],
        ["BillPayment"] = ["DocNumber", "TxnDate", "TotalAmt"],
        ["VendorCredit"] = ["DocNumber", "TxnDate", "TotalAmt"],
        ["Account"] = ["Name", "FullyQualifiedName", "AccountType", "AccountSubType", "Classification", "Active"],
        ["TaxCode"] = ["Name", "Active"],
        ["TaxRate"] = ["Name"],
        ["CompanyInfo"] = [],
        ["Preferences"] = [],
    };

    private static readonly string[] Everywhere = ["Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"];

    public string Entity => entity;

    public bool IsCount => isCount;

    public List<Condition> Conditions { get; } = [];

    public string? OrderBy { get; set; }

    public bool IsDescending { get; set; }

    public int Start { get; set; }

    public int Max { get; set; }

    public IReadOnlyList<JsonObject> All(IEnumerable<JsonObject> objects)
    {
        foreach (var field in Conditions.Select(condition => condition.Field).Append(OrderBy ?? "Id"))
        {
            if (!Everywhere.Concat(Filterable[entity]).Contains(field, StringComparer.OrdinalIgnoreCase))
            {
                throw new QuickBooksFaultException("4001", "Invalid query", $"QueryValidationError: property '{field}' is not queryable");
            }
        }

        // What was made inactive is found only by those who ask for it.
        var isActiveAsked = Conditions.Exists(condition => string.Equals(condition.Field, "Active", StringComparison.OrdinalIgnoreCase));
        var found = objects.Where(candidate => (isActiveAsked || candidate["Active"]?.GetValue<bool>() is not false) && Conditions.TrueForAll(condition => Fits(candidate, condition)));
        var field2 = OrderBy ?? "Id";
        return [.. (IsDescending ? found.OrderByDescending(candidate => Sortable(candidate, field2), StringComparer.Ordinal) : found.OrderBy(candidate => Sortable(candidate, field2), StringComparer.Ordinal))];
    }

    private static bool Fits(JsonObject candidate, Condition condition)
    {
        var value = Value(candidate, condition.Field);
        return value is not null && condition.Operator switch
        {
            "in" => condition.Values.Exists(wanted => Compare(value, wanted, condition.Field) == 0),
            "like" => Like(value, condition.Values[0]),
            "=" => Compare(value, condition.Values[0], condition.Field) == 0,
            ">" => Compare(value, condition.Values[0], condition.Field) > 0,
            "<" => Compare(value, condition.Values[0], condition.Field) < 0,
            ">=" => Compare(value, condition.Values[0], condition.Field) >= 0,
            "<=" => Compare(value, condition.Values[0], condition.Field) <= 0,
            _ => throw new QuickBooksFaultException("4000", "Error parsing query", $"QueryParserError: Encountered \" {condition.Operator} \""),
        };
    }

    private static int Compare(string value, string wanted, string field) =>
        IsTime(field) ? Time(value).CompareTo(Time(wanted))
        : decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var left) && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && field is not "DocNumber" and not "DisplayName" ? left.CompareTo(right)
        : string.Compare(value, wanted, StringComparison.OrdinalIgnoreCase);

    private static bool IsTime(string field) => field.StartsWith("MetaData.", StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw new QuickBooksFaultException("4001", "Invalid query", $"QueryValidationError: '{text}' is no time");

    // Only the percent sign is a wildcard.
    private static bool Like(string value, string pattern)
    {
        var parts = pattern.Split('%');
        var at = 0;
        for (var number = 0; number < parts.Length; number++)
        {
            var found = number == parts.Length - 1 && number > 0 ? value.Length - parts[number].Length : value.IndexOf(parts[number], at, StringComparison.OrdinalIgnoreCase);
            if (found < at || (number == 0 && found != 0) || !value[found..].StartsWith(parts[number], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            at = found + parts[number].Length;
        }

        return parts.Length > 1 || at == value.Length;
    }

    private static string? Value(JsonObject candidate, string field)
    {
        JsonNode? at = candidate;
        foreach (var part in field.Split('.'))
        {
            at = (at as JsonObject)?.FirstOrDefault(pair => string.Equals(pair.Key, part, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return (at is JsonObject reference ? reference["value"] : at)?.ToString();
    }

    private static string Sortable(JsonObject candidate, string field) => Value(candidate, field) switch
    {
        null => "",
        { } value when IsTime(field) => Time(value).UtcTicks.ToString("D20", CultureInfo.InvariantCulture),
        { } value => value.PadLeft(20),
    };

    internal sealed record Condition(string Field, string Operator, List<string> Values);
}
