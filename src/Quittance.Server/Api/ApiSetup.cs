using System.Security.Cryptography;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Intake;
using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Api;

/// <summary>What the four dialects share on the wire: JSON, limits, errors, request ids.</summary>
internal static class ApiSetup
{
    private const string RequestIdLetters = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: none looks like another.
    private const int RequestIdLength = 16; // 80 bits.

    public static void AddApi(this IServiceCollection services)
    {
        services.AddExceptionHandler<FailureHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.MaxDepth = Limits.JsonDepthMax;
            json.AllowDuplicateProperties = false;
            json.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
            json.Converters.Add(new CleanStrings());
            json.Converters.Add(new UtcTimes());
            json.TypeInfoResolver = json.TypeInfoResolver!.WithAddedModifier(SnakeCase.Apply).WithAddedModifier(OmittedNulls.Apply);
        });
        services.AddSingleton<AccountingRate>();
        services.AddDialectDocuments();
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseRequestIds();
        app.UseHeadAsGet();
        app.UseAccountingHeaders();
        app.UsePaymentsHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask, // FailureHandler answers everything.
            SuppressDiagnosticsCallback = context => context.Exception is Quittance.Domain.RefusedException or BadHttpRequestException,
        });
        app.UseStatusCodePages(page => AnswerStatusAsync(page.HttpContext));
        app.UseReadableRequests();
        app.UseAccountingRequests();
        app.UsePaymentsRequests();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapNetwork();
        app.MapIntake();
        app.MapAccounting();
        app.MapPayments();
        app.MapDialectDocuments();
    }

    // Always made here, never taken from the request: the id goes into the audit log, where nobody may forge one.
    private static void UseRequestIds(this WebApplication app) => app.Use((context, next) =>
    {
        context.TraceIdentifier = $"req_{RandomNumberGenerator.GetString(RequestIdLetters, RequestIdLength)}";
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(context);
    });

    // Whatever answers GET answers HEAD with the same headers (RFC 9110, section 9.3.2); Kestrel leaves the body out.
    private static void UseHeadAsGet(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });

    private static void UseReadableRequests(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;

        // PostgreSQL cannot store U+0000, and nothing that we serve has it in its address.
        if (request.Path.Value!.Contains('\0', StringComparison.Ordinal) || request.QueryString.Value!.Contains("%00", StringComparison.Ordinal))
        {
            return DialectErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "The address contains U+0000.");
        }

        // RFC 8259, section 8.1. Another charset would be transcoded, or fail as a fault of ours if .NET does not know it.
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return DialectErrors.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send the body in UTF-8.");
        }

        return next(context);
    });

    private static Task AnswerStatusAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            // Routing lists what is mapped; HEAD comes with GET, and OPTIONS asks for this list.
            var mapped = response.Headers.Allow.ToString().Split(", ", StringSplitOptions.RemoveEmptyEntries);
            response.Headers.Allow = string.Join(", ", mapped.Concat(mapped.Contains("GET") ? ["HEAD"] : []).Append("OPTIONS").Distinct().Order(StringComparer.Ordinal));
            if (HttpMethods.IsOptions(request.Method))
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }
        }

        return DialectErrors.WriteAsync(context, response.StatusCode, MessageOf(response.StatusCode, context));
    }

    private static string MessageOf(int status, HttpContext context) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Method} {context.Request.Path}. The operations are listed at /docs.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not offered at {context.Request.Path}; {context.Response.Headers.Allow} are.",
        StatusCodes.Status413PayloadTooLarge => FailureHandler.TooLarge(context),
        StatusCodes.Status415UnsupportedMediaType => FailureHandler.NotJson,
        _ => $"The request failed with status {status}.",
    };
}
