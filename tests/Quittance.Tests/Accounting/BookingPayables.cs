using System.Text.Json;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Api.Network;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>The Accounting dialect's view of payables and of what was pulled from the books.</summary>
public sealed class BookingPayables(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payable_goes_its_way_in_the_dialects_words()
    {
        var desk = await Desk.OpenAsync(server);
        var entity = desk.Tenant.For(desk.Payer);
        var bill = Path((await desk.PayableAsync(12.34m, number: "N-1")).Text("id"));

        var seen = (await entity.GetAsync(bill)).Ok();
        Assert.Equal(("approve_in_progress", 12_34L, 12_34L, 0L, "N-1"), (
            seen.Text("status"), seen.At("total_amount").GetInt64(), seen.At("amount_due").GetInt64(), seen.At("amount_paid").GetInt64(), seen.Text("document_id")));
        Assert.Equal("Paid SAS", seen.Text("counterpart.organization.legal_name"));

        Assert.Equal("waiting_to_be_paid", (await entity.PostAsync($"{bill}/approve_payment_operation")).Ok().Text("status"));
        (await entity.PostAsync($"{bill}/approve_payment_operation")).Is(409);
        (await entity.PostAsync($"{bill}/reject")).Is(409);
        Assert.Equal("canceled", (await entity.PostAsync($"{bill}/cancel")).Ok().Text("status"));

        var other = Path((await desk.PayableAsync()).Text("id"));
        Assert.Equal("rejected", (await entity.PostAsync($"{other}/reject")).Ok().Text("status"));
        (await desk.Tenant.For(desk.Payee).GetAsync(bill)).Is(404);
        (await desk.Tenant.For(desk.Payee).PostAsync($"{bill}/cancel")).Is(404);
    }

    [Fact]
    public async Task An_own_draft_is_submitted()
    {
        var desk = await Desk.OpenAsync(server);
        var bill = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = desk.Connection, amount = 50, invoiceNumber = "OWN-1" })).Created().Text("id");
        var entity = desk.Tenant.For(desk.Payer);

        Assert.Equal("draft", (await entity.GetAsync(Path(bill))).Ok().Text("status"));
        Assert.Equal("approve_in_progress", (await entity.PostAsync($"{Path(bill)}/submit_for_approval")).Ok().Text("status"));
    }

    [Theory]
    [InlineData("status=approve_in_progress", "B-2 B-3")]
    [InlineData("status__in=waiting_to_be_paid&status__in=draft", "B-1")]
    [InlineData("status=partially_paid", "")]
    [InlineData("status=new", "")]
    [InlineData("status=draft&status__in=waiting_to_be_paid", "")]
    [InlineData("document_id=B-2", "B-2")]
    [InlineData("due_date__gt=2026-03-02", "B-3")]
    [InlineData("due_date__gte=2026-03-02&due_date__lt=2026-03-03", "B-2")]
    [InlineData("due_date=2026-03-01", "B-1")]
    [InlineData("created_at__gt=2020-01-01", "B-1 B-2 B-3")]
    [InlineData("created_at__lt=2020-01-01", "")]
    [InlineData("sort=issued_at&order=desc", "B-1 B-2 B-3")]
    [InlineData("sort=id&order=desc", "B-3 B-2 B-1")]
    public async Task The_list_filters_and_sorts(string query, string numbers)
    {
        var desk = await Desk.OpenAsync(server);
        foreach (var day in new[] { 1, 2, 3 })
        {
            var made = (await desk.Tenant.PostAsync(desk.Sent, new
            {
                connectionId = desk.Connection,
                invoiceNumber = $"B-{day}",
                amount = 10,
                status = "SUBMITTED",
                invoiceDate = $"2026-02-0{4 - day}",
                dueDate = $"2026-03-0{day}",
            })).Created();
            if (day == 1)
            {
                (await desk.StepAsync(made.Text("id"), "approve")).Ok();
            }
        }

        Assert.Equal(numbers, string.Join(' ', Numbers((await desk.Tenant.For(desk.Payer).GetAsync($"/v1/payables?{query}")).Ok())));
    }

    [Theory]
    [InlineData("created_at", "asc")]
    [InlineData("created_at", "desc")]
    [InlineData("id", "asc")]
    [InlineData("issued_at", "desc")]
    public async Task The_list_is_walked_to_its_end_and_back(string sort, string order)
    {
        var desk = await Desk.OpenAsync(server);
        for (var made = 0; made < 5; made++)
        {
            await desk.PayableAsync();
        }

        var entity = desk.Tenant.For(desk.Payer);
        var first = (await entity.GetAsync($"/v1/payables?sort={sort}&order={order}&limit=2")).Ok();
        var second = (await entity.GetAsync($"/v1/payables?pagination_token={first.Text("next_pagination_token")}")).Ok();
        var third = (await entity.GetAsync($"/v1/payables?pagination_token={second.Text("next_pagination_token")}")).Ok();
        var back = (await entity.GetAsync($"/v1/payables?pagination_token={third.Text("prev_pagination_token")}")).Ok();

        Assert.Equal((2, 2, 1), (Numbers(first).Count, Numbers(second).Count, Numbers(third).Count));
        Assert.Equal(5, Numbers(first).Concat(Numbers(second)).Concat(Numbers(third)).Distinct().Count());
        Assert.Equal(JsonValueKind.Null, third.At("next_pagination_token").ValueKind);
        Assert.Equal(Numbers(second), Numbers(back));
    }

    [Fact]
    public async Task A_wrong_filter_is_named()
    {
        var desk = await Desk.OpenAsync(server);

        var refused = (await desk.Tenant.For(desk.Payer).GetAsync("/v1/payables?status=open&counterpart_id=x&due_date=tomorrow&limit=101")).Is(422);

        Assert.Equal(
            ["counterpart_id", "due_date", "limit", "status"],
            refused.At("detail").EnumerateArray().Select(fault => fault.GetProperty("loc")[1].GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Line_items_show_tax_and_what_is_beside_the_lines_and_take_an_account_and_a_rate()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var bill = (await desk.Tenant.PostAsync(desk.Sent, new
        {
            connectionId = desk.Connection,
            invoiceNumber = "L-1",
            amount = 225.5m,
            status = "SUBMITTED",
            lineItems = new object[]
            {
                new { description = "A", quantity = 2, unitPrice = 50, taxRate = 20 }, new { description = "B", quantity = 1, unitPrice = 100, taxRate = 5.5m },
            },
        })).Created().Text("id");
        var items = (await books.Desk.GetAsync($"{Path(bill)}/line_items")).Ok().At("data");
        Assert.Equal(
            [(50_00L, 20_00, 100_00L, 20_00L, 120_00L), (100_00, 5_50, 100_00, 5_50, 105_50)],
            items.EnumerateArray().Select(item => (
                item.GetProperty("unit_price").GetInt64(), item.GetProperty("tax").GetInt32(), item.GetProperty("subtotal").GetInt64(),
                item.GetProperty("tax_amount").GetInt64(), item.GetProperty("total").GetInt64())));

        var first = $"{Path(bill)}/line_items/{items[0].GetProperty("id").GetString()}";
        (await books.Desk.PatchAsync(first, new { })).Is(422);
        (await books.Desk.PatchAsync(first, new { tax = 10 })).Is(422);
        (await books.Desk.PatchAsync(first, new { accounting_tax_rate_id = await books.RateIdAsync("vat20") })).Is(422);
        (await books.Desk.PatchAsync(first, new { ledger_account_id = await books.AccountIdAsync("old") })).Is(422);
        (await books.Desk.PatchAsync(first, new { ledger_account_id = await books.AccountIdAsync("travel"), accounting_tax_rate_id = await books.RateIdAsync("vat19") })).Is(422);
        var coded = (await books.Desk.PatchAsync(first, new { ledger_account_id = await books.AccountIdAsync("travel"), accounting_tax_rate_id = await books.RateIdAsync("vat20") })).Ok();
        Assert.Equal(("person", $"{await books.RateIdAsync("vat20")}"), (coded.Text("ledger_account_source"), coded.Text("accounting_tax_rate_id")));
        Assert.Equal(JsonValueKind.Null, (await books.Desk.PatchAsync(first, new { ledger_account_id = (string?)null })).Ok().At("ledger_account_id").ValueKind);
        (await desk.Tenant.For(desk.Payee).PatchAsync(first, new { ledger_account_id = await books.AccountIdAsync("travel") })).Is(404);
    }

    [Fact]
    public async Task A_line_of_somebody_elses_bill_is_answered_as_one_that_does_not_exist()
    {
        var (desk, stranger) = (await Desk.OpenAsync(server), await Desk.OpenAsync(server));
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var (own, another, foreign) = ((await desk.PayableAsync()).Text("id"), (await desk.PayableAsync()).Text("id"), (await stranger.PayableAsync()).Text("id"));
        var (nobodys, change) = (Guid.CreateVersion7(server.Clock.GetUtcNow()), new { ledger_account_id = await books.AccountIdAsync("travel") });
        static Guid LineOf(string bill) => PayableLine.IdOf(NetworkIds.PayableOf(bill), 0);
        static string At(string bill, Guid line) => $"{Path(bill)}/line_items/{line}";
        var payee = desk.Tenant.For(desk.Payee);

        Answer[] answers =
        [
            await books.Desk.PatchAsync($"/v1/payables/{nobodys}/line_items/{nobodys}", change),
            await books.Desk.PatchAsync($"/v1/payables/{nobodys}/line_items/{LineOf(own)}", change),
            await books.Desk.PatchAsync(At(foreign, LineOf(foreign)), change),
            await books.Desk.PatchAsync(At(foreign, LineOf(own)), change),
            await books.Desk.PatchAsync(At(own, nobodys), change),
            await books.Desk.PatchAsync(At(own, LineOf(foreign)), change),
            await books.Desk.PatchAsync(At(own, LineOf(another)), change),
            await payee.PatchAsync(At(own, LineOf(own)), change), // It is owed this bill, and does not have to book it.
            await payee.PatchAsync(At(own, nobodys), change),
        ];

        Assert.All(answers, answer => Assert.Equal((404, answers[0].Body), (answer.Status, answer.Body)));
        (await books.Desk.PatchAsync(At(own, LineOf(own)), change)).Ok();
    }

    [Fact]
    public async Task A_bill_in_the_books_keeps_its_accounts_unless_its_push_failed()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var bill = (await desk.PayableAsync()).Text("id");
        var item = $"{Path(bill)}/line_items/{PayableLine.IdOf(NetworkIds.PayableOf(bill), 0)}";
        var change = new { ledger_account_id = await books.AccountIdAsync("travel") };
        (await books.Desk.PatchAsync(item, change)).Ok();
        (await desk.StepAsync(bill, "approve")).Ok();

        (await books.Desk.PatchAsync(item, change)).Ok();
        await SetRecordAsync(bill, "status = 'error', error = '{}'");
        (await books.Desk.PatchAsync(item, change)).Ok();
        await SetRecordAsync(bill, "status = 'done', error = null, remote_id = '1'");
        (await books.Desk.PatchAsync(item, change)).Is(409);
    }

    [Fact]
    public async Task Accounts_and_rates_are_listed_by_name()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);

        var accounts = (await books.Desk.GetAsync("/v1/ledger_accounts?limit=3")).Ok();
        var rest = (await books.Desk.GetAsync($"/v1/ledger_accounts?pagination_token={accounts.Text("next_pagination_token")}")).Ok();
        var down = (await books.Desk.GetAsync("/v1/ledger_accounts?sort=name&order=desc")).Ok();
        Assert.Equal(["Account office", "Account old", "Account travel"], Names(accounts));
        Assert.Equal(["Bank"], Names(rest));
        Assert.Equal(["Bank", "Account travel", "Account old", "Account office"], Names(down));
        var bank = (await books.Desk.GetAsync($"/v1/ledger_accounts/{await books.AccountIdAsync("bank")}")).Ok();
        Assert.Equal((12_34L, "Asset", "Active", "512", true), (
            bank.At("current_balance").GetInt64(), bank.Text("type"), bank.Text("status"), bank.Text("nominal_code"), bank.At("is_bank_account").GetBoolean()));

        Assert.Equal(["Old VAT", "VAT 20", "VAT 5.5"], Names((await books.Desk.GetAsync("/v1/accounting_tax_rates")).Ok()));
        var rate = (await books.Desk.GetAsync($"/v1/accounting_tax_rates/{await books.RateIdAsync("vat20")}")).Ok();
        Assert.Equal((20_00, 20_00, "V20"), (rate.At("effective_tax_rate").GetInt32(), rate.At("components")[0].GetProperty("rate").GetInt32(), rate.Text("code")));
        (await books.Desk.GetAsync("/v1/ledger_accounts?limit=251")).Is(422);
        Assert.Empty(Names((await desk.Tenant.For(desk.Payee).GetAsync("/v1/ledger_accounts")).Ok()));
        (await (await desk.Tenant.PermittedAsync(Permission.InvoicesRead)).For(desk.Payer).GetAsync("/v1/ledger_accounts")).Is(403);
    }

    [Fact]
    public async Task The_books_own_bills_are_read_as_they_were_pulled()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        RemoteBill Bill(string id, int minute) => new(
            new RemoteReference(id, "1", new DateTimeOffset(2026, 3, 1, 0, minute, 0, TimeSpan.Zero), null), null, "v 1", "Vendor", $"N-{id}", new DateOnly(2026, 3, 1), null,
            "EUR", null, 120m, 20m, 60.5m, RemoteBillStatus.PartiallyPaid, null, [new RemoteBillLine("Work", 1, 100m, "travel", "vat20")]);
        var page = new RemoteChanges([], [Bill("a/1", 1), Bill("b", 2), Bill("c", 3)], [], [], null, false);
        await books.DoAsync(session => session.AccountingObjects.PutAsync(books.Connection, page, server.Clock.GetUtcNow(), Cancel));

        var listed = (await books.Desk.GetAsync("/v1/accounting/payables?limit=2&offset=1")).Ok().At("data");
        Assert.Equal(["b", "a/1"], listed.EnumerateArray().Select(bill => bill.GetProperty("id").GetString()));
        var one = (await books.Desk.GetAsync("/v1/accounting/payables/a%2F1")).Ok();
        Assert.Equal(("partially_paid", 120m, 100m, 60.5m, "v 1"), (
            one.Text("status"), one.At("total_amount").GetDecimal(), one.At("subtotal").GetDecimal(), one.At("amount_due").GetDecimal(), one.Text("vendor_ref.id")));
        Assert.Equal($"{await books.AccountIdAsync("travel")}", one.At("lines")[0].GetProperty("ledger_account_id").GetString());
        (await books.Desk.GetAsync("/v1/accounting/payables/none")).Is(404);
        (await books.Desk.GetAsync("/v1/accounting/payables?limit=501")).Is(422);
    }

    [Fact]
    public async Task Settings_change_what_is_given_and_take_only_the_entitys_own_accounts()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var (path, travel) = ($"/v1/entities/{books.Business.Value}/settings", await books.AccountIdAsync("travel"));

        (await books.Desk.PatchAsync(path, new { accounting = new { ledger_account_ids = new { products = travel, payments = travel }, tax_ids = new { deductions = await books.RateIdAsync("vat20") } } })).Ok();
        (await books.Desk.PatchAsync(path, new { accounting = new { ledger_account_ids = new { payments = (string?)null } } })).Ok();
        var settings = (await books.Desk.GetAsync(path)).Ok();
        Assert.Equal((JsonValueKind.Null, $"{travel}", JsonValueKind.String), (
            settings.At("accounting.ledger_account_ids.payments").ValueKind, settings.Text("accounting.ledger_account_ids.products"), settings.At("accounting.tax_ids.deductions").ValueKind));
        (await books.Desk.PatchAsync(path, new { accounting = new { tax_ids = (string?)null } })).Ok();
        Assert.Equal(JsonValueKind.Null, (await books.Desk.GetAsync(path)).Ok().At("accounting.tax_ids.deductions").ValueKind);

        (await books.Desk.PatchAsync(path, new { language = "en" })).Is(422);
        (await books.Desk.PatchAsync(path, new { accounting = new { ledger_account_ids = new { refunds = travel } } })).Is(422);
        Assert.Equal("accounting ledger_account_ids products", Place((await desk.Tenant.For(desk.Payee).PatchAsync(
            $"/v1/entities/{NetworkSteps.Uuid(desk.Payee)}/settings", new { accounting = new { ledger_account_ids = new { products = travel } } })).Is(422)));
    }

    [Fact]
    public async Task Entities_are_the_businesses_that_a_caller_sees()
    {
        var tenant = await server.NewTenantAsync();
        var (one, other) = (await tenant.BusinessAsync("One", new { siren = "801017476" }), await tenant.BusinessAsync("Other"));

        var all = (await tenant.GetAsync("/v1/entities?order=desc")).Ok().At("data");
        Assert.Equal(["Other", "One"], all.EnumerateArray().Select(entity => entity.GetProperty("organization").GetProperty("name").GetString()));
        var seen = (await tenant.GetAsync($"/v1/entities/{NetworkSteps.Uuid(one)}")).Ok();
        Assert.Equal(("organization", "active", "801017476"), (seen.Text("type"), seen.Text("status"), seen.Text("registration_number")));
        Assert.Equal("Other", (await (await tenant.LimitedToAsync(other)).GetAsync("/v1/entities/me")).Ok().Text("organization.legal_name"));
        (await (await tenant.LimitedToAsync(other)).GetAsync($"/v1/entities/{NetworkSteps.Uuid(one)}")).Is(404);
    }

    private static string Path(string payable) => $"/v1/payables/{NetworkIds.PayableOf(payable).Value}";

    private static IReadOnlyList<string> Numbers(Answer list) => [.. list.At("data").EnumerateArray().Select(bill => bill.GetProperty("document_id").GetString()!)];

    private static IReadOnlyList<string> Names(Answer list) => [.. list.At("data").EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    private static string Place(Answer refused) => string.Join(' ', refused.At("detail")[0].GetProperty("loc").EnumerateArray().Skip(1).Select(part => part.GetString()));

    private async Task SetRecordAsync(string bill, string change)
    {
        await using var command = server.Owner.CreateCommand($"update accounting_records set {change} where object_id = $1");
        command.Parameters.Add(new() { Value = NetworkIds.PayableOf(bill).Value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }
}
