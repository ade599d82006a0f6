using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quittance.Connectors;
using Quittance.Domain.Accounting;
using Quittance.Server.Api.Network;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>An accounting system fails at the worst moments, and says the oddest things.</summary>
public sealed class KeepingUnsteadyBooks : IAsyncLifetime
{
    private const string Connections = "/v1/accounting_connections";
    private const string Records = "/v1/accounting_synced_records";

    private readonly UnsteadyBooks _books = new();
    private readonly TestServer _server;
    private Desk _desk = null!;
    private Tenant _api = null!;
    private string _connection = "";

    public KeepingUnsteadyBooks() => _server = new TestServer
    {
        Adjust = services =>
        {
            services.RemoveAll<ConnectorCatalog>();
            services.AddSingleton(new ConnectorCatalog([], [_books]));
        },
    };

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _desk = await Desk.OpenAsync(_server);
        _api = _desk.Tenant.For(_desk.Payer);
        await ConnectAsync();
        (await _api.PatchAsync(
            $"/v1/entities/{NetworkIds.BusinessOf(_desk.Payer).Value}/settings",
            new { accounting = new { ledger_account_ids = new { products = await AccountAsync("purchases"), payments = await AccountAsync("Bank") } } })).Ok();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_bill_of_which_nobody_knows_whether_it_arrived_cannot_be_coded_anew()
    {
        _books.After = FailOnce("bill", AccountingFault.TimedOut);
        var bill = await ApprovedAsync();
        var line = (await _api.GetAsync($"{bill}/line_items")).Ok().Json.GetProperty("data")[0].GetProperty("id").GetString();

        (await _api.PatchAsync($"{bill}/line_items/{line}", new { ledger_account_id = await AccountAsync("other") })).Is(409);

        await LaterAsync();
        Assert.Equal(["done present"], await StandAsync("bill"));
        Assert.Equal("purchases", Assert.Single(_books.Owed).Value.Bill.Lines[0].LedgerAccountId);
    }

    [Fact]
    public async Task A_bill_that_arrived_unheard_is_known_to_be_there_also_when_it_could_not_be_pushed_now()
    {
        _books.After = FailOnce("bill", AccountingFault.TimedOut);
        var bill = await ApprovedAsync();
        _books.Chart = [.. _books.Chart.Select(account => account with { Status = LedgerAccountStatus.Archived })];

        await SyncedAsync();
        await LaterAsync();
        Assert.Equal(["done present"], await StandAsync("bill"));
        (await _api.PostAsync($"{bill}/cancel")).Ok();
        await LaterAsync();

        Assert.Equal(["done reversed"], await StandAsync("bill"));
        Assert.Empty(_books.Owed);
    }

    [Theory]
    [InlineData(AccountingFault.Forbidden, "forbidden")]
    [InlineData(AccountingFault.Conflict, "conflict")]
    [InlineData(AccountingFault.TotalDiffers, "total_differs")]
    [InlineData(AccountingFault.Rejected, "rejected")]
    public async Task A_bill_that_may_be_there_is_not_forgotten_for_a_refusal_that_does_not_say_that_it_is_absent(AccountingFault fault, string shown)
    {
        _books.After = FailOnce("bill", AccountingFault.TimedOut);
        var bill = await ApprovedAsync();
        (await _api.PostAsync($"{bill}/cancel")).Ok();
        _books.Before = Fail("bill", fault);
        await LaterAsync();
        Assert.Equal([$"error reversed {shown}"], await StandAsync("bill"));

        _books.Before = (_, _) => { };
        (await PushAsync("bill")).Ok();
        await LaterAsync();

        Assert.Equal(["done reversed"], await StandAsync("bill"));
        Assert.Empty(_books.Owed);
    }

    [Fact]
    public async Task A_bill_is_not_made_anew_as_long_as_the_one_before_cannot_be_taken_back()
    {
        await ApprovedAsync();
        var there = (await RecordAsync("bill")).GetProperty("platform_object_id").GetString()!;
        _books.Pages.Enqueue(UnsteadyBooks.Listing(UnsteadyBooks.Bill(there, 90m)));
        await SyncedAsync();
        Assert.Equal(["error present conflict"], await StandAsync("bill"));

        _books.Before = Fail("bill taken back", AccountingFault.PeriodClosed);
        (await PushAsync("bill")).Ok();
        await LaterAsync();
        Assert.Equal(["pending present period_closed", "error reversed period_closed"], await StandAsync("bill"));
        Assert.Single(_books.Owed);

        _books.Before = (_, _) => { };
        await SyncedAsync(); // A look at the books is the time to see whether the period was opened.
        Assert.Equal(["done present", "done reversed"], await StandAsync("bill"));
        Assert.EndsWith("_2", Assert.Single(_books.Owed).Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_is_taken_back_from_the_account_that_it_was_booked_on()
    {
        var bill = await ApprovedAsync();
        (await _desk.InitiateAsync(IdOf(bill), "QUITTANCE-RETURN-R01")).Created();
        await _desk.Tenant.RunJobsAsync();
        _books.Chart = [.. _books.Chart, new("savings", "Savings", "513", LedgerAccountType.Asset, null, LedgerAccountStatus.Active, null, "USD", null, true)];
        await LaterAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("bank", Assert.Single(_books.Payments).Value.Payment.LedgerAccountId);
        await SyncedAsync();
        (await _api.PatchAsync(
            $"/v1/entities/{NetworkIds.BusinessOf(_desk.Payer).Value}/settings",
            new { accounting = new { ledger_account_ids = new { payments = await AccountAsync("Savings") } } })).Ok();
        (await PushAsync("payment_record")).Ok();
        await LaterAsync(TimeSpan.Zero);

        await LaterAsync(TimeSpan.FromDays(5));

        Assert.Empty(_books.Payments);
        Assert.Equal("bank", _books.Asked.OfType<PaymentReversal>().Single().LedgerAccountId);
    }

    [Fact]
    public async Task One_bill_that_never_gets_an_answer_holds_up_no_other()
    {
        await ApprovedAsync(13m);
        _books.Before = (what, asked) => Break(asked is BillToPush { Total.Minor: 13_13 }, what, AccountingFault.TimedOut);
        await ApprovedAsync(13.13m);
        for (var i = 0; i < 8; i++)
        {
            await LaterAsync(); // It is tried again, in vain.
        }

        await ApprovedAsync(14m);
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, _books.Owed.Count);
        Assert.Equal(["done present", "pending present timed_out", "done present"], await StandAsync("bill"));
    }

    [Fact]
    public async Task Of_what_is_listed_twice_on_a_page_the_last_holds()
    {
        _books.Pages.Enqueue(UnsteadyBooks.Listing(UnsteadyBooks.Bill("a", 1m, version: "1"), UnsteadyBooks.Bill("a", 2m)));
        _books.Pages.Enqueue(UnsteadyBooks.Listing(UnsteadyBooks.Bill("b", 3m)) with { Deleted = [(AccountingObjectKind.Bill, "b")] });
        await SyncedAsync();
        await SyncedAsync();

        var listed = Assert.Single((await _api.GetAsync("/v1/accounting/payables")).Ok().Json.GetProperty("data").EnumerateArray());
        Assert.Equal(2m, listed.GetProperty("total_amount").GetDecimal());
    }

    [Fact]
    public async Task What_is_listed_and_gone_on_one_page_is_gone()
    {
        await ApprovedAsync();
        var there = (await RecordAsync("bill")).GetProperty("platform_object_id").GetString()!;
        _books.Pages.Enqueue(UnsteadyBooks.Listing(UnsteadyBooks.Bill(there, 100m)) with { Deleted = [(AccountingObjectKind.Bill, there)] });

        await SyncedAsync();

        Assert.Equal(["error present conflict"], await StandAsync("bill"));
    }

    [Fact]
    public async Task Text_that_no_database_keeps_is_kept_without_it()
    {
        _books.Chart = [.. _books.Chart, TestBooks.Account("odd", "6\0") with { Name = "Od\0d", Subtype = "\0", Description = "a\0b" }, TestBooks.Account("no\0id", null)];
        _books.Pages.Enqueue(UnsteadyBooks.Listing(UnsteadyBooks.Bill("a", 1m, "nul \0 and backslash \\u0000 and \\\0")));

        await SyncedAsync();

        Assert.Equal("nul  and backslash \\u0000 and \\", (await _api.GetAsync("/v1/accounting/payables/a")).Ok().Text("memo"));
        var names = await NamesAsync();
        Assert.Contains("Odd", names);
        Assert.Equal(4, names.Count); // What cannot be called by its id cannot be booked on.

        _books.Before = (what, _) => Break(what == "bill", "I am\0 closed", AccountingFault.PeriodClosed, "4\02");
        await ApprovedAsync();
        var error = (await RecordAsync("bill")).GetProperty("errors");
        Assert.Equal(("I am closed", "42"), (error.GetProperty("message").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Asked_for_while_the_books_are_being_read_they_are_read_once_more()
    {
        var reads = 0;
        _books.Before = (what, _) =>
        {
            if (what == "changes" && ++reads == 1)
            {
                _server.Clock.Advance(TimeSpan.FromMilliseconds(10));
                SyncAsync().GetAwaiter().GetResult();
                SyncAsync().GetAwaiter().GetResult();
            }
        };

        await SyncedAsync();

        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task A_bill_that_is_being_written_when_its_connection_ends_is_not_written_twice_by_the_next()
    {
        _books.After = (what, _) =>
        {
            if (what == "bill")
            {
                _books.After = (_, _) => { };
                _api.PostAsync($"{Connections}/{_connection}/disconnect").GetAwaiter().GetResult().Ok();
            }
        };
        await ApprovedAsync();
        Assert.Equal("disconnected", (await _api.GetAsync($"{Connections}/{_connection}")).Ok().Text("status"));
        Assert.Equal(["pending present"], await StandAsync("bill"));

        await ConnectAsync();

        Assert.Equal(["done present"], await StandAsync("bill"));
        Assert.Single(_books.Owed);
    }

    [Fact]
    public async Task What_happened_to_pushed_bills_while_their_books_were_disconnected_is_made_up_for()
    {
        var (canceled, paid, returned) = (await ApprovedAsync(10m), await ApprovedAsync(20m), await ApprovedAsync(30m));
        (await _desk.InitiateAsync(IdOf(returned), "QUITTANCE-RETURN-R01")).Created();
        await _desk.Tenant.RunJobsAsync();
        await LaterAsync(TimeSpan.FromSeconds(3));
        Assert.Equal((3, 1), (_books.Owed.Count, _books.Payments.Count));
        await DisconnectAsync();

        (await _api.PostAsync($"{canceled}/cancel")).Ok();
        (await _desk.InitiateAsync(IdOf(paid))).Created();
        await _desk.Tenant.RunJobsAsync();
        await LaterAsync(TimeSpan.FromDays(5));
        Assert.Equal((3, 1), (_books.Owed.Count, _books.Payments.Count));
        await ConnectAsync();

        Assert.Equal(["done present", "done present", "done reversed"], (await StandAsync("bill")).Order());
        Assert.Equal(["done present", "done reversed"], (await StandAsync("payment_record")).Order());
        Assert.Equal((2, 20_00), (_books.Owed.Count, Assert.Single(_books.Payments).Value.Payment.Amount.Minor));
    }

    [Fact]
    public async Task A_bill_that_was_revised_while_its_books_were_disconnected_is_made_anew()
    {
        var bill = IdOf(await ApprovedAsync());
        await DisconnectAsync();
        (await _desk.StepAsync(bill, "cancel")).Ok();
        (await _desk.SenderStepAsync(bill, "revise")).Ok();
        (await _desk.Tenant.PutAsync($"{_desk.Sent}/{bill}", new { amount = 90 })).Ok();
        (await _desk.SenderStepAsync(bill, "submit")).Ok();
        (await _desk.StepAsync(bill, "approve")).Ok();

        await ConnectAsync();

        Assert.Equal(["done present", "done reversed"], (await StandAsync("bill")).Order());
        Assert.Equal(90_00, Assert.Single(_books.Owed).Value.Bill.Total.Minor);
    }

    private static void Break(bool isToFail, string message, AccountingFault fault, string? code = null)
    {
        if (isToFail)
        {
            throw new AccountingException(fault, message, code);
        }
    }

    private static Action<string, object> Fail(string at, AccountingFault fault) => (what, _) => Break(what == at, what, fault);

    private static Action<string, object> FailOnce(string at, AccountingFault fault)
    {
        var isDue = true;
        return (what, _) =>
        {
            var isToFail = isDue && what == at;
            isDue &= !isToFail;
            Break(isToFail, what, fault);
        };
    }

    private async Task DisconnectAsync() => (await _api.PostAsync($"{Connections}/{_connection}/disconnect")).Ok();

    private async Task ConnectAsync()
    {
        _connection = (await _api.PostAsync(Connections, new { platform = UnsteadyBooks.Platform })).Created().Text("id");
        (await _api.PostAsync($"{Connections}/{_connection}/credentials", new { platform = UnsteadyBooks.Platform, settings = new { company = "one" } })).Ok();
        await _desk.Tenant.RunJobsAsync();
    }

    /// <returns>The payable's path.</returns>
    private async Task<string> ApprovedAsync(decimal amount = 100m)
    {
        var bill = await _desk.ApprovedAsync(amount);
        await _desk.Tenant.RunJobsAsync();
        return $"/v1/payables/{NetworkIds.PayableOf(bill).Value}";
    }

    private async Task SyncAsync() => (await _api.PostAsync($"{Connections}/{_connection}/sync")).Is(202);

    private async Task SyncedAsync()
    {
        await SyncAsync();
        await _desk.Tenant.RunJobsAsync();
    }

    private async Task LaterAsync(TimeSpan? time = null)
    {
        _server.Clock.Advance(time ?? TimeSpan.FromHours(8)); // Longer than any rest after failures.
        await _desk.Tenant.RunJobsAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> RecordsAsync(string type) => [.. (await _api.GetAsync($"{Records}?object_type={type}")).Ok().Json.GetProperty("data").EnumerateArray()];

    private async Task<JsonElement> RecordAsync(string type) => Assert.Single(await RecordsAsync(type));

    private async Task<IReadOnlyList<string>> StandAsync(string type) => [.. (await RecordsAsync(type)).Select(KeptBooks.Say)];

    private async Task<Answer> PushAsync(string type) => await _api.PostAsync($"{Records}/{(await RecordAsync(type)).GetProperty("id").GetString()}/push");

    private async Task<Guid> AccountAsync(string name) => (await _api.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray()
        .Single(account => account.GetProperty("name").GetString() is { } known && (known == name || known == $"Account {name}")).GetProperty("id").GetGuid();

    private async Task<IReadOnlyList<string?>> NamesAsync() =>
        [.. (await _api.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray().Select(account => account.GetProperty("name").GetString())];

    private static string IdOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
