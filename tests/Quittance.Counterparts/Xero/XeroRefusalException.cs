using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <summary>An answer that is no success, in one of Xero's two shapes.</summary>
/// <param name="body">Null for none.</param>
public sealed class XeroRefusalException(int status, JsonObject? body) : Exception($"{status}")
{
    public int HttpStatus => status;

    public JsonObject? Body => body;

    /// <summary>What was sent is not valid; each element says why.</summary>
    public static XeroRefusalException Validation(params IEnumerable<JsonObject> elements) => new(400, new JsonObject
    {
        ["ErrorNumber"] = 10,
        ["Type"] = "ValidationException",
        ["Message"] = "A validation exception occurred",
        ["Elements"] = new JsonArray([.. elements]),
    });

    /// <summary>One element that is not valid, with its reasons.</summary>
    public static JsonObject Element(JsonObject sent, params IEnumerable<string> messages)
    {
        var element = sent.DeepClone().AsObject();
        element["ValidationErrors"] = new JsonArray([.. messages.Select(message => new JsonObject { ["Message"] = message })]);
        return element;
    }

    public static XeroRefusalException BadJson(string message) => new(400, new JsonObject { ["ErrorNumber"] = 14, ["Type"] = "PostDataInvalidException", ["Message"] = $"JSON for post data was invalid, {message}" });

    public static XeroRefusalException BadQuery(string message) => new(400, new JsonObject { ["ErrorNumber"] = 16, ["Type"] = "QueryParseException", ["Message"] = message });

    public static XeroRefusalException NotFound() => new(404, new JsonObject { ["Title"] = "Not Found", ["Status"] = 404, ["Detail"] = "The resource you're looking for cannot be found" });

    /// <summary>The gate in front of the API says no.</summary>
    public static XeroRefusalException Gate(int status, string title, string detail) => new(status, new JsonObject
    {
        ["Type"] = null,
        ["Title"] = title,
        ["Status"] = status,
        ["Detail"] = detail,
        ["Instance"] = "00000000-0000-0000-0000-000000000000",
    });
}
