using Quittance.Simulator.Accounts;
using Quittance.Simulator.Faults;

namespace Quittance.Simulator.Wire;

/// <summary>What comes before every answer of every provider: who asks, does a fault hit it, and a note of it for the control API.</summary>
internal sealed class ActAsProvider(AccountBook accounts, SimulatorOptions options)
{
    private static readonly Fault Limited = new() { Kind = FaultKind.RateLimited };

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Dialect>() is not { } dialect)
        {
            await next(context);
            return;
        }

        if (await dialect.FindAccountAsync(context, accounts) is not { } account)
        {
            await dialect.RefuseAsync(context, StatusCodes.Status401Unauthorized, "Invalid credentials");
            return;
        }

        context.Features.Set(account);
        context.Response.Headers.Date = account.Clock.Now.ToString("R", Text.Invariant);
        var fault = account.Faults.Take(dialect.Provider, context.Request.Method, context.Request.Path.Value ?? "") ?? TooMany(context, account);
        try
        {
            await (fault is null ? next(context) : FaultyAnswer.GiveAsync(context, fault, dialect, account, options.Time, next));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client would not wait for a slow or endless answer.
        }
        finally
        {
            account.Requests.Add(Seen(context, dialect.Provider, account, fault), account.Settings.RequestsKept);
        }
    }

    private static SeenRequest Seen(HttpContext context, Provider provider, Account account, Fault? fault) => new(
        account.Clock.Now, provider, context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "", context.Response.StatusCode, fault?.Kind);

    private static Fault? TooMany(HttpContext context, Account account)
    {
        if (account.Settings.RateLimit is not { } limit)
        {
            return null;
        }

        var now = account.Clock.Now;
        var (left, reset) = account.Rate.Take(limit, now);
        context.Response.Headers["ratelimit-limit"] = limit.ToString(Text.Invariant);
        context.Response.Headers["ratelimit-remaining"] = Math.Max(0, left).ToString(Text.Invariant);
        context.Response.Headers["ratelimit-reset"] = reset.ToUnixTimeSeconds().ToString(Text.Invariant);
        return left < 0 ? Limited with { RetryAfter = reset - now } : null;
    }
}
