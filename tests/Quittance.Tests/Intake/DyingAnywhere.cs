using System.Diagnostics;
using Quittance.Tests.Cli;
using Quittance.Tests.Intake.Dying;

namespace Quittance.Tests.Intake;

/// <summary>A server may die at any moment between hearing of a bill and having paid it. Nothing is lost by it, and nothing happens twice.</summary>
/// <remarks>Where it dies is drawn at random from a seed that is printed; <c>QUITTANCE_TEST_SEED</c> sets it, to see a failure again.</remarks>
public sealed class DyingAnywhere : IAsyncLifetime
{
    private const string SeedVariable = "QUITTANCE_TEST_SEED";

    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Three_hundred_deaths_at_any_message_to_the_database_lose_nothing_and_repeat_nothing()
    {
        var random = Seeded();
        await using var trade = await Trade.OpenAsync(_server);

        for (var deaths = 0; deaths < 300;)
        {
            await using var mortal = await MortalServer.BeginAsync(_server); // Now and then also what it kept in memory is gone.
            for (var end = deaths + 15; deaths < end;)
            {
                if (random.Next(5) < 2)
                {
                    trade.Offer(random);
                }

                await mortal.LiveAsync(random.Next(1, 150), random.Next(2) == 0);
                await trade.TellAsync(mortal.Address, () => mortal.IsDead);
                await mortal.WorkAsync(trade.Tenant.Id);
                deaths += mortal.IsDead ? 1 : 0;
                trade.Wait(TimeSpan.FromSeconds(random.Next(120, 600))); // The leases of the dead end after two minutes.
            }
        }

        await trade.EndInPeaceAsync();
        await Once.AssertAsync(_server, trade);
    }

    [Fact]
    public async Task A_real_server_killed_twenty_five_times_loses_nothing_and_repeats_nothing()
    {
        var random = Seeded();
        await using var trade = await Trade.OpenAsync(_server);
        using var installation = new Installation();

        for (var kills = 0; kills < 25; kills++)
        {
            for (var bills = random.Next(4); bills > 0; bills--)
            {
                trade.Offer(random);
            }

            await LiveAsync(installation, trade, random.Next(1, 400), random.Next(2) == 0);
            await PassLeasesAsync(trade);
        }

        await trade.EndInPeaceAsync();
        await Once.AssertAsync(_server, trade);
    }

    /// <summary>Starts the program, and kills it at a message to its database; an idle one sends a dozen a second.</summary>
    private async Task LiveAsync(Installation installation, Trade trade, int last, bool isHeard)
    {
        ServerProcess? process = null;
        await using var line = new DatabaseLine(_server.Options.OwnerDatabase, last, isHeard, () => process!.CrashAsync());
        process = installation.StartServer(new Dictionary<string, string>
        {
            ["QUITTANCE_DATABASE"] = line.ConnectionString,
            ["QUITTANCE_MASTER_KEY"] = Convert.ToBase64String(new byte[32]), // The test server's own.
            ["QUITTANCE_ALLOWED_NETWORKS"] = "127.0.0.0/8",
            ["QUITTANCE_SANDBOX_SETTLEMENT"] = "PT0S",
        });
        if (await process.ListensOrEndsAsync())
        {
            await trade.TellAsync(installation.Address, () => line.IsBroken);
        }

        await line.Broken.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    // Nobody lives meanwhile, so this is what waiting for an hour comes to.
    private async Task PassLeasesAsync(Trade trade)
    {
        await using var command = _server.Owner.CreateCommand(
            "update jobs set due_at = due_at - interval '1 hour', leased_until = leased_until - interval '1 hour' where organization_id = $1");
        command.Parameters.Add(new() { Value = trade.Tenant.Id.Value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given ? int.Parse(given, null) : (int)(Stopwatch.GetTimestamp() % int.MaxValue);
        TestContext.Current.TestOutputHelper!.WriteLine($"{SeedVariable}={seed}");
#pragma warning disable CA5394 // A test draws what it can draw again.
        return new Random(seed);
#pragma warning restore CA5394
    }
}
