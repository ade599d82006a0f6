using Quittance.Server.Verification;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>What is approved and paid here stands in the books, once, and is taken back there when it is taken back here.</summary>
[Collection("moves the clock")]
public sealed class KeepingBooksInStep(TestServer server)
{
    private const string Connections = "/v1/accounting_connections";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_bill_is_owed_in_the_books_and_its_payment_settles_it()
    {
        var books = await KeptBooks.OpenAsync(server);

        var bill = await books.ApprovedAsync();
        Assert.Equal(["done present"], await books.StandAsync("vendor"));
        Assert.Equal(["done present"], await books.StandAsync("bill"));
        var owed = await books.BalancesAsync();
        Assert.Equal(100_00, owed["Expenses:Other"]);
        Assert.Equal(-100_00, owed.Single(account => account.Key.StartsWith("Liabilities:", StringComparison.Ordinal)).Value);

        await books.PaidAsync(bill);
        Assert.Equal(["done present"], await books.StandAsync("payment_record"));
        Assert.Equal(
            new Dictionary<string, long> { ["Expenses:Other"] = 100_00, ["Assets:Bank"] = -100_00 }, await books.BalancesAsync());
    }

    [Fact]
    public async Task A_payment_that_no_account_was_chosen_for_says_where_to_and_goes_on_once_one_is()
    {
        var books = await KeptBooks.OpenAsync(server);
        (await books.ChooseAsync(new { payments = (string?)null })).Ok();
        await books.PaidAsync(await books.ApprovedAsync());

        var error = (await books.RecordAsync("payment_record")).GetProperty("errors");
        Assert.Equal("ledger_account_missing", error.GetProperty("type").GetString());
        Assert.Contains("accounting.ledger_account_ids.payments", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("for payments in the entity's settings", error.GetProperty("hint").GetString(), StringComparison.Ordinal);

        (await books.ChooseAsync(new { payments = await books.AccountAsync("Assets:Bank") })).Ok();
        await books.Tenant.RunJobsAsync();

        Assert.Equal(["done present"], await books.StandAsync("payment_record"));
        Assert.Equal(-100_00, (await books.BalancesAsync())["Assets:Bank"]);
    }

    [Fact]
    public async Task Synchronising_again_changes_nothing()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.PaidAsync(await books.ApprovedAsync());
        var (entries, records) = (await books.EntriesAsync(), await books.RecordsAsync("bill"));

        for (var i = 0; i < 3; i++)
        {
            await books.SyncedAsync();
        }

        Assert.Equal(entries, await books.EntriesAsync());
        Assert.Equal(2, entries.Count);
        Assert.Equal(records.Select(record => record.GetProperty("updated_at").GetString()), (await books.RecordsAsync("bill")).Select(record => record.GetProperty("updated_at").GetString()));
    }

    [Fact]
    public async Task A_canceled_bill_is_taken_back_and_one_approved_anew_is_another_bill_over_there()
    {
        var books = await KeptBooks.OpenAsync(server);
        var bill = await books.ApprovedAsync();

        (await books.Desk.StepAsync(bill, "cancel")).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done reversed"], await books.StandAsync("bill"));
        Assert.Empty(await books.BalancesAsync());

        (await books.Desk.SenderStepAsync(bill, "revise")).Ok();
        (await books.Tenant.PutAsync($"{books.Desk.Sent}/{bill}", new { amount = 120 })).Ok();
        (await books.Desk.SenderStepAsync(bill, "submit")).Ok();
        (await books.Desk.StepAsync(bill, "approve")).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done reversed", "done present"], await books.StandAsync("bill"));
        Assert.Equal(120_00, (await books.BalancesAsync())["Expenses:Other"]);
        Assert.Equal(3, (await books.EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_bill_that_is_canceled_before_it_was_pushed_never_gets_there()
    {
        var books = await KeptBooks.OpenAsync(server);
        var bill = await books.Desk.ApprovedAsync();
        (await books.Desk.StepAsync(bill, "cancel")).Ok();
        await books.Tenant.RunJobsAsync();

        Assert.Equal(["done reversed"], await books.StandAsync("bill"));
        Assert.Empty(await books.EntriesAsync());
    }

    [Fact]
    public async Task A_payment_that_comes_back_is_taken_back_and_the_bill_is_owed_again()
    {
        var books = await KeptBooks.OpenAsync(server);
        var bill = await books.ApprovedAsync();
        await books.PaidAsync(bill, "QUITTANCE-RETURN-R01");
        server.Clock.Advance(TimeSpan.FromDays(5));
        await books.Tenant.RunJobsAsync();

        Assert.Equal(["done reversed"], await books.StandAsync("payment_record"));
        Assert.Equal(["done present"], await books.StandAsync("bill"));
        Assert.Equal(100_00, (await books.BalancesAsync())["Expenses:Other"]);
        Assert.DoesNotContain("Assets:Bank", await books.BalancesAsync());

        await books.PaidAsync(bill, source: await books.Desk.AccountAsync("000999888777"));
        Assert.Equal(["done reversed", "done present"], await books.StandAsync("payment_record"));
        Assert.Equal(-100_00, (await books.BalancesAsync())["Assets:Bank"]);
    }

    [Fact]
    public async Task What_was_approved_before_the_connection_stays_out_and_so_does_its_payment()
    {
        var desk = await Desk.OpenAsync(server);
        var early = await desk.ApprovedAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var books = await KeptBooks.ConnectAsync(desk);
        await books.Tenant.RunJobsAsync();

        await books.PaidAsync(early);

        Assert.Empty(await books.RecordsAsync("bill"));
        Assert.Empty(await books.RecordsAsync("payment_record"));
        Assert.Empty(await books.EntriesAsync());
    }

    [Fact]
    public async Task A_planned_payment_that_is_called_off_does_not_bring_an_early_bill_into_the_books()
    {
        var desk = await Desk.OpenAsync(server);
        var early = await desk.ApprovedAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var books = await KeptBooks.ConnectAsync(desk);
        await books.Tenant.RunJobsAsync();

        var payment = (await desk.InitiateAsync(early, date: "2099-01-01")).Created().Text("id");
        (await desk.Tenant.PostAsync($"/api/payments/{payment}/cancel")).Ok();
        await books.Tenant.RunJobsAsync();

        Assert.Equal("APPROVED", (await desk.ReadAsync(early)).Text("status"));
        Assert.Empty(await books.RecordsAsync("bill"));
    }

    [Fact]
    public async Task A_bill_that_the_rule_approves_for_another_organizations_supplier_is_in_the_payers_books()
    {
        var across = await server.AcrossAsync();
        (await across.Payer.PatchAsync($"/api/connections/{across.Connection}/settings", new { autoApproval = new { enabled = true } })).Ok();
        var api = across.Payer.For(across.PayerBusiness);
        var id = (await api.PostAsync(Connections, new { platform = "journal" })).Created().Text("id");
        (await api.PostAsync($"{Connections}/{id}/credentials", new { platform = "journal" })).Ok();

        var bill = await across.Payee.PostAsync(
            $"/api/businesses/{across.PayeeBusiness}/payables",
            new { connectionId = across.Connection, invoiceNumber = "X-1", amount = 10, status = "SUBMITTED", invoiceDate = "2026-01-02" });

        Assert.Equal("APPROVED", bill.Created().Text("status"));
        var record = Assert.Single((await api.GetAsync("/v1/accounting_synced_records?object_type=bill")).Ok().Json.GetProperty("data").EnumerateArray());
        Assert.Equal("pending present", KeptBooks.Say(record));
        Assert.Empty((await across.Payee.For(across.PayeeBusiness).GetAsync("/v1/accounting_synced_records?object_type=bill")).Ok().Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_vendor_that_has_another_name_here_has_it_in_the_books_too()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();

        (await books.Tenant.PatchAsync($"/api/businesses/{books.Desk.Payee}", new { name = "Renamed SAS" })).Ok();
        Assert.Equal(["pending present"], await books.StandAsync("vendor"));
        await books.ApprovedAsync(50m);

        Assert.Equal(["done present"], await books.StandAsync("vendor"));
        Assert.Contains("Renamed SAS", (await books.EntriesAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_that_has_another_mailbox_here_has_it_in_the_books_too()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        var address = new { street1 = "1 Main Street", city = "Lyon", postalCode = "69001", country = "FR" };

        (await books.Tenant.PatchAsync($"/api/businesses/{books.Desk.Payee}", new { email = "bills@paid.example", address })).Ok();
        Assert.Equal(["pending present"], await books.StandAsync("vendor"));
        await books.Tenant.RunJobsAsync();

        Assert.Equal(["done present"], await books.StandAsync("vendor"));
        Assert.Contains("email:bills@paid.example", await books.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wanted_in_the_books_is_on_record()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.PaidAsync(await books.ApprovedAsync());
        (await books.Desk.StepAsync(await books.ApprovedAsync(7m), "cancel")).Ok();

        var checks = await VerifyDatabase.RunAsync(server.Owner, server.Options.MasterKeys, server.Clock, _ => { }, Cancel);

        Assert.DoesNotContain(
            checks.Single(check => check.Name == "accounting_records").Faults, fault => fault.Contains($"{books.Tenant.Id}", StringComparison.Ordinal));
    }
}
