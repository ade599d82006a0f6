using System.Text.Json;

namespace Quittance.Tests.Accounting;

/// <summary>A bookkeeper changes over there what came from here. It is shown, and never lost or written over by itself.</summary>
[Collection("moves the clock")]
public sealed class MeetingChangesThere(TestServer server)
{
    [Fact]
    public async Task A_bill_that_was_voided_there_is_shown_and_made_anew_when_a_person_says_so()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        var vendor = (await books.RecordAsync("vendor")).GetProperty("platform_object_id").GetString();
        var link = (await books.RecordAsync("bill")).GetProperty("platform_object_id").GetString();
        await books.EditAsync(text => $"{text}\n2026-04-02 * \"Paid SAS\" \"Storno\" ^{link}_reversal ^{link}\n  Expenses:Other  -100.00 USD\n  {vendor}  100.00 USD\n");

        await books.SyncedAsync();
        var record = await books.RecordAsync("bill");
        Assert.Equal("error present conflict", KeptBooks.Say(record));
        Assert.Equal("It was voided in the accounting system.", record.GetProperty("errors").GetProperty("message").GetString());
        Assert.Contains("Push again", record.GetProperty("errors").GetProperty("hint").GetString(), StringComparison.Ordinal);
        await books.SyncedAsync();
        Assert.Equal(["error present conflict"], await books.StandAsync("bill")); // A look does not write it over.

        Assert.Equal("pending present", KeptBooks.Say((await books.PushAsync(record)).Ok().Json));
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done present"], await books.StandAsync("bill"));
        Assert.Equal(100_00, (await books.BalancesAsync())["Expenses:Other"]);
    }

    [Fact]
    public async Task A_bill_that_comes_to_another_total_there_is_taken_back_and_made_anew_when_a_person_says_so()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        await books.EditAsync(text => text.Replace("100.00", "90.00", StringComparison.Ordinal));

        await books.SyncedAsync();
        var record = await books.RecordAsync("bill");
        Assert.Equal("error present conflict", KeptBooks.Say(record));
        Assert.Contains("90", record.GetProperty("errors").GetProperty("message").GetString(), StringComparison.Ordinal);

        (await books.PushAsync(record)).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done present", "done reversed"], await books.StandAsync("bill"));
        Assert.Equal(100_00, (await books.BalancesAsync())["Expenses:Other"]);
        await books.SyncedAsync();
        Assert.Equal(["done present", "done reversed"], await books.StandAsync("bill"));
    }

    [Fact]
    public async Task A_bill_that_was_changed_back_there_is_in_step_again_by_itself()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        await books.EditAsync(text => text.Replace("100.00", "90.00", StringComparison.Ordinal));
        await books.SyncedAsync();
        await books.EditAsync(text => text.Replace("90.00", "100.00", StringComparison.Ordinal));
        await books.SyncedAsync();

        Assert.Equal(["done present"], await books.StandAsync("bill"));
    }

    [Fact]
    public async Task A_bill_that_was_paid_there_but_not_here_is_shown_until_a_person_leaves_both_as_they_are()
    {
        var books = await KeptBooks.OpenAsync(server);
        var bill = await books.ApprovedAsync();
        var vendor = (await books.RecordAsync("vendor")).GetProperty("platform_object_id").GetString();
        var link = (await books.RecordAsync("bill")).GetProperty("platform_object_id").GetString();
        await books.EditAsync(text => $"{text}\n2026-04-02 * \"Paid SAS\" \"By cheque\" ^{link}\n  Assets:Bank  -100.00 USD\n  {vendor}  100.00 USD\n");

        await books.SyncedAsync();
        var record = await books.RecordAsync("bill");
        Assert.Equal("error present conflict", KeptBooks.Say(record));
        Assert.Contains("paid in the accounting system", record.GetProperty("errors").GetProperty("message").GetString(), StringComparison.Ordinal);

        Assert.Equal("APPROVED", (await books.Desk.ReadAsync(bill)).Text("status"));
        (await books.PushAsync(record)).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done present"], await books.StandAsync("bill")); // Left as both are.
    }

    [Fact]
    public async Task A_vendor_that_was_renamed_on_both_sides_meets_a_conflict_until_a_person_decides()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        await books.EditAsync(text => text.Replace("\"Paid SAS\" ; ", "\"Paid by hand\" ; ", StringComparison.Ordinal));
        await books.SyncedAsync();
        Assert.Equal(["done present"], await books.StandAsync("vendor"));

        (await books.Tenant.PatchAsync($"/api/businesses/{books.Desk.Payee}", new { name = "Renamed here" })).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["error present conflict"], await books.StandAsync("vendor"));
        await books.SyncedAsync();
        Assert.Equal(["error present conflict"], await books.StandAsync("vendor"));

        (await books.PushAsync(await books.RecordAsync("vendor"))).Ok();
        await books.Tenant.RunJobsAsync();
        Assert.Equal(["done present"], await books.StandAsync("vendor"));
    }

    [Fact]
    public async Task A_vendor_that_the_books_know_by_its_tax_number_is_not_made_again()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedOfAnotherAsync(); // So that there is a file.
        (await books.Tenant.PatchAsync($"/api/businesses/{books.Desk.Payee}", new { registrationNumbers = new { vat = "FR11999999998" } })).Ok();
        await books.EditAsync(text =>
            $"{text}\n1970-01-01 open Liabilities:Payable:ByHand\n2026-01-01 note Liabilities:Payable:ByHand \"Quite another name\" ; tax:FR11999999998\n");
        await books.SyncedAsync();

        await books.ApprovedAsync();

        Assert.Equal("Liabilities:Payable:ByHand", (await books.RecordsAsync("vendor"))[1].GetProperty("platform_object_id").GetString());
        Assert.Equal(-100_00, (await books.BalancesAsync())["Liabilities:Payable:ByHand"]);
    }

    [Fact]
    public async Task A_failure_is_told_of_its_object_in_the_systems_words_and_pushed_again_one_by_one()
    {
        var books = await KeptBooks.OpenAsync(server);
        var bill = await books.ApprovedAsync();
        await books.EditAsync(text => $"{text}\n2020-01-01 close Assets:Bank\n");

        await books.PaidAsync(bill);
        var record = await books.RecordAsync("payment_record");
        Assert.Equal("error present ledger_account_missing", KeptBooks.Say(record));
        Assert.Contains("Assets:Bank", record.GetProperty("errors").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await books.ReadAsync()).GetProperty("errors").ValueKind);
        Assert.Equal(["done present"], await books.StandAsync("bill"));

        await books.EditAsync(text => text.Replace("2020-01-01 close Assets:Bank\n", "", StringComparison.Ordinal));
        await books.SyncedAsync(); // A look at the books is the time to see whether the reason is gone.
        Assert.Equal(["done present"], await books.StandAsync("payment_record"));
        Assert.Equal(-100_00, (await books.BalancesAsync())["Assets:Bank"]);
    }

    [Fact]
    public async Task Books_that_cannot_be_read_are_told_at_the_connection_and_everything_waits()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedOfAnotherAsync(); // So that there is a file.
        await books.EditAsync(text => $"{text}\nthis is no journal {{\n");

        await books.ApprovedAsync();
        await books.SyncedAsync();
        Assert.Equal(JsonValueKind.Array, (await books.ReadAsync()).GetProperty("errors").ValueKind);
        Assert.Equal("connected", (await books.ReadAsync()).GetProperty("status").GetString());
        Assert.Equal("pending present rejected", (await books.StandAsync("bill"))[1]); // It waits for its vendor, and says why.
        Assert.Equal("idle", (await books.ProgressAsync()).GetProperty("status").GetString());

        await books.EditAsync(text => text.Replace("\nthis is no journal {\n", "", StringComparison.Ordinal));
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await books.SyncedAsync();
        Assert.Equal(["done present", "done present"], await books.StandAsync("bill"));
        Assert.Equal(JsonValueKind.Null, (await books.ReadAsync()).GetProperty("errors").ValueKind);
    }
}
