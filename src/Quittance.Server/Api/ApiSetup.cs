using System.Text.Json.Serialization;
using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Api;

/// <summary>What the four dialects share on the wire: JSON, limits, errors, request ids.</summary>
internal static class ApiSetup
{
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
        });
        services.AddDialectDocuments();
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseRequestIds();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask, // FailureHandler answers everything.
            SuppressDiagnosticsCallback = context => context.Exception is Quittance.Domain.RefusedException or BadHttpRequestException,
        });
        app.UseStatusCodePages(page => DialectErrors.WriteAsync(
            page.HttpContext, page.HttpContext.Response.StatusCode, MessageOf(page.HttpContext.Response.StatusCode, page.HttpContext.Request)));
        app.UseCleanUrls();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapNetwork();
        app.MapPayments();
        app.MapDialectDocuments();
    }

    private static void UseRequestIds(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
            return Task.CompletedTask;
        });
        return next(context);
    });

    // PostgreSQL cannot store U+0000, and nothing that we serve has it in its address.
    private static void UseCleanUrls(this WebApplication app) => app.Use((context, next) =>
        context.Request.Path.Value!.Contains('\0', StringComparison.Ordinal) || context.Request.QueryString.Value!.Contains("%00", StringComparison.Ordinal)
            ? DialectErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "The address contains U+0000.")
            : next(context));

    private static string MessageOf(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {request.Method} {request.Path}. The operations are listed at /docs.",
        StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not offered at {request.Path}.",
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than the {Limits.BodyBytesMax / (1024 * 1024)} MiB that this operation takes.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        _ => $"The request failed with status {status}.",
    };
}
