using Quittance.Simulator.Accounts;
using Quittance.Simulator.Faults;

namespace Quittance.Simulator.Control;

/// <summary>The account itself: clock, credentials, settings, faults, and what was seen.</summary>
internal static class AccountControl
{
    public static void MapAccountControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/clock", (ControlledAccount account) => Shown(account.Value.Clock));
        control.MapPost("/clock", MoveClockAsync);
        control.MapPost("/credentials", ReplaceAsync);
        control.MapPut("/settings", async (HttpContext context, ControlledAccount account, CancellationToken cancel) =>
            ControlEndpoints.Answer(account.Value.Settings = await ControlEndpoints.BodyAsync<AccountSettings>(context, cancel)));
        control.MapPost("/faults", async (HttpContext context, ControlledAccount account, CancellationToken cancel) =>
        {
            account.Value.Faults.Add(await ControlEndpoints.BodyAsync<Fault>(context, cancel));
            return ControlEndpoints.Answer(account.Value.Faults.All(), StatusCodes.Status201Created);
        });
        control.MapGet("/faults", (ControlledAccount account) => ControlEndpoints.Answer(account.Value.Faults.All()));
        control.MapDelete("/faults", (ControlledAccount account) =>
        {
            account.Value.Faults.Clear();
            return Results.NoContent();
        });
        control.MapGet("/requests", (ControlledAccount account) => ControlEndpoints.Answer(new { count = account.Value.Requests.Count, requests = account.Value.Requests.All() }));
    }

    private static IResult Shown(AccountClock clock) => ControlEndpoints.Answer(new { now = clock.Now, stopped = clock.IsStopped, skew = clock.Skew });

    private static async Task<IResult> MoveClockAsync(HttpContext context, ControlledAccount account, SimulatorOptions options, CancellationToken cancel)
    {
        var request = await ControlEndpoints.BodyAsync<ClockRequest>(context, cancel);
        var clock = account.Value.Clock;
        if (request.Set is { } to)
        {
            clock.Set(to);
        }

        if (request.Skew is { } skew)
        {
            clock.Set(options.Time.GetUtcNow() + skew);
        }

        if (request.Advance is { } by)
        {
            clock.Advance(by);
        }

        if (request.Stopped is { } stopped)
        {
            (stopped ? (Action)clock.Stop : clock.Run)();
        }

        return Shown(clock);
    }

    private static async Task<IResult> ReplaceAsync(HttpContext context, ControlledAccount account, AccountBook accounts, CancellationToken cancel)
    {
        var request = await ControlEndpoints.BodyAsync<CredentialsRequest>(context, cancel);
        var made = request.Revoked is null ? account.Value.NewCredentials() : account.Value.Credentials;
        accounts.Replace(account.Value, request.Over(made));
        account.Value.IsRevoked = request.Revoked ?? false;
        return ControlEndpoints.Answer(AccountView.Of(account.Value, ControlEndpoints.UrlOf(context)));
    }
}
