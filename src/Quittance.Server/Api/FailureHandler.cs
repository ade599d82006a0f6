using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Quittance.Domain;

namespace Quittance.Server.Api;

/// <summary>The one place where an exception becomes an answer: a refusal, bad input, or our own fault.</summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case RefusedException refused:
                if (refused.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                await DialectErrors.WriteAsync(context, StatusOf(refused.Refusal), refused.Message, refused.Fields);
                return true;
            case BadHttpRequestException { InnerException: JsonException json }:
                await DialectErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "The body is not the JSON that this operation takes.", FaultsOf(json));
                return true;
            case BadHttpRequestException bad:
                await DialectErrors.WriteAsync(context, bad.StatusCode, MessageOf(bad));
                return true;
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return true; // Nobody is there any more to read an answer.
            default:
                LogFailed(log, context.Request.Method, context.Request.Path, exception);
                await DialectErrors.WriteAsync(
                    context, StatusCodes.Status500InternalServerError, $"Quittance failed to do this; nothing was changed. Tell your operator the request id {context.TraceIdentifier}.");
                return true;
        }
    }

    // No default case: a new refusal without a status does not build (CS8509).
    private static int StatusOf(Refusal refusal) => refusal switch
    {
        Refusal.SignInFailed => StatusCodes.Status401Unauthorized,
        Refusal.PermissionMissing or Refusal.OrganizationWideOnly or Refusal.PayerOnly or Refusal.AuthorOnly => StatusCodes.Status403Forbidden,
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.IdempotencyKeyReused or Refusal.ConnectionNotActive or Refusal.ConnectionStepRefused or Refusal.ArchivedByOtherSide
            or Refusal.SelfConnection or Refusal.AlreadyConnected or Refusal.AlreadyInvited or Refusal.InvitationNotOpen
            or Refusal.TagNameTaken or Refusal.InvoiceNumberTaken or Refusal.InvoiceStepRefused or Refusal.InvoiceFrozen
            or Refusal.PaymentStepRefused or Refusal.PaymentMethodInUse or Refusal.ForeignIdTaken or Refusal.EmailTaken or Refusal.LastOwner => StatusCodes.Status409Conflict,
        Refusal.InvalidInput or Refusal.UnknownTags or Refusal.AmountOutOfRange or Refusal.PaymentMethodUnusable => StatusCodes.Status422UnprocessableEntity,
        Refusal.TooManyAttempts => StatusCodes.Status429TooManyRequests,
    };

    private static FieldFault[] FaultsOf(JsonException json)
    {
        var field = json.Path is null or "$" ? "body" : json.Path.TrimStart('$').TrimStart('.');
        return [new FieldFault(field, json.LineNumber is { } line ? $"cannot be read (line {line + 1}, byte {json.BytePositionInLine})" : "cannot be read")];
    }

    private static string MessageOf(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than the {Limits.BodyBytesMax / (1024 * 1024)} MiB that this operation takes.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        _ => bad.Message,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, string method, string path, Exception failure);
}
