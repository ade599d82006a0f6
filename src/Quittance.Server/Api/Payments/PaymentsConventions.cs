using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Quittance.Server.Api.Payments;

/// <summary>What holds for every path of the dialect, also for one that leads nowhere: version, time taken, other origins, slashes in ids.</summary>
internal static class PaymentsConventions
{
    public const string VersionHeader = "X-API-Version";

    /// <summary>The only version there is. A request may also name none.</summary>
    public const string Version = "2024-08-01";

    private const string ServerTiming = "Server-Timing";
    private const string TakenHeaders =
        "authorization, content-type, idempotency-key, x-api-version, x-fern-language, x-fern-runtime, x-fern-runtime-version, x-fern-sdk-name, x-fern-sdk-version";
    private const string GivenHeaders = "retry-after, server-timing, x-request-id";
    private const string EscapedSlash = "%2F";

    /// <summary>The headers of every answer. Stands outside of what answers failures.</summary>
    public static void UsePaymentsHeaders(this WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) =>
        {
            if (IsOurs(context))
            {
                var startedAt = clock.GetTimestamp();
                context.Response.OnStarting(() =>
                {
                    var taken = clock.GetElapsedTime(startedAt).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
                    context.Response.Headers[ServerTiming] = $"total;dur={taken}";
                    OtherOrigins.Allow(context, GivenHeaders);
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
    }

    /// <summary>What a request has to have before it is looked at. Stands inside of what answers failures.</summary>
    public static void UsePaymentsRequests(this WebApplication app) => app.Use((context, next) =>
    {
        if (!IsOurs(context))
        {
            return next(context);
        }

        if (OtherOrigins.AnswersPreflight(context, TakenHeaders))
        {
            return Task.CompletedTask;
        }

        return context.Request.Headers[VersionHeader].ToString() is "" or Version
            ? next(context)
            : DialectErrors.WriteAsync(context, StatusCodes.Status400BadRequest, $"{VersionHeader} must be {Version}, or be left out.");
    });

    /// <summary>Gives operations the ids of their paths as the caller means them. Stands behind routing, which found the operation.</summary>
    /// <remarks>
    /// A foreign id may hold a slash. The server leaves an escaped one escaped in the path, where it cannot be told from one that was
    /// escaped twice; so such a value is taken from the request line.
    /// </remarks>
    public static void UsePaymentsPaths(this WebApplication app) => app.Use((context, next) =>
    {
        if (IsOurs(context) && context.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments: var pattern })
        {
            var sent = SegmentsOf(context);
            for (var at = 0; at < pattern.Count && sent.Length == pattern.Count; at++)
            {
                if (pattern[at] is { IsSimple: true, Parts: [Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter] }
                    && sent[at].Contains(EscapedSlash, StringComparison.OrdinalIgnoreCase))
                {
                    context.Request.RouteValues[parameter.Name] = Uri.UnescapeDataString(sent[at]);
                }
            }
        }

        return next(context);
    });

    private static bool IsOurs(HttpContext context) => Dialects.Of(context.Request.Path) == Dialect.Payments;

    private static string[] SegmentsOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? target.Split('?', 2)[0].Trim('/').Split('/') : [];
    }
}
