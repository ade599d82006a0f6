using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>What QuickBooks answers when it refuses.</summary>
public sealed class QuickBooksFaultException(string code, string message, string detail, int status = 400, string type = "ValidationFault", string? element = null)
    : Exception($"{code} {message}: {detail}")
{
    internal int Status => status;

    internal static QuickBooksFaultException NotFound() =>
        new("610", "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.");

    internal static QuickBooksFaultException Reference(string kind, string? id) =>
        new("2500", "Invalid Reference Id", $"Invalid Reference Id : {kind} element id {id} not found");

    internal static QuickBooksFaultException Missing(string field) =>
        new("2020", "Required param missing, need to supply the required value for the API", $"Required parameter {field} is missing in the request", element: field);

    internal static QuickBooksFaultException Rule(string detail) => new("6000", "A business validation error has occurred while processing your request", $"Business Validation Error: {detail}");

    internal JsonObject Body(string time) => new()
    {
        ["Fault"] = new JsonObject
        {
            ["Error"] = new JsonArray(Error()),
            ["type"] = type,
        },
        ["time"] = time,
    };

    private JsonObject Error()
    {
        var error = new JsonObject { ["Message"] = message, ["Detail"] = detail, ["code"] = code };
        if (element is not null)
        {
            error["element"] = element;
        }

        return error;
    }
}
