using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quittance.Tests.Contract;

/// <summary>A body that no honest client sends.</summary>
/// <param name="What">For the message of a failed test.</param>
/// <param name="Names">The field that a refusal has to name; null when it may be accepted or refused as a whole.</param>
internal sealed record HostileBody(string What, byte[] Bytes, string? Names = null, bool MustBeAccepted = false);

/// <summary>Makes hostile bodies out of a valid one.</summary>
internal static class HostileValues
{
    private const int Deep = 10_000;
    private const int Many = 100_000;
    private const string Placeholder = "\"@@@\"";

    /// <summary>Raw JSON values to put in the place of any field.</summary>
    private static readonly IReadOnlyList<string> Values =
    [
        "true", "0", "-1", "0.1", "1e400", "-1e400", "1e-400", "99999999999999999999", "9223372036854775808", "79228162514264337593543950335", "NaN", "Infinity",
        "\"\"", "\" \"", "\"NaN\"", "\"-Infinity\"", "\"1\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\uffff\\u202e\"", "\"'; drop table businesses; --\"",
        "\"2026-02-30\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"-infinity\"", "[]", "{}", "[[]]", "[null]", "[1,\"x\"]", "{\"a\":null}", "{\"\\u0000\":\"x\"}", "{\"\\ud800\":\"x\"}",
    ];

    /// <summary>The addresses' values: for a query parameter or a segment of the path.</summary>
    public static IReadOnlyList<string> InAddresses { get; } =
    [
        "", "%20", "abc", "0", "-1", "1.5", "1e400", "99999999999999999999", "NaN", "%00", "x%00y", "%2F", "..", "%2e%2e", "%2e%2e%2f%2e%2e", "%25", "%", "%zz", "%ff", "%C3", "%ED%A0%80", "%F0%9F%98%80",
        "%27%3B%20drop%20table%20businesses%3B--", "%3Cscript%3E", "null", "true", "%5B%5D", "%0d%0aX-Injected:%20yes", "2026-02-30", "0001-01-01", "9999-12-31", new('x', 5000),
    ];

    /// <summary>Whether the operation refuses unknown fields.</summary>
    public static bool IsClosed(ApiOperation operation) => operation.Body!.Value.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;

    public static IEnumerable<HostileBody> Of(ApiOperation operation, JsonNode valid) =>
        AsAWhole(operation, valid).Concat(FieldPaths(operation, operation.Body!.Value, []).SelectMany(path => InField(operation, valid, path)));

    private static IEnumerable<HostileBody> AsAWhole(ApiOperation operation, JsonNode valid)
    {
        var json = valid.ToJsonString();
        var inner = json.TrimStart('{').TrimEnd('}');
        var comma = inner.Length > 0 ? "," : "";
        foreach (var text in new[] { "", " ", "null", "[]", "\"x\"", "true", "1", "{", "}", "{\"a\"", "{'a':1}", "NaN", "undefined", "<xml/>", "[[[[", $"[{json}]", $"{json}{json}", $"{json} garbage", $"{json},", $"// note\n{json}", $"{{{inner},}}" })
        {
            yield return new HostileBody($"the body «{Short(text)}»", Bytes(text));
        }

        if (valid is not JsonObject)
        {
            yield break; // What follows hides things among fields.
        }

        var isClosed = IsClosed(operation);
        yield return new HostileBody("an unknown field", Bytes($"{{\"zzUnknown\":{{\"a\":[1,2,null]}}{comma}{inner}}}"), isClosed ? "zzUnknown" : null, MustBeAccepted: !isClosed);
        yield return new HostileBody("a byte order mark", [0xEF, 0xBB, 0xBF, .. Bytes(json)]);
        yield return new HostileBody("UTF-16", Encoding.Unicode.GetBytes(json));
        yield return new HostileBody("bytes that are no UTF-8", [.. "{\"zz\":\""u8, 0xFF, 0xFE, 0xC0, 0x80, .. "\"}"u8]);
        yield return new HostileBody("a key that is no UTF-8", [.. "{\""u8, 0xFF, 0xFE, .. "\":1}"u8]);
        yield return new HostileBody("a key with U+0000", Bytes($"{{\"\\u0000\":1{comma}{inner}}}"));
        yield return new HostileBody("a key of half a surrogate pair", Bytes($"{{\"\\ud800\":1{comma}{inner}}}"));
        yield return new HostileBody("deep arrays", Bytes($"{{\"zz\":{new string('[', Deep)}{new string(']', Deep)}{comma}{inner}}}"));
        yield return new HostileBody("deep objects", Bytes(string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep)));
        yield return new HostileBody("many unknown fields", Bytes($"{{{string.Concat(Enumerable.Range(0, 20_000).Select(number => $"\"z{number}\":0,"))}{inner}{(inner.Length > 0 ? "" : "\"z\":0")}}}"));
        yield return new HostileBody("a key of 500 kB", Bytes($"{{\"{new string('k', 500_000)}\":1{comma}{inner}}}"));
        foreach (var field in SampleBody.Required(operation.Body!.Value))
        {
            var without = valid.DeepClone();
            without.AsObject().Remove(field);
            yield return new HostileBody($"{field} missing", Bytes(without.ToJsonString()), field);
        }
    }

    private static IEnumerable<HostileBody> InField(ApiOperation operation, JsonNode valid, IReadOnlyList<string> path)
    {
        var name = string.Join('.', path);
        foreach (var value in Values)
        {
            yield return new HostileBody($"{name} = {Short(value)}", With(valid, path, value), IsWrongType(operation, path, value) ? path[^1] : null);
        }

        var isRequired = path.Count == 1 && SampleBody.Required(operation.Body!.Value).Contains(path[0]);
        yield return new HostileBody($"{name} = null", With(valid, path, "null"), isRequired ? path[0] : null);
        yield return new HostileBody($"{name} = a text of 100 kB", With(valid, path, $"\"{new string('x', 100_000)}\""));
        yield return new HostileBody($"{name} = {Many} items", With(valid, path, $"[{string.Join(',', Enumerable.Repeat("1", Many))}]"));
        yield return new HostileBody($"{name} nested deeply", With(valid, path, new string('[', Deep) + new string(']', Deep)));
        yield return new HostileBody($"{name} with bytes that are no UTF-8", WithBytes(valid, path, [.. "\"a"u8, 0xFF, 0xED, 0xA0, 0x80, .. "\""u8]));
        if (path.Count == 1)
        {
            var once = Encoding.UTF8.GetString(With(valid, path, "\"x\""));
            yield return new HostileBody($"{name} twice", Bytes($"{once.TrimEnd('}')},\"{path[0]}\":\"y\"}}"), path[0]);
        }
    }

    private static bool IsWrongType(ApiOperation operation, IReadOnlyList<string> path, string value)
    {
        var schema = path.Aggregate(operation.Body!.Value, (at, name) => operation.Resolve(operation.Resolve(at).GetProperty("properties").GetProperty(name)));
        return ApiOperation.TypeOf(schema) switch
        {
            "string" => value is "true" or "0" or "{}" or "[]",
            "integer" or "number" => value is "true" or "\"1\"" or "{}" or "[]" or "1e400",
            "boolean" => value is "0" or "\"1\"" or "{}" or "[]",
            "array" => value is "true" or "0" or "\"1\"" or "{}",
            "object" => value is "true" or "0" or "\"1\"" or "[]",
            _ => false,
        };
    }

    // Objects are gone into once: address.country, but not what stands below a list.
    private static IEnumerable<IReadOnlyList<string>> FieldPaths(ApiOperation operation, JsonElement schema, IReadOnlyList<string> above)
    {
        foreach (var property in SampleBody.Properties(schema))
        {
            IReadOnlyList<string> path = [.. above, property.Name];
            yield return path;
            var inner = operation.Resolve(property.Value);
            if (above.Count == 0 && ApiOperation.TypeOf(inner) == "object")
            {
                foreach (var below in FieldPaths(operation, inner, path))
                {
                    yield return below;
                }
            }
        }
    }

    private static byte[] With(JsonNode valid, IReadOnlyList<string> path, string raw) => WithBytes(valid, path, Bytes(raw));

    private static byte[] WithBytes(JsonNode valid, IReadOnlyList<string> path, byte[] raw)
    {
        var changed = valid.DeepClone();
        var at = changed.AsObject();
        foreach (var name in path.SkipLast(1))
        {
            at[name] = at[name] as JsonObject ?? [];
            at = at[name]!.AsObject();
        }

        at[path[^1]] = "@@@";
        var parts = changed.ToJsonString().Split(Placeholder);
        return [.. Bytes(parts[0]), .. raw, .. Bytes(parts[1])];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Short(string text) => JsonSerializer.Serialize(text.Length > 60 ? $"{text[..60]}…" : text);
}
