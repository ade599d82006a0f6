using System.Globalization;
using System.IO.Compression;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Faults;

/// <summary>Answers a request the wrong way.</summary>
internal static class FaultyAnswer
{
    private const int LevelsDeep = 1_000_000;
    private const long BombBytes = 1L << 30;
    private static readonly byte[] Noise = [.. Enumerable.Repeat((byte)' ', 64 * 1024)];

    /// <param name="next">The right answer.</param>
    public static Task GiveAsync(HttpContext context, Fault fault, Dialect dialect, Account account, TimeProvider time, RequestDelegate next)
    {
        switch (fault.Kind)
        {
            case FaultKind.Slow:
                return SlowAsync(context, fault, time, next);
            case FaultKind.RateLimited:
                RetryLater(context, fault, account);
                return dialect.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests");
            case FaultKind.Unavailable:
                RetryLater(context, fault, account);
                return dialect.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Service unavailable");
            case FaultKind.Error:
                return dialect.RefuseAsync(context, fault.Status, "Internal error");
            case FaultKind.Revoked:
                return dialect.RefuseAsync(context, StatusCodes.Status401Unauthorized, "Credentials were revoked");
            case FaultKind.Forbidden:
                return dialect.RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden");
            case FaultKind.Truncated:
                return TruncateAsync(context, next);
            case FaultKind.Garbage:
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("<html>{\"invoices\":[,]", context.RequestAborted);
            case FaultKind.Endless:
                return NeverEndAsync(context);
            case FaultKind.Bomb:
                return InflateAsync(context);
            case FaultKind.Deep:
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync($"{{\"invoices\":{new string('[', LevelsDeep)}{new string(']', LevelsDeep)}}}", context.RequestAborted);
            case FaultKind.Dropped:
                context.Abort();
                return Task.CompletedTask;
            case FaultKind.Redirect:
                context.Response.Redirect(fault.Location);
                return Task.CompletedTask;
            case FaultKind.Duplicate or FaultKind.OutOfOrder or FaultKind.ExpiredLink:
                context.Features.Set(fault); // Whoever makes the answer looks for it.
                return next(context);
            default:
                throw new InvalidOperationException($"{fault.Kind} is no fault of answers.");
        }
    }

    /// <summary>The entries of a list, as the fault of this request, if it has one, would have them.</summary>
    public static IReadOnlyList<T> Shaped<T>(this HttpContext context, IReadOnlyList<T> entries) => context.Features.Get<Fault>()?.Kind switch
    {
        FaultKind.Duplicate => [.. entries.SelectMany(entry => new[] { entry, entry })],
        FaultKind.OutOfOrder => [.. entries.Reverse()],
        _ => entries,
    };

    public static void RetryLater(HttpContext context, Fault fault, Account account)
    {
        if (fault.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = fault.RetryAfterAsDate
                ? (account.Clock.Now + wait).ToString("R", CultureInfo.InvariantCulture)
                : Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task SlowAsync(HttpContext context, Fault fault, TimeProvider time, RequestDelegate next)
    {
        await Task.Delay(fault.Delay, time, context.RequestAborted);
        await next(context);
    }

    private static async Task TruncateAsync(HttpContext context, RequestDelegate next)
    {
        var line = context.Response.Body;
        await using var whole = new MemoryStream();
        context.Response.Body = whole;
        await next(context);
        context.Response.Body = line;
        context.Response.ContentLength = whole.Length;
        await line.WriteAsync(whole.GetBuffer().AsMemory(0, (int)(whole.Length / 2)), context.RequestAborted);
        await line.FlushAsync(context.RequestAborted); // The server then closes the line, since it cannot keep its word any more.
    }

    private static async Task InflateAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        for (var sent = 0L; sent < BombBytes; sent += Noise.Length)
        {
            await packed.WriteAsync(Noise, context.RequestAborted);
        }
    }

    private static async Task NeverEndAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{", context.RequestAborted);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(Noise, context.RequestAborted);
        }
    }
}
