using System.Diagnostics;
using Quittance.Server.Verification;
using Quittance.Tests.Cli;
using Quittance.Tests.Intake.Dying;

namespace Quittance.Tests.Accounting;

/// <summary>A server may die at any moment of a push. What is in the books afterwards is there once.</summary>
public sealed class DyingWhilePushing : IAsyncLifetime
{
    private readonly TestServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_death_at_every_message_to_the_database_leaves_each_bill_and_payment_there_once(bool isHeard)
    {
        var books = await KeptBooks.OpenAsync(_server);
        await using var mortal = await MortalServer.BeginAsync(_server);
        var (bills, deaths) = (0, 0);
        for (var last = 1; last <= 60; last++)
        {
            var bill = await books.Desk.ApprovedAsync(1m + last);
            bills++;
            await mortal.LiveAsync(last, isHeard);
            await mortal.WorkAsync(books.Tenant.Id);
            deaths += mortal.IsDead ? 1 : 0;
            _server.Clock.Advance(TimeSpan.FromMinutes(10)); // The leases of the dead end after two minutes.
            if (last % 3 == 0)
            {
                (await books.Desk.InitiateAsync(bill)).Created();
            }
            else if (last % 3 == 1)
            {
                (await books.Desk.StepAsync(bill, "cancel")).Ok();
            }
        }

        Assert.InRange(deaths, 30, 60);
        await EndInPeaceAsync(books);
        await AssertOnceAsync(books, bills, 20, 20);
    }

    [Fact]
    public async Task Two_servers_at_once_push_one_bill_once()
    {
        var books = await KeptBooks.OpenAsync(_server);
        await using var one = await MortalServer.BeginAsync(_server);
        await using var other = await MortalServer.BeginAsync(_server);
        for (var i = 0; i < 20; i++)
        {
            await books.Desk.ApprovedAsync(1m + i);
            await Task.WhenAll(one.WorkAsync(books.Tenant.Id), other.WorkAsync(books.Tenant.Id));
        }

        await EndInPeaceAsync(books);
        await AssertOnceAsync(books, 20, 0, 0);
    }

    [Fact]
    public async Task A_real_server_that_is_killed_ten_times_leaves_each_bill_there_once()
    {
        var books = await KeptBooks.OpenAsync(_server);
        using var installation = new Installation();
        var random = Seeded();
        var bills = 0;
        for (var kills = 0; kills < 10; kills++)
        {
            for (var i = 0; i < 3; i++)
            {
                await books.Desk.ApprovedAsync(++bills);
            }

            await LiveAsync(installation, random.Next(1, 250), random.Next(2) == 0);
            await PassLeasesAsync(books);
        }

        await EndInPeaceAsync(books);
        await AssertOnceAsync(books, bills, 0, 0);
    }

    private async Task EndInPeaceAsync(KeptBooks books)
    {
        for (var i = 0; i < 3; i++)
        {
            _server.Clock.Advance(TimeSpan.FromHours(2));
            await books.SyncedAsync();
        }
    }

    private async Task AssertOnceAsync(KeptBooks books, int bills, int reversed, int paid)
    {
        var stand = await books.StandAsync("bill");
        Assert.Equal(bills - reversed, stand.Count(say => say == "done present"));
        Assert.Equal(reversed, stand.Count(say => say == "done reversed"));
        Assert.Equal(Enumerable.Repeat("done present", paid), await books.StandAsync("payment_record"));

        // Of what was taken back either both entries are there, or none is.
        var entries = await books.EntriesAsync();
        var keys = entries.Select(entry => entry[entry.IndexOf('^', StringComparison.Ordinal)..].Split(' ')[0]).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        var undone = keys.Where(key => key.EndsWith("_reversal", StringComparison.Ordinal)).Select(key => key[..^"_reversal".Length]).ToList();
        Assert.Equal(bills - reversed, keys.Count(key => key.StartsWith("^pay_", StringComparison.Ordinal) && !key.EndsWith("_reversal", StringComparison.Ordinal) && !undone.Contains(key)));
        Assert.Equal(paid, keys.Count(key => key.StartsWith("^trx_", StringComparison.Ordinal)));
        await books.BalancesAsync();

        var checks = await VerifyDatabase.RunAsync(_server.Owner, _server.Options.MasterKeys, _server.Clock, _ => { }, Cancel);
        Assert.Empty(checks.SelectMany(check => check.Faults));
    }

    private async Task LiveAsync(Installation installation, int last, bool isHeard)
    {
        ServerProcess? process = null;
        await using var line = new DatabaseLine(_server.Options.OwnerDatabase, last, isHeard, () => process!.CrashAsync());
        process = installation.StartServer(new Dictionary<string, string>
        {
            ["QUITTANCE_DATABASE"] = line.ConnectionString,
            ["QUITTANCE_MASTER_KEY"] = Convert.ToBase64String(new byte[32]), // The test server's own.
            ["QUITTANCE_JOURNALS"] = _server.Options.Accounting.Journals,
        });
        await process.ListensOrEndsAsync();
        await line.Broken.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Cancel);
    }

    // Nobody lives meanwhile, so this is what waiting for an hour comes to.
    private async Task PassLeasesAsync(KeptBooks books)
    {
        await using var command = _server.Owner.CreateCommand(
            "update jobs set due_at = due_at - interval '1 hour', leased_until = leased_until - interval '1 hour' where organization_id = $1");
        command.Parameters.Add(new() { Value = books.Tenant.Id.Value });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static Random Seeded()
    {
        var seed = (int)(Stopwatch.GetTimestamp() % int.MaxValue);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
#pragma warning disable CA5394 // A test draws what it can draw again.
        return new Random(seed);
#pragma warning restore CA5394
    }
}
