using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Domain;

namespace Quittance.Server.Api.Accounting;

/// <summary>Writes faults as the dialect's clients read them: <c>{"detail": [{"loc": ["body", "data", 0, "name"], "msg", "type"}]}</c>.</summary>
/// <remarks>A field begins with its place (<c>query.limit</c>, <c>path.connection_id</c>, <c>header.x-monite-entity-id</c>) unless it is of the body.</remarks>
internal static partial class AccountingFaults
{
    public const string Unknown = "extra fields not permitted";

    public static void Write(Utf8JsonWriter json, string message, IReadOnlyList<FieldFault> fields)
    {
        json.WriteStartObject();
        json.WriteStartArray("detail");
        foreach (var (field, fault) in fields.Count > 0 ? fields : [new FieldFault("", message)])
        {
            json.WriteStartObject();
            json.WriteStartArray("loc");
            WritePlace(json, field);
            json.WriteEndArray();
            json.WriteString("msg", fault);
            json.WriteString("type", TypeOf(fault));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && field[..dot] is "header" or "query" or "path" or "cookie")
        {
            json.WriteStringValue(field[..dot]);
            json.WriteStringValue(field[(dot + 1)..]);
            return;
        }

        json.WriteStringValue("body");
        foreach (var part in field is "body" ? [] : (IReadOnlyList<Match>)Part().Matches(field))
        {
            if (part.Groups["index"] is { Success: true } index && int.TryParse(index.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteStringValue(part.Groups["name"].Success ? part.Groups["name"].Value : part.Value);
            }
        }
    }

    private static string TypeOf(string fault) => fault switch
    {
        Unknown => "value_error.extra",
        AccountingIds.NotAUuid => "type_error.uuid",
        _ when fault.EndsWith("required", StringComparison.Ordinal) => "value_error.missing",
        _ => "value_error",
    };

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]|(?<name>[^.\[]+)|\[", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Part();
}
