using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Quittance.Tests.Contract;

/// <summary>Holds an answer to the committed document: its operation, its status, and every field of its body.</summary>
/// <remarks>As much of JSON Schema 2020-12 as our documents use; a keyword that is not known here is a fault, so that none goes unchecked.</remarks>
internal static class DocumentedAnswer
{
    private static readonly HashSet<string> Known =
    [
        "$ref", "type", "properties", "required", "additionalProperties", "items", "oneOf", "anyOf", "allOf", "enum", "pattern", "format", "minimum", "maximum", "minLength", "maxLength",
        "description", "default", "title", "example", "examples", "readOnly", "writeOnly",
    ];

    private static readonly string[] Choices = ["oneOf", "anyOf"];

    /// <summary>What is not as the document says; empty when all is.</summary>
    /// <param name="document">The document's name.</param>
    /// <param name="path">As it was called, with or without a query.</param>
    public static IReadOnlyList<string> FaultsOf(string document, string method, string path, int status, string body)
    {
        if (OperationOf(document, method, path.Split('?')[0]) is not { } operation)
        {
            return status is 400 or 401 or 404 or 405 or 501 ? [] : [$"{method} {path} is not in the document, yet was answered with {status}"];
        }

        if (!operation.Description.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response))
        {
            return [$"{operation} does not list {status}"];
        }

        response = operation.Resolve(response);
        if (!response.TryGetProperty("content", out var content))
        {
            return body.Length == 0 ? [] : [$"{operation} {status} has a body that the document does not know"];
        }

        var faults = new List<string>();
        Check(operation, content.GetProperty("application/json").GetProperty("schema"), JsonDocument.Parse(body).RootElement, "$", faults);
        return [.. faults.Select(fault => $"{operation} {status}: {fault}")];
    }

    private static ApiOperation? OperationOf(string document, string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        return ApiOperation.All
            .Where(operation => operation.Document.Name == document && operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            .Where(operation => Fits(operation.Path.Trim('/').Split('/'), segments))
            .OrderBy(operation => operation.PathParameters.Count) // /entities/me goes before /entities/{entity_id}.
            .FirstOrDefault();
    }

    private static bool Fits(string[] pattern, string[] segments) =>
        pattern.Length == segments.Length && pattern.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private static void Check(ApiOperation operation, JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        faults.AddRange(schema.EnumerateObject().Where(keyword => !Known.Contains(keyword.Name)).Select(keyword => $"{at}: the checker does not know {keyword.Name}"));
        if (schema.TryGetProperty("$ref", out _))
        {
            Check(operation, operation.Follow(schema), value, at, faults);
            return;
        }

        foreach (var choice in Choices.Where(name => schema.TryGetProperty(name, out _)))
        {
            var tried = schema.GetProperty(choice).EnumerateArray().Select(option => FaultsOf(operation, option, value, at)).ToList();
            if (tried.TrueForAll(found => found.Count > 0))
            {
                faults.Add($"{at} fits nothing of {choice}: {string.Join(" | ", tried.Select(found => found[0]))}");
            }
        }

        if (schema.TryGetProperty("type", out var type) && !Names(type).Any(name => IsOf(name, value)))
        {
            faults.Add($"{at} is {value.ValueKind}, not {string.Join(" or ", Names(type))}");
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(operation, schema, value, at, faults);
                break;
            case JsonValueKind.Array when schema.TryGetProperty("items", out var items):
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                {
                    Check(operation, items, item, $"{at}[{index}]", faults);
                }

                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, at, faults);
                break;
            case JsonValueKind.Number when schema.TryGetProperty("minimum", out var minimum) && value.GetDecimal() < minimum.GetDecimal():
                faults.Add($"{at} is below {minimum}");
                break;
        }
    }

    private static List<string> FaultsOf(ApiOperation operation, JsonElement schema, JsonElement value, string at)
    {
        var faults = new List<string>();
        Check(operation, schema, value, at, faults);
        return faults;
    }

    private static void CheckObject(ApiOperation operation, JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{at}.{name} is missing"));
        }

        foreach (var field in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field.Name, out var own))
            {
                Check(operation, own, field.Value, $"{at}.{field.Name}", faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            {
                Check(operation, others, field.Value, $"{at}.{field.Name}", faults);
            }
            else if (schema.TryGetProperty("properties", out _))
            {
                faults.Add($"{at}.{field.Name} is not in the document");
            }
        }
    }

    private static void CheckText(JsonElement schema, string text, string at, List<string> faults)
    {
        if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != text))
        {
            faults.Add($"{at} is «{text}», which is none of {words}");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            faults.Add($"{at} is «{text}», which is not {pattern}");
        }

        var format = schema.TryGetProperty("format", out var name) ? name.GetString() : null;
        if ((format == "uuid" && !Guid.TryParseExact(text, "D", out _))
            || (format == "date" && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            || (format == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
        {
            faults.Add($"{at} is «{text}», which is no {format}");
        }
    }

    private static IEnumerable<string> Names(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == Math.Truncate(number),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
