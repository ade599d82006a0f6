using System.Globalization;

namespace Quittance.Server.Api.Accounting;

/// <summary>What holds for every path of the dialect, also for one that leads nowhere: version, echoed headers, other origins, page tokens.</summary>
internal static class AccountingConventions
{
    private const string ProcessTime = "x-process-time";

    private const string TakenHeaders = "authorization, content-type, idempotency-key, x-monite-entity-id, x-monite-sdk-version, x-monite-version";
    private const string GivenHeaders =
        "ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-monite-entity-id, x-monite-version, x-process-time, x-ratelimit-limit-second, x-ratelimit-remaining-second, x-request-id";

    /// <summary>The headers of every answer. Stands outside of what answers failures.</summary>
    public static void UseAccountingHeaders(this WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) =>
        {
            if (IsOurs(context))
            {
                var startedAt = clock.GetTimestamp();
                context.Response.OnStarting(() =>
                {
                    AddHeaders(context, clock.GetElapsedTime(startedAt));
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
    }

    /// <summary>What a request has to have before it is looked at. Stands inside of what answers failures.</summary>
    public static void UseAccountingRequests(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsOurs(context))
        {
            if (OtherOrigins.AnswersPreflight(context, TakenHeaders) || await ApiVersions.RefusesAsync(context))
            {
                return;
            }

            PageToken.Restore(context.Request);
        }

        await next(context);
    });

    private static bool IsOurs(HttpContext context) => Dialects.Of(context.Request.Path) == Dialect.Accounting;

    private static void AddHeaders(HttpContext context, TimeSpan elapsed)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers[ProcessTime] = elapsed.TotalSeconds.ToString("0.0000", CultureInfo.InvariantCulture);
        var version = request.Headers[ApiVersions.Header].ToString();
        if (ApiVersions.Known.Contains(version))
        {
            headers[ApiVersions.Header] = version;
        }

        if (Guid.TryParse(request.Headers[Entity.Header], out var entity))
        {
            headers[Entity.Header] = AccountingIds.Write(entity);
        }

        OtherOrigins.Allow(context, GivenHeaders);
    }
}
