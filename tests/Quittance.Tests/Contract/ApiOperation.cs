using System.Text.Json;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

/// <summary>One operation as the committed OpenAPI documents describe it. What is listed there is tested by itself.</summary>
internal sealed record ApiOperation(DialectDocument Document, string Method, string Path, JsonElement Description, JsonElement Root)
{
    private const string JsonType = "application/json";

    public static IReadOnlyList<ApiOperation> All { get; } = [.. DialectDocuments.All.SelectMany(ReadAll)];

    public string Id => Description.GetProperty("operationId").GetString()!;

    public bool IsAnonymous => !Description.TryGetProperty("security", out var security) || security.GetArrayLength() == 0;

    /// <summary>The schema of the JSON body, if it takes one.</summary>
    public JsonElement? Body =>
        Description.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty(JsonType, out var json) ? Resolve(json.GetProperty("schema")) : null;

    /// <summary>Whether it takes a form with files instead of JSON.</summary>
    public bool TakesFiles => Body is null && Description.TryGetProperty("requestBody", out _);

    /// <summary>Whether a header names the business that it is about.</summary>
    public bool TakesEntity => Parameters("header").Any(parameter => parameter.GetProperty("name").GetString() == "x-monite-entity-id");

    public IReadOnlyList<string> PathParameters => [.. Parameters("path").Select(parameter => parameter.GetProperty("name").GetString()!)];

    public IEnumerable<(string Name, JsonElement Schema)> QueryParameters =>
        Parameters("query").Select(parameter => (parameter.GetProperty("name").GetString()!, Resolve(parameter.GetProperty("schema"))));

    public IEnumerable<JsonElement> Parameters(string place) => (Description.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
        .Select(Resolve)
        .Where(parameter => parameter.GetProperty("in").GetString() == place);

    /// <summary>The operation that has this name, if the documents list it.</summary>
    public static ApiOperation? Find(string document, string method, string path) =>
        All.FirstOrDefault(operation => operation.Document.Name == document && operation.Method == method && operation.Path == path);

    /// <summary>Follows a reference; an optional object is the object.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        schema = Follow(schema);
        return schema.TryGetProperty("oneOf", out var options)
            ? Resolve(options.EnumerateArray().First(option => !option.TryGetProperty("type", out var type) || !IsText(type, "null")))
            : schema;
    }

    /// <summary>What a reference names; anything else is itself.</summary>
    public JsonElement Follow(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Follow(reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(Root, (at, part) => at.GetProperty(part)))
        : schema;

    /// <summary>The schema's type, null left out.</summary>
    public static string TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? "any"
        : type.ValueKind == JsonValueKind.String ? type.GetString()!
        : type.EnumerateArray().Select(one => one.GetString()!).First(one => one != "null");

    /// <summary>The path with its parameters filled in.</summary>
    public string PathWith(IReadOnlyDictionary<string, string> ids) =>
        PathParameters.Aggregate(Path, (path, name) => path.Replace($"{{{name}}}", ids[name], StringComparison.Ordinal));

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";

    private static bool IsText(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.GetString() == text;

    private static IEnumerable<ApiOperation> ReadAll(DialectDocument document)
    {
        var root = JsonDocument.Parse(File.ReadAllText(Repository.PathOf($"docs/api/{document.Name}.json"))).RootElement;
        return root.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Select(operation => new ApiOperation(document, operation.Name, path.Name, operation.Value, root)));
    }
}
