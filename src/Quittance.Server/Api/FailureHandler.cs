using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Quittance.Domain;
using Quittance.Server.Api.Accounting;

namespace Quittance.Server.Api;

/// <summary>The one place where an exception becomes an answer: a refusal, bad input, or our own fault.</summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> log) : IExceptionHandler
{
    public const string NotJson = "Send the body as application/json.";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case RefusedException refused:
                if (refused.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                await DialectErrors.WriteAsync(context, StatusIn(context, refused.Refusal), refused.Message, refused.Fields);
                return true;
            case BadHttpRequestException { InnerException: JsonException json }:
                await DialectErrors.WriteAsync(context, StatusOf(context, json), "The body is not the JSON that this operation takes.", FaultsOf(json));
                return true;
            case BadHttpRequestException bad:
                await AnswerAsync(context, bad);
                return true;
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return true; // Nobody is there any more to read an answer.
            default:
                LogFailed(log, context.Request.Method, Secret().Replace(context.Request.Path.Value!, "***"), exception);
                await DialectErrors.WriteAsync(
                    context, StatusCodes.Status500InternalServerError, $"Quittance failed to do this; nothing was changed. Tell your operator the request id {context.TraceIdentifier}.");
                return true;
        }
    }

    // No default case: a new refusal without a status does not build (CS8509).
    internal static int StatusOf(Refusal refusal) => refusal switch
    {
        Refusal.UnknownProvider or Refusal.NothingToChange => StatusCodes.Status400BadRequest,
        Refusal.SignInFailed => StatusCodes.Status401Unauthorized,
        Refusal.PermissionMissing or Refusal.OrganizationWideOnly or Refusal.PayerOnly or Refusal.AuthorOnly
            or Refusal.ApproverNotEligible or Refusal.OtherPerson => StatusCodes.Status403Forbidden,
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.IdempotencyKeyReused or Refusal.ConnectionNotActive or Refusal.ConnectionStepRefused or Refusal.ArchivedByOtherSide
            or Refusal.SelfConnection or Refusal.AlreadyConnected or Refusal.AlreadyInvited or Refusal.InvitationNotOpen
            or Refusal.TagNameTaken or Refusal.InvoiceNumberTaken or Refusal.InvoiceStepRefused or Refusal.InvoiceFrozen
            or Refusal.PaymentStepRefused or Refusal.PaymentMethodInUse or Refusal.ForeignIdTaken or Refusal.EmailTaken or Refusal.LastOwner
            or Refusal.OrganizationAmbiguous or Refusal.ProviderConnected or Refusal.InvoiceConnectionUnable or Refusal.DocumentMatched
            or Refusal.SupplierAmbiguous or Refusal.AccountingConnected or Refusal.AccountingConnectionStepRefused
            or Refusal.LedgerAccountMissing or Refusal.BillBooked or Refusal.ApprovalsOpen or Refusal.NoApprovalSlot or Refusal.PersonNeeded => StatusCodes.Status409Conflict,
        Refusal.InvalidInput or Refusal.UnknownTags or Refusal.AmountOutOfRange or Refusal.PaymentMethodUnusable or Refusal.AccountingSystemRefused => StatusCodes.Status422UnprocessableEntity,
        Refusal.TooManyAttempts => StatusCodes.Status429TooManyRequests,
    };

    // The Payments dialect documents no 422.
    private static int StatusIn(HttpContext context, Refusal refusal) => StatusOf(refusal) is var status && status == StatusCodes.Status422UnprocessableEntity
        && Dialects.Of(context.Request.Path) == Dialect.Payments ? StatusCodes.Status400BadRequest : status;

    /// <summary>Says how large the body may be; the bound is the endpoint's own where it has one.</summary>
    public static string TooLarge(HttpContext context)
    {
        var bytesMax = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Limits.BodyBytesMax;
        return $"The body is larger than the {bytesMax} bytes ({bytesMax / (1024 * 1024)} MiB) that this operation takes.";
    }

    private static Task AnswerAsync(HttpContext context, BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => DialectErrors.WriteAsync(context, bad.StatusCode, TooLarge(context)),
            StatusCodes.Status415UnsupportedMediaType => DialectErrors.WriteAsync(context, bad.StatusCode, NotJson),
            _ when BoundParameter().Match(bad.Message) is { Success: true } match =>
                DialectErrors.WriteAsync(context, IsAccounting(context) ? StatusCodes.Status422UnprocessableEntity : bad.StatusCode, "The request cannot be read.", FaultOf(context, match)),
            _ => DialectErrors.WriteAsync(context, bad.StatusCode, bad.Message),
        };
    }

    // The Accounting dialect has values of the wrong type, and what is missing, among its 422s; what is no JSON at all is a 400 there too.
    private static int StatusOf(HttpContext context, JsonException json) =>
        IsAccounting(context) && json.InnerException is not JsonException ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest;

    private static bool IsAccounting(HttpContext context) => Dialects.Of(context.Request.Path) == Dialect.Accounting;

    private static FieldFault[] FaultsOf(JsonException json)
    {
        if (UnknownField().Match(json.Message) is { Success: true } unknown)
        {
            return [new FieldFault(Short(unknown.Groups["name"].Value), AccountingFaults.Unknown)];
        }

        var field = json.Path is null or "$" ? "body" : json.Path.TrimStart('$').TrimStart('.');
        var fault = json is UnusableTextException ? json.Message : "cannot be read";
        var place = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine})" : "";
        return [new FieldFault(Short(field), fault + place)];
    }

    private static string Short(string field) => field.Length > Limits.NameMax ? $"{field[..Limits.NameMax]}…" : field;

    // ASP.NET Core names the parameter with its C# type, which is none of the caller's business.
    private static FieldFault FaultOf(HttpContext context, Match match)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value);
        if (name != "body" && IsAccounting(context))
        {
            name = $"query.{name}"; // Its paths and headers are read as texts, so only a query can fail to bind.
        }

        return match.Groups["missing"].Success
            ? new FieldFault(name, name == "body" ? "is required: send a JSON object" : "is required")
            : new FieldFault(name, $"is not {KindOf(match.Groups["type"].Value)}");
    }

    private static string KindOf(string type) => type switch
    {
        _ when type.Contains("int", StringComparison.OrdinalIgnoreCase) || type.Contains("long", StringComparison.Ordinal) => "a whole number in range",
        _ when type.Contains("decimal", StringComparison.Ordinal) || type.Contains("double", StringComparison.Ordinal) => "a number in range",
        _ when type.Contains("bool", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("Date", StringComparison.Ordinal) => "a date such as 2026-01-31",
        _ => "readable",
    };

    [GeneratedRegex(
        "^(Failed to bind parameter|(?<missing>Required parameter|Implicit body inferred for parameter)) \"((?<type>.+) )?(?<name>[^ \"]+)\" ",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex BoundParameter();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any .NET member", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 100)]
    private static partial Regex UnknownField();

    // The address of a page that is sent to somebody holds its token.
    [GeneratedRegex("qt[a-z]_[A-Za-z0-9_-]+", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Secret();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, string method, string path, Exception failure);
}
