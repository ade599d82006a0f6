using System.Globalization;
using System.Threading.RateLimiting;
using Quittance.Server.Hosting;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Accounting;

/// <summary>How many requests a second each principal may send. Counted by each process for itself: it keeps a loop from taking everything, and is no promise.</summary>
internal sealed class AccountingRate(ServerOptions options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(principal =>
        RateLimitPartition.GetFixedWindowLimiter(principal, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.AccountingRate, Window = Window }));

    public void Dispose() => _limiter.Dispose();

    /// <summary>Counts a request, or refuses it. Whoever is not signed in is counted by address.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var principal = context.User.Identity is CallerIdentity { Caller: var caller } ? $"{caller.PrincipalId:n}" : $"{context.Connection.RemoteIpAddress}";
        using var lease = _limiter.AttemptAcquire(principal);
        Tell(context.Response, _limiter.GetStatistics(principal)?.CurrentAvailablePermits ?? 0);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        context.Response.Headers.RetryAfter = Seconds;
        await DialectErrors.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"Too many requests: {options.AccountingRate} a second are taken.");
    }

    private static string Seconds => Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private void Tell(HttpResponse response, long remaining)
    {
        var (limit, left) = (options.AccountingRate.ToString(CultureInfo.InvariantCulture), remaining.ToString(CultureInfo.InvariantCulture));
        response.OnStarting(() =>
        {
            var headers = response.Headers;
            headers["RateLimit-Limit"] = limit;
            headers["RateLimit-Remaining"] = left;
            headers["RateLimit-Reset"] = Seconds;
            headers["X-RateLimit-Limit-Second"] = limit;
            headers["X-RateLimit-Remaining-Second"] = left;
            return Task.CompletedTask;
        });
    }
}

internal static class AccountingRates
{
    /// <summary>Stands behind authentication, which says who is counted.</summary>
    public static void UseAccountingRate(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ServerOptions>().AccountingRate > 0)
        {
            var rate = app.Services.GetRequiredService<AccountingRate>();
            app.Use((context, next) => Dialects.Of(context.Request.Path) == Dialect.Accounting ? rate.RunAsync(context, next) : next(context));
        }
    }
}
