using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Odoo;

/// <summary>The records of an Odoo, with the searching and reading that all models have.</summary>
public sealed class OdooDatabase
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly Dictionary<string, SortedDictionary<int, OdooRow>> _tables = OdooSchema.Names.ToDictionary(name => name, _ => new SortedDictionary<int, OdooRow>(), StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastIds = new(StringComparer.Ordinal);

    /// <summary>The time of the transaction: all that one call writes has the same, in microseconds.</summary>
    public DateTime Now { get; set; } = TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>All records of a model, by id.</summary>
    public IEnumerable<OdooRow> All(string model) => _tables[model].Values;

    /// <summary>The record of an id.</summary>
    /// <exception cref="OdooException">There is none.</exception>
    public OdooRow Get(string model, int? id) => id is { } number && _tables[model].TryGetValue(number, out var row) ? row : throw OdooException.Missing(model, id ?? 0);

    /// <summary>Makes a record.</summary>
    public OdooRow Add(string model, params ReadOnlySpan<(string Field, object? Value)> values)
    {
        var row = new OdooRow(model, _lastIds[model] = _lastIds.GetValueOrDefault(model) + 1);
        row["create_date"] = row["write_date"] = Now;
        foreach (var (field, value) in values)
        {
            OdooSchema.Field(model, field);
            row[field] = value;
        }

        _tables[model].Add(row.Id, row);
        return row;
    }

    /// <summary>Takes a record away.</summary>
    public void Remove(OdooRow row) => _tables[row.Model].Remove(row.Id);

    /// <summary>Writes what came as JSON into a record. Lists come as commands: <c>[0, 0, values]</c>, <c>[6, 0, ids]</c>.</summary>
    public void Write(OdooRow row, JsonElement values, Action<OdooRow, string, JsonElement>? create = null)
    {
        foreach (var value in values.EnumerateObject())
        {
            var (type, model) = OdooSchema.Field(row.Model, value.Name);
            row[value.Name] = type switch
            {
                "ids" => Commanded(row, value, model!, create),
                "id" => value.Value.ValueKind == JsonValueKind.Number ? Get(model!, value.Value.GetInt32()).Id : null,
                "float" => value.Value.GetDecimal(),
                "int" => value.Value.GetInt32(),
                "bool" => value.Value.GetBoolean(),
                _ => value.Value.ValueKind == JsonValueKind.String && value.Value.GetString() is { Length: > 0 } text ? text : null,
            };
        }

        row["write_date"] = Now;
    }

    /// <summary>The records that a domain finds.</summary>
    public IEnumerable<OdooRow> Search(string model, JsonElement domain, bool withArchived)
    {
        var terms = domain.ValueKind == JsonValueKind.Array ? domain.EnumerateArray().ToList() : [];
        var asksForActive = terms.Any(term => term.ValueKind == JsonValueKind.Array && term[0].GetString() == "active");
        var hidesArchived = !withArchived && !asksForActive && All(model).Any(row => row["active"] is bool);
        return [.. All(model).Where(row => (!hidesArchived || row["active"] is not false) && Holds(row, terms))];
    }

    /// <summary>A record as <c>search_read</c> tells it.</summary>
    public JsonObject Read(OdooRow row, IEnumerable<string> fields)
    {
        var told = new JsonObject { ["id"] = row.Id };
        foreach (var field in fields.Where(field => field != "id"))
        {
            var (type, model) = OdooSchema.Field(row.Model, field);
            told[field] = (type, row[field]) switch
            {
                ("ids", _) => new JsonArray([.. row.Ids(field).Select(id => JsonValue.Create(id))]),
                ("id", int id) => new JsonArray(id, Get(model!, id).Text("name") ?? "/"),
                ("float", var number) => (double)(number as decimal? ?? 0),
                ("int", var number) => number as int? ?? 0,
                (_, DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
                (_, string text) => text,
                (_, bool flag) => flag,
                _ => false,
            };
        }

        return told;
    }

    // Polish notation, with an implied "&" between what is left.
    private bool Holds(OdooRow row, List<JsonElement> terms)
    {
        var at = 0;
        var holds = true;
        while (at < terms.Count)
        {
            holds &= Next();
        }

        return holds;

        bool Next()
        {
            var term = terms[at++];
            if (term.ValueKind != JsonValueKind.String)
            {
                return Matches(row, term[0].GetString()!, term[1].GetString()!, term[2]);
            }

            switch (term.GetString())
            {
                case "!":
                    return !Next();
                case "|":
                    return Next() | Next();
                default:
                    return Next() & Next();
            }
        }
    }

    private bool Matches(OdooRow row, string path, string @operator, JsonElement wanted)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
        {
            var (_, model) = OdooSchema.Field(row.Model, path[..dot]);
            return row.Reference(path[..dot]) is { } id && Matches(Get(model!, id), path[(dot + 1)..], @operator, wanted);
        }

        var (type, _) = OdooSchema.Field(row.Model, path);
        var value = row[path];
        return @operator switch
        {
            "=" => type == "ids" ? row.Ids(path).Contains(wanted.GetInt32()) : IsEqual(value, wanted),
            "!=" => !IsEqual(value, wanted),
            "in" => type == "ids" ? wanted.EnumerateArray().Any(each => row.Ids(path).Contains(each.GetInt32())) : wanted.EnumerateArray().Any(each => IsEqual(value, each)),
            "not in" => !wanted.EnumerateArray().Any(each => IsEqual(value, each)),
            "like" => value is string text && IsLike(text, $"%{wanted.GetString()}%"),
            "=like" => value is string text && IsLike(text, wanted.GetString()!),
            ">" or ">=" or "<" or "<=" => value is not null && Compares(Compare(value, wanted), @operator),
            _ => throw OdooException.Value($"Invalid operator {@operator}"),
        };
    }

    private static bool IsEqual(object? value, JsonElement wanted) => wanted.ValueKind switch
    {
        JsonValueKind.False => value is null or false,
        JsonValueKind.True => value is true,
        _ => value is not null && Compare(value, wanted) == 0,
    };

    private static int Compare(object value, JsonElement wanted) => value switch
    {
        int number => number.CompareTo(wanted.GetInt32()),
        decimal number => number.CompareTo(wanted.GetDecimal()),
        DateTime time => time.CompareTo(DateTime.ParseExact(wanted.GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)),
        _ => string.CompareOrdinal(value.ToString(), wanted.ToString()),
    };

    private static bool Compares(int compared, string @operator) => @operator switch { ">" => compared > 0, ">=" => compared >= 0, "<" => compared < 0, _ => compared <= 0 };

    // As SQL has it: an underscore stands for any one letter.
    private static bool IsLike(string text, string pattern) =>
        System.Text.RegularExpressions.Regex.IsMatch(text, $"^{System.Text.RegularExpressions.Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.')}$");

    private List<int> Commanded(OdooRow row, JsonProperty commands, string model, Action<OdooRow, string, JsonElement>? create)
    {
        var ids = row.Ids(commands.Name).ToList();
        foreach (var command in commands.Value.EnumerateArray())
        {
            switch (command[0].GetInt32())
            {
                case 0:
                    create!(row, commands.Name, command[2]);
                    ids = [.. row.Ids(commands.Name)];
                    break;
                case 6:
                    ids = [.. command[2].EnumerateArray().Select(id => Get(model, id.GetInt32()).Id)];
                    break;
                default:
                    throw OdooException.Value("This command is not spoken here.");
            }
        }

        return ids;
    }
}
