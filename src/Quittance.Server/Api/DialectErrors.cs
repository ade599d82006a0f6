using System.Text.Json;
using Quittance.Domain;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Api;

/// <summary>Writes every failure in the shape of the dialect that was called (product decisions, "Error bodies").</summary>
internal static class DialectErrors
{
    /// <summary>The names that the Payments dialect documents; other statuses keep their number under one of these.</summary>
    public static readonly IReadOnlyList<string> PaymentsNames =
        ["BadRequest", "Conflict", "Forbidden", "InternalServerError", "NotFound", "Unauthorized", "Unimplemented"];

    private static readonly JsonWriterOptions Writer = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, int status, string message, params IReadOnlyList<FieldFault> fields)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Writer);
        WriteBody(json, context.Request, status, message, fields);
        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteBody(Utf8JsonWriter json, HttpRequest request, int status, string message, IReadOnlyList<FieldFault> fields)
    {
        switch (Dialects.Of(request.Path))
        {
            case Dialect.Accounting when status == StatusCodes.Status422UnprocessableEntity:
                AccountingFaults.Write(json, message, fields);
                break;
            case Dialect.Accounting:
                json.WriteStartObject();
                json.WriteStartObject("error");
                json.WriteString("message", WithFields(message, fields));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            // The published JavaScript client cannot parse the documented envelope; a bare string is what it can show.
            case Dialect.Payments when request.Headers["X-Fern-Language"] == "JavaScript":
                json.WriteStringValue(PaymentsIds.Reworded(WithFields(message, fields)));
                break;
            case Dialect.Payments:
                json.WriteStartObject();
                json.WriteString("errorName", PaymentsNameOf(status));
                json.WriteString("content", PaymentsIds.Reworded(WithFields(message, fields)));
                json.WriteEndObject();
                break;
            case Dialect.Network or Dialect.Intake:
                WriteMessage(json, message, fields);
                break;
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, string message, IReadOnlyList<FieldFault> fields)
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteStartArray("errors");
        foreach (var (field, fault) in fields)
        {
            json.WriteStartObject();
            json.WriteString("field", field);
            json.WriteString("message", fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string PaymentsNameOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status501NotImplemented => "Unimplemented",
        >= StatusCodes.Status500InternalServerError => "InternalServerError",
        _ => "BadRequest",
    };

    private static string WithFields(string message, IReadOnlyList<FieldFault> fields) =>
        fields.Count == 0 ? message : $"{message} {string.Join("; ", fields.Select(fault => $"{fault.Field}: {fault.Message}"))}";
}
