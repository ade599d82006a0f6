using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quittance.Counterparts.Xero;

/// <summary>The part of Xero's <c>where</c> and <c>order</c> that clients use: comparisons joined by AND, and one element to order by.</summary>
/// <remarks>A text ends at the next quote, whatever stands before it; what then is left over is refused, as Xero refuses what it cannot parse.</remarks>
internal static partial class XeroQuery
{
    /// <summary>The entities for which all conditions hold.</summary>
    /// <exception cref="XeroRefusalException">The text is no condition.</exception>
    public static IEnumerable<JsonObject> Where(IEnumerable<JsonObject> entities, string? where)
    {
        if (string.IsNullOrWhiteSpace(where))
        {
            return entities;
        }

        var conditions = new List<(string Path, string Operator, object Value)>();
        var rest = where.Trim();
        while (true)
        {
            var match = Condition().Match(rest);
            if (!match.Success)
            {
                throw XeroRefusalException.BadQuery($"Could not parse: {rest}");
            }

            conditions.Add((match.Groups["path"].Value, match.Groups["op"].Value, ValueOf(match)));
            rest = rest[match.Length..];
            if (rest.Length == 0)
            {
                return entities.Where(entity => conditions.All(condition => Holds(entity, condition.Path, condition.Operator, condition.Value)));
            }

            rest = And().Match(rest) is { Success: true } and ? rest[and.Length..] : throw XeroRefusalException.BadQuery($"Could not parse: {rest}");
        }
    }

    /// <summary>The entities in the order that is asked for; those of one value keep theirs.</summary>
    public static IEnumerable<JsonObject> Order(IEnumerable<JsonObject> entities, string? order)
    {
        if (string.IsNullOrWhiteSpace(order))
        {
            return entities;
        }

        var parts = order.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [_, "DESC"] or [_, "desc"] ? entities.OrderByDescending(KeyOf, Comparer<object>.Create(Compare))
            : parts is [_] or [_, "ASC"] or [_, "asc"] ? entities.OrderBy(KeyOf, Comparer<object>.Create(Compare))
            : throw XeroRefusalException.BadQuery($"Could not parse: {order}");

        object KeyOf(JsonObject entity) => Plain(At(entity, parts[0])) ?? "";
    }

    [GeneratedRegex("""\A(?<path>[A-Za-z.]+)\s*(?<op>==|=|!=|>=|<=|>|<)\s*("(?<text>[^"]*)"|[Gg]uid\("(?<guid>[^"]*)"\)|DateTime\((?<date>[0-9, ]+)\)|(?<number>-?[0-9.]+)|(?<flag>true|false))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\A(\s+AND\s+|\s*&&\s*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex And();

    private static object ValueOf(Match match)
    {
        if (match.Groups["guid"] is { Success: true } guid)
        {
            return Guid.TryParse(guid.Value, out var id) ? id.ToString() : throw XeroRefusalException.BadQuery("Guid should contain 32 digits with 4 dashes");
        }

        if (match.Groups["date"] is { Success: true } date)
        {
            int[] parts = [.. date.Value.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture)), .. Enumerable.Repeat(0, 6)];
            return new DateTimeOffset(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], TimeSpan.Zero);
        }

        return match.Groups["number"] is { Success: true } number ? decimal.Parse(number.Value, CultureInfo.InvariantCulture)
            : match.Groups["flag"] is { Success: true } flag ? flag.Value == "true"
            : match.Groups["text"].Value;
    }

    private static bool Holds(JsonObject entity, string path, string comparison, object value)
    {
        if (Plain(At(entity, path)) is not { } found || found.GetType() != value.GetType())
        {
            return comparison == "!=";
        }

        var order = Compare(found, value);
        return comparison switch
        {
            "=" or "==" => order == 0,
            "!=" => order != 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            _ => order <= 0,
        };
    }

    private static JsonNode? At(JsonObject entity, string path) => path.Split('.').Aggregate((JsonNode?)entity, (node, name) =>
        node is JsonObject at ? at.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value : null);

    private static object? Plain(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String when node.GetValue<string>() is var text => text.StartsWith("/Date(", StringComparison.Ordinal) ? XeroNode.TimeIn(text) : text,
        JsonValueKind.Number => decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static int Compare(object one, object other) => one is string text && other is string another
        ? string.Compare(text, another, StringComparison.OrdinalIgnoreCase)
        : Comparer<object>.Default.Compare(one, other);
}
