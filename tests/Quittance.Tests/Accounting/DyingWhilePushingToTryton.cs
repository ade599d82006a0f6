using Quittance.Counterparts.Tryton;
using Quittance.Server.Api.Network;
using Quittance.Tests.Intake.Dying;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>A server dies at every message to its database while it books in a real Tryton, which itself is killed in between.</summary>
public sealed class DyingWhilePushingToTryton : IAsyncLifetime
{
    private const int Deaths = 36;

    private readonly TestServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Each_bill_and_each_payment_is_in_Tryton_once()
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, TrytonServer.Missing ?? "");
        await using var tryton = await TrytonServer.StartAsync(Cancel);
        using var books = await tryton.NewDatabaseAsync(Cancel);
        var desk = await Desk.OpenAsync(_server);
        var api = await ConnectAsync(desk, tryton, books);
        await using var mortal = await MortalServer.BeginAsync(_server);

        var (died, owed) = (0, 0L);
        for (var last = 1; last <= Deaths; last++)
        {
            var bill = await desk.ApprovedAsync(last);
            owed += last * 100;
            await mortal.LiveAsync(last, isHeard: last % 2 == 0);
            await mortal.WorkAsync(desk.Tenant.Id);
            died += mortal.IsDead ? 1 : 0;
            if (last % 3 == 0)
            {
                (await desk.InitiateAsync(bill)).Created();
                owed -= last * 100;
            }

            if (last % 12 == 0)
            {
                await tryton.KillAsync();
                await desk.Tenant.RunJobsAsync(); // Nobody answers.
                await tryton.StartAgainAsync(Cancel);
            }

            _server.Clock.Advance(TimeSpan.FromMinutes(10)); // The leases of the dead end after two minutes.
        }

        for (var i = 0; i < 3; i++)
        {
            _server.Clock.Advance(TimeSpan.FromHours(8)); // Longer than any rest after failures.
            await desk.Tenant.RunJobsAsync();
        }

        Assert.InRange(died, Deaths / 2, Deaths);
        var records = (await api.GetAsync("/v1/accounting_synced_records?object_type=bill")).Ok().Json.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(Deaths, records.Count);
        Assert.All(records, record => Assert.True(record.GetProperty("sync_status").GetString() == "done", $"{record}"));
        for (var number = 1; number <= Deaths; number++)
        {
            Assert.Equal(1, await books.CountBillsOfAnyStateAsync($"INV-{number}", Cancel));
        }

        Assert.Equal(owed, await books.OwedToAsync("Paid SAS", Cancel) * TrytonDatabase.OtherCurrencyRate); // Bills are of dollars, the books of euros.
        Assert.Equal(0, await books.ImbalanceAsync(Cancel));
    }

    private static async Task<Tenant> ConnectAsync(Desk desk, TrytonServer tryton, TrytonDatabase books)
    {
        const string Connections = "/v1/accounting_connections";
        var api = desk.Tenant.For(desk.Payer);
        var id = (await api.PostAsync(Connections, new { platform = "tryton" })).Created().Text("id");
        var settings = new { base_url = $"{tryton.Address}", database = books.Name, user = TrytonDatabase.User, password = TrytonDatabase.Password };
        (await api.PostAsync($"{Connections}/{id}/credentials", new { platform = "tryton", settings })).Ok();
        await desk.Tenant.RunJobsAsync();
        var accounts = (await api.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray()
            .ToLookup(account => account.GetProperty("name").GetString()!, account => account.GetProperty("id").GetGuid());
        var chosen = new { products = accounts[TrytonDatabase.ExpenseAccountName].Single(), payments = accounts[TrytonDatabase.BankAccountName].Single() };
        (await api.PatchAsync($"/v1/entities/{NetworkIds.BusinessOf(desk.Payer).Value}/settings", new { accounting = new { ledger_account_ids = chosen } })).Ok();
        return api;
    }
}
