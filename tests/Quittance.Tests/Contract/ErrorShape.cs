using System.Text.Json;

namespace Quittance.Tests.Contract;

/// <summary>The error bodies of the dialects, as their published clients expect them.</summary>
internal static class ErrorShape
{
    private static readonly Dictionary<int, string> PaymentsNames = new()
    {
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "NotFound",
        [409] = "Conflict",
        [500] = "InternalServerError",
        [501] = "Unimplemented",
    };

    /// <summary>What is wrong with the answer's form; null when it is JSON in exactly the dialect's shape.</summary>
    public static string? FaultOf(Answer answer, string path, bool isJavaScript = false) =>
        answer.ContentHeaders.ContentType?.ToString() != "application/json; charset=utf-8" ? $"is {answer.ContentHeaders.ContentType}, not JSON"
        : !answer.Headers.Contains("X-Request-Id") ? "has no X-Request-Id"
        : !Fits(answer, path, isJavaScript) ? "is not in the dialect's shape"
        : null;

    /// <summary>Everything that the answer says, fields as <c>field: message</c>.</summary>
    public static string TextOf(Answer answer, string path, bool isJavaScript = false) => KindOf(path) switch
    {
        Kind.Payments when isJavaScript => answer.Json.GetString()!,
        Kind.Payments => answer.Text("content"),
        Kind.Accounting when answer.Status == 422 => string.Join("; ", answer.At("detail").EnumerateArray().Select(detail =>
            $"{string.Join('.', detail.GetProperty("loc").EnumerateArray().Skip(1))}: {detail.GetProperty("msg")}")),
        Kind.Accounting => answer.Text("error.message"),
        _ => $"{answer.Text("message")} {string.Join("; ", answer.At("errors").EnumerateArray().Select(error => $"{error.GetProperty("field")}: {error.GetProperty("message")}"))}",
    };

    private static bool Fits(Answer answer, string path, bool isJavaScript) => KindOf(path) switch
    {
        Kind.Payments when isJavaScript => answer.Json.ValueKind == JsonValueKind.String,
        Kind.Payments => Has(answer.Json, "errorName", "content") && answer.Text("errorName") == PaymentsNames.GetValueOrDefault(answer.Status, "BadRequest") && answer.At("content").ValueKind == JsonValueKind.String,
        Kind.Accounting when answer.Status == 422 => Has(answer.Json, "detail") && answer.At("detail").EnumerateArray().All(detail => Has(detail, "loc", "msg", "type")),
        Kind.Accounting => Has(answer.Json, "error") && Has(answer.At("error"), "message"),
        _ => Has(answer.Json, "message", "errors") && answer.At("errors").EnumerateArray().All(error => Has(error, "field", "message")),
    };

    private static bool Has(JsonElement json, params string[] names) =>
        json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Select(property => property.Name).SequenceEqual(names);

    private static Kind KindOf(string path) =>
        path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/invoice-connections", StringComparison.Ordinal) || path.StartsWith("/invoice-providers", StringComparison.Ordinal) || path.StartsWith("/webhooks", StringComparison.Ordinal) ? Kind.Network
        : path.StartsWith("/v1", StringComparison.Ordinal) ? Kind.Accounting
        : Kind.Payments;

    private enum Kind
    {
        Network,
        Accounting,
        Payments,
    }
}
