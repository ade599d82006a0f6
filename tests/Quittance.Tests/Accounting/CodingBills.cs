using System.Text.Json;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Api.Network;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

public sealed class CodingBills(TestServer server)
{
    private static int _count;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_books_nothing_is_asked_for()
    {
        var desk = await Desk.OpenAsync(server);
        var bill = (await desk.PayableAsync()).Text("id");

        (await desk.StepAsync(bill, "approve")).Ok();
        Assert.Equal([null], await SourcesAsync(desk, bill));
    }

    [Fact]
    public async Task A_bill_that_nobody_could_book_is_not_approved_until_its_lines_are_coded()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var bill = await BillAsync(desk, Line("Flight", 60), Line("Pens", 40));

        var refused = (await desk.StepAsync(bill, "approve")).Is(409);
        Assert.Contains("line 1 (\"Flight\"), line 2 (\"Pens\")", refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal("SUBMITTED", (await desk.ReadAsync(bill)).Text("status"));

        await CodeAsync(books, bill, 0, TestBooks.Travel);
        Assert.DoesNotContain("Flight", (await desk.StepAsync(bill, "approve")).Is(409).Text("message"), StringComparison.Ordinal);
        await CodeAsync(books, bill, 1, TestBooks.Office);
        (await desk.StepAsync(bill, "approve")).Ok();
        Assert.Equal(["travel", "office"], (await PushedAsync(books, bill)).Lines.Select(line => line.LedgerAccountId));
    }

    [Fact]
    public async Task The_vendors_last_bill_codes_the_next_by_its_words_else_by_its_largest_line()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var first = await BillAsync(desk, Line("Flight", 60), Line("Pens", 40));
        await CodeAsync(books, first, 0, TestBooks.Travel);
        await CodeAsync(books, first, 1, TestBooks.Office);

        var next = await BillAsync(desk, Line("PENS ", 10), Line("Paper", 90));

        Assert.Equal([("office", "vendor"), ("travel", "vendor")], await CodingsAsync(books, next));
        (await desk.StepAsync(next, "approve")).Ok();
    }

    [Fact]
    public async Task The_default_account_takes_what_nothing_else_is_known_of_and_a_closed_one_takes_nothing()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        await DefaultAsync(books, TestBooks.Office);

        var bill = await BillAsync(desk, Line("Paper", 90));
        Assert.Equal([("office", "default")], await CodingsAsync(books, bill));

        await books.PullAsync([TestBooks.Account(TestBooks.Travel, null)]);
        (await desk.StepAsync(bill, "approve")).Is(409);
    }

    [Fact]
    public async Task What_a_person_chose_stays_through_a_revision_where_the_line_says_the_same()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        await DefaultAsync(books, TestBooks.Office);
        var bill = await BillAsync(desk, Line("Flight", 60), Line("Pens", 40));
        await CodeAsync(books, bill, 0, TestBooks.Travel);

        (await desk.SenderStepAsync(bill, "revise")).Ok();
        (await desk.Tenant.PutAsync($"{desk.Sent}/{bill}", new { lineItems = new[] { Line("Paper", 40), Line("Flight", 60) } })).Ok();
        (await desk.SenderStepAsync(bill, "submit")).Ok();

        Assert.Equal([("office", "default"), ("travel", "person")], await CodingsAsync(books, bill));
    }

    [Fact]
    public async Task A_rule_leaves_a_bill_without_an_account_to_a_person_and_takes_a_coded_one()
    {
        var desk = await Desk.OpenAsync(server, new { enabled = true });
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);

        Assert.Equal("SUBMITTED", (await desk.PayableAsync()).Text("status"));
        Assert.Contains("a line has no ledger account", await desk.Tenant.LogAsync(), StringComparison.Ordinal);

        await DefaultAsync(books, TestBooks.Office);
        Assert.Equal("APPROVED", (await desk.PayableAsync()).Text("status"));
    }

    [Fact]
    public async Task The_payers_own_bill_leaves_its_draft_only_when_it_is_coded()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var bill = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = desk.Connection, amount = 50, invoiceNumber = "OWN-1", memo = "Lunch" })).Created().Text("id");

        (await desk.StepAsync(bill, "submit")).Is(409);
        await CodeAsync(books, bill, 0, TestBooks.Travel);
        (await desk.Tenant.PutAsync($"{desk.Payables}/{bill}", new { memo = "Dinner" })).Ok();
        (await desk.StepAsync(bill, "submit")).Ok();
    }

    [Fact]
    public async Task Another_organizations_bill_is_coded_in_the_payers_and_its_sender_learns_nothing()
    {
        var across = await server.AcrossAsync();
        var books = await TestBooks.ConnectAsync(across.Payer, across.PayerBusiness);
        await DefaultAsync(books, TestBooks.Travel);

        var bill = (await across.Payee.PostAsync(
            $"/api/businesses/{across.PayeeBusiness}/payables",
            new { connectionId = across.Connection, invoiceNumber = "A-1", amount = 120, status = "SUBMITTED", lineItems = new[] { Line("Hours", 100, 20) } })).Created().Text("id");

        Assert.Equal([("travel", "default")], await CodingsAsync(books, bill));
        var pushed = await PushedAsync(books, bill);
        Assert.Equal([(100_00L, 20_00L, "vat20")], pushed.Lines.Select(line => (line.NetMinor, line.TaxMinor, line.TaxRateId!)));
        Assert.Equal(20m, (await across.Payer.GetAsync($"/api/businesses/{across.PayerBusiness}/payables/{bill}")).Ok().At("lineItems")[0].GetProperty("taxRate").GetDecimal());
        Assert.Equal(0L, await CountAsync("select count(*) from invoice_codings where organization_id = $1", across.Payee.Id.Value));
        Assert.DoesNotContain("invoice.coded", await across.Payee.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_who_may_not_see_the_payer_still_reaches_its_coding()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        await DefaultAsync(books, TestBooks.Travel);
        var sender = await desk.Tenant.LimitedToAsync(desk.Payee);

        var bill = (await sender.PostAsync(desk.Sent, new { connectionId = desk.Connection, invoiceNumber = "L-1", amount = 10, status = "SUBMITTED" })).Created().Text("id");

        Assert.Equal([("travel", "default")], await CodingsAsync(books, bill));
    }

    [Fact]
    public async Task A_quick_payment_needs_a_default_account()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        await desk.AccountAsync();
        await desk.Tenant.PostAsync($"/api/businesses/{desk.Payee}/funding-sources", new { type = "wallet" });
        var payment = new { connectionId = desk.Connection, amount = 10 };

        (await desk.Tenant.PostAsync("/api/payments/quick-pay", payment)).Is(409);
        await DefaultAsync(books, TestBooks.Travel);
        Assert.InRange((await desk.Tenant.PostAsync("/api/payments/quick-pay", payment)).Status, 200, 201);
    }

    [Fact]
    public async Task Pulling_again_keeps_ids_and_puts_away_what_is_gone()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        var travel = await books.AccountIdAsync(TestBooks.Travel);

        await books.PullAsync([TestBooks.Account(TestBooks.Travel, "6250"), TestBooks.Account("new", null)], [TestBooks.Rates[0] with { EffectiveRate = 21_00 }]);

        var accounts = await books.AskAsync(session => session.LedgerAccounts.OfAsync(books.Connection.Id, Cancel));
        Assert.Equal((travel, "6250"), (await books.AccountIdAsync(TestBooks.Travel), accounts.Single(account => account.RemoteId == TestBooks.Travel).Code));
        Assert.Equal(["bank", "office", "old"], accounts.Where(account => account.Status == LedgerAccountStatus.Archived).Select(account => account.RemoteId).Order());
        var rates = await books.AskAsync(session => session.TaxRates.OfAsync(books.Connection.Id, Cancel));
        Assert.Equal([("vat20", 21_00)], rates.Where(rate => rate.IsActive).Select(rate => (rate.RemoteId, rate.EffectiveRate)));
    }

    [Fact]
    public async Task Payments_leave_the_chosen_account_else_the_only_bank_account()
    {
        var desk = await Desk.OpenAsync(server);
        var books = await TestBooks.ConnectAsync(desk.Tenant, desk.Payer);
        Task<string> Account() => books.AskAsync(session => session.PaymentAccountAsync(books.Connection, Quittance.Domain.Currency.Usd, Cancel));

        Assert.Equal("bank", await Account());
        await books.PullAsync([.. TestBooks.Chart, TestBooks.Chart[3] with { Id = "second" }]);
        Assert.Equal(AccountingFault.LedgerAccountMissing, (await Assert.ThrowsAsync<AccountingException>(Account)).Fault);
        await books.PullAsync([.. TestBooks.Chart, TestBooks.Chart[3] with { Id = "dollars", CurrencyCode = "USD" }]);
        Assert.Equal("dollars", await Account());
        (await books.Desk.PatchAsync(
            $"/v1/entities/{books.Business.Value}/settings", new { accounting = new { ledger_account_ids = new { payments = await books.AccountIdAsync(TestBooks.Office) } } })).Ok();
        Assert.Equal("office", await Account());
    }

    private static object Line(string description, decimal price, decimal? taxRate = null) => new { description, quantity = 1, unitPrice = price, taxRate };

    private static async Task<string> BillAsync(Desk desk, params object[] lines)
    {
        var amount = lines.Sum(line => JsonSerializer.SerializeToElement(line).GetProperty("unitPrice").GetDecimal());
        return (await desk.Tenant.PostAsync(
            desk.Sent,
            new { connectionId = desk.Connection, amount, invoiceNumber = $"C-{Interlocked.Increment(ref _count)}", status = "SUBMITTED", lineItems = lines })).Created().Text("id");
    }

    private static async Task CodeAsync(TestBooks books, string bill, int line, string account)
    {
        var id = PayableLine.IdOf(NetworkIds.PayableOf(bill), line);
        (await books.Desk.PatchAsync(
            $"/v1/payables/{NetworkIds.PayableOf(bill).Value}/line_items/{id}", new { ledger_account_id = await books.AccountIdAsync(account) })).Ok();
    }

    private static async Task DefaultAsync(TestBooks books, string account) => (await books.Desk.PatchAsync(
        $"/v1/entities/{books.Business.Value}/settings", new { accounting = new { ledger_account_ids = new { products = await books.AccountIdAsync(account) } } })).Ok();

    private static async Task<IReadOnlyList<(string Account, string Source)>> CodingsAsync(TestBooks books, string bill)
    {
        var accounts = await books.AskAsync(session => session.LedgerAccounts.OfAsync(books.Connection.Id, Cancel));
        var codings = await books.AskAsync(session => session.Codings.OfAsync(NetworkIds.PayableOf(bill), Cancel));
        return [.. codings.Select(coding => (accounts.Single(account => account.Id == coding.AccountId).RemoteId, Server.Storage.Words.Of(coding.Source)))];
    }

    private static async Task<IReadOnlyList<string?>> SourcesAsync(Desk desk, string bill) =>
    [
        .. (await desk.Tenant.For(desk.Payer).GetAsync($"/v1/payables/{NetworkIds.PayableOf(bill).Value}/line_items")).Ok().At("data").EnumerateArray()
            .Select(line => line.GetProperty("ledger_account_id").GetString()),
    ];

    private static Task<BillToPush> PushedAsync(TestBooks books, string bill) =>
        books.AskAsync(session => session.BillToPushAsync(books.Connection, NetworkIds.PayableOf(bill), "vendor", Cancel));

    private async Task<long> CountAsync(string sql, Guid organization)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organization });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
