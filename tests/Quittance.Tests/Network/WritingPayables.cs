using System.Globalization;

namespace Quittance.Tests.Network;

public sealed class WritingPayables(TestServer server)
{
    [Fact]
    public async Task A_payable_comes_back_as_it_was_given()
    {
        var desk = await Desk.OpenAsync(server);

        var made = (await desk.Tenant.PostAsync(desk.Sent, new
        {
            connectionId = desk.Connection,
            invoiceNumber = "INV-7",
            amount = 2500.50m,
            currency = "EUR",
            invoiceDate = "2026-02-28",
            dueDate = "2026-03-31",
            memo = "February",
            lineItems = new object[]
            {
                new { description = "Hours", quantity = 25.5m, unitPrice = 100m },
                new { description = "Discount", quantity = 1, unitPrice = -49.5m },
            },
        })).Created();

        var id = made.Text("id");
        Assert.StartsWith("pay_", id, StringComparison.Ordinal);
        Assert.Equal(
            ("DRAFT", "INV-7", 2500.50m, "EUR", 0m, 2500.50m, "2026-02-28", "2026-03-31", "February", "payee"),
            (made.Text("status"), made.Text("invoiceNumber"), made.At("amount").GetDecimal(), made.Text("currency"), made.At("paidAmount").GetDecimal(),
                made.At("openAmount").GetDecimal(), made.Text("invoiceDate"), made.Text("dueDate"), made.Text("memo"), made.Text("createdBy")));
        Assert.Equal((desk.Payer, "Paying Ltd", desk.Payee, "Paid SAS", desk.Connection), (
            made.Text("payer.id"), made.Text("payer.name"), made.Text("payee.id"), made.Text("payee.name"), made.Text("connectionId")));
        Assert.Equal([2550m, -49.5m], made.At("lineItems").EnumerateArray().Select(line => line.GetProperty("amount").GetDecimal()));
        foreach (var nothing in new[] { "taxAmount", "approvedBy", "approvedAt", "declineReason", "possibleDuplicateOf", "paymentId" })
        {
            Assert.Equal(System.Text.Json.JsonValueKind.Null, made.At(nothing).ValueKind);
        }

        Assert.Equal(made.Body, (await desk.Tenant.GetAsync($"{desk.Sent}/{id}")).Ok().Body);
        Assert.Equal(made.Body, (await desk.Tenant.GetAsync($"{desk.Payables}/{id}")).Ok().Body);
    }

    [Fact]
    public async Task Today_dollars_and_draft_are_what_goes_without_saying()
    {
        var desk = await Desk.OpenAsync(server);

        var made = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = desk.Connection, amount = 1 })).Created();

        var today = server.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(("DRAFT", "USD", today, "payer"), (made.Text("status"), made.Text("currency"), made.Text("invoiceDate"), made.Text("createdBy")));
        Assert.Empty(made.At("lineItems").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, made.At("dueDate").ValueKind);
    }

    [Fact]
    public async Task Net_terms_give_the_due_date()
    {
        var desk = await Desk.OpenAsync(server);
        (await desk.Tenant.PatchAsync($"/api/connections/{desk.Connection}/settings", new { netTerms = 30 })).Ok();

        var made = (await desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, amount = 1, invoiceDate = "2026-01-31" })).Created();

        Assert.Equal("2026-03-02", made.Text("dueDate"));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var desk = await Desk.OpenAsync(server);

        var refused = (await desk.Tenant.PostAsync(desk.Sent, new
        {
            status = "SUBMITTED",
            amount = -1,
            currency = "usd",
            invoiceDate = "31/01/2026",
            dueDate = "2026-02-30",
            lineItems = new object?[] { null, new { description = "x", quantity = 0.0000001m, unitPrice = 1e20m } },
        })).Is(422);

        Assert.Equal(
            [
                "connectionId", "invoiceNumber", "currency", "amount", "invoiceDate", "lineItems[0].description", "lineItems[0].quantity",
                "lineItems[0].unitPrice", "lineItems[1].quantity", "dueDate",
            ],
            refused.FaultyFields());
    }

    [Theory]
    [InlineData("10.005", "USD")]
    [InlineData("10.5", "JPY")]
    [InlineData("10.0005", "BHD")]
    [InlineData("0", "USD")]
    [InlineData("10000000000000", "USD")]
    public async Task An_amount_that_its_currency_cannot_carry_is_refused(string amount, string currency)
    {
        var desk = await Desk.OpenAsync(server);

        var refused = (await desk.Tenant.PostAsync(
            desk.Sent, new { connectionId = desk.Connection, currency, amount = decimal.Parse(amount, CultureInfo.InvariantCulture) })).Is(422);

        Assert.Equal(["amount"], refused.FaultyFields());
    }

    [Fact]
    public async Task Lines_that_do_not_add_up_are_told_what_they_add_up_to()
    {
        var desk = await Desk.OpenAsync(server);

        // Each line is rounded by itself: 0.335 and 0.335 are 0.34 and 0.34.
        var refused = (await desk.Tenant.PostAsync(desk.Sent, new
        {
            connectionId = desk.Connection,
            amount = 0.67m,
            lineItems = new[] { new { description = "a", quantity = 1, unitPrice = 0.335m }, new { description = "b", quantity = 1, unitPrice = 0.335m } },
        })).Is(422);

        Assert.Equal(["lineItems"], refused.FaultyFields());
        Assert.Contains("0.68", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_lines_are_taken_and_one_more_is_not()
    {
        var desk = await Desk.OpenAsync(server);
        Task<Answer> Lines(int count) => desk.Tenant.PostAsync(desk.Sent, new
        {
            connectionId = desk.Connection,
            amount = count,
            lineItems = Enumerable.Range(0, count).Select(n => new { description = $"line {n}", quantity = 1, unitPrice = 1 }),
        });

        Assert.Equal(1000, (await Lines(1000)).Created().At("lineItems").GetArrayLength());
        Assert.Equal(["lineItems"], (await Lines(1001)).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_number_is_used_once_on_a_connection_and_the_refusal_names_who_has_it()
    {
        var desk = await Desk.OpenAsync(server);
        var first = (await desk.PayableAsync(number: "A-1", status: "DRAFT")).Text("id");

        var taken = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = desk.Connection, invoiceNumber = "A-1", amount = 5 })).Is(409);

        Assert.Contains(first, taken.Text("message"), StringComparison.Ordinal);
        var other = await desk.Tenant.BusinessAsync("Other");
        var elsewhere = await desk.Tenant.ConnectAsync(desk.Payer, other);
        (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = elsewhere, invoiceNumber = "A-1", amount = 5 })).Created();
    }

    [Fact]
    public async Task Eight_bills_of_one_number_at_once_make_one()
    {
        var desk = await Desk.OpenAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, invoiceNumber = "N", amount = 5, status = "SUBMITTED" })));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Only_a_side_of_the_connection_writes_on_it()
    {
        var desk = await Desk.OpenAsync(server);
        var third = await desk.Tenant.BusinessAsync("Third");
        var stranger = await server.NewTenantAsync();
        var strange = await stranger.BusinessAsync();
        var body = new { connectionId = desk.Connection, amount = 5 };

        (await desk.Tenant.PostAsync($"/api/businesses/{third}/payables", body)).Is(404);
        (await stranger.PostAsync($"/api/businesses/{strange}/payables", body)).Is(404);
        (await stranger.PostAsync(desk.Sent, body)).Is(404);
        (await (await desk.Tenant.LimitedToAsync(third)).PostAsync(desk.Sent, body)).Is(404);
        (await (await desk.Tenant.LimitedToAsync(desk.Payee)).PostAsync(desk.Sent, body)).Created();
        (await (await desk.Tenant.PermittedAsync("invoices.read")).PostAsync(desk.Sent, body)).Is(403);
    }

    [Fact]
    public async Task Nothing_is_written_or_submitted_on_an_archived_connection()
    {
        var desk = await Desk.OpenAsync(server);
        var draft = (await desk.PayableAsync(status: "DRAFT")).Text("id");
        (await desk.Tenant.PatchAsync($"/api/connections/{desk.Connection}/archive")).Ok();

        (await desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, amount = 5 })).Is(409);
        (await desk.SenderStepAsync(draft, "submit")).Is(409);
    }

    [Fact]
    public async Task A_draft_can_change_in_everything_and_what_is_left_out_stays()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync(status: "DRAFT", number: "OLD")).Text("id");

        var changed = (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new
        {
            invoiceNumber = "NEW",
            amount = 30,
            currency = "JPY",
            dueDate = "2026-09-09",
            memo = "m",
            lineItems = new[] { new { description = "a", quantity = 3, unitPrice = 10 } },
        })).Ok();
        var again = (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { memo = "", dueDate = "" })).Ok();

        Assert.Equal(("NEW", 30m, "JPY", "2026-09-09", "m"), (
            changed.Text("invoiceNumber"), changed.At("amount").GetDecimal(), changed.Text("currency"), changed.Text("dueDate"), changed.Text("memo")));
        Assert.Equal(("NEW", 30m, null, null, 1), (
            again.Text("invoiceNumber"), again.At("amount").GetDecimal(), again.At("memo").GetString(), again.At("dueDate").GetString(), again.At("lineItems").GetArrayLength()));
        Assert.Equal(["lineItems"], (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { amount = 31 })).Is(422).FaultyFields());
        Assert.Equal(["amount"], (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { currency = "USD", lineItems = Array.Empty<object>() })).Is(422).FaultyFields());
        Assert.Equal(["body"], (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { })).Is(422).FaultyFields());
        (await desk.Tenant.PutAsync($"{desk.Payables}/{id}", new { memo = "mine" })).Is(403);
    }

    [Fact]
    public async Task A_submitted_payable_changes_in_its_memo_only()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync()).Text("id");

        Assert.Equal("new", (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { memo = "new" })).Ok().Text("memo"));
        foreach (var frozen in new object[] { new { amount = 7 }, new { currency = "EUR", amount = 100 }, new { dueDate = "2027-01-01" }, new { invoiceNumber = "X" }, new { invoiceDate = "2020-01-01" } })
        {
            (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", frozen)).Is(409);
        }

        (await desk.StepAsync(id, "approve")).Ok();
        (await desk.Tenant.PutAsync($"{desk.Sent}/{id}", new { memo = "late" })).Is(409);
    }

    [Fact]
    public async Task A_draft_can_be_deleted_and_anything_else_cannot()
    {
        var desk = await Desk.OpenAsync(server);
        var draft = (await desk.PayableAsync(status: "DRAFT")).Text("id");
        var submitted = (await desk.PayableAsync()).Text("id");

        (await desk.Tenant.DeleteAsync($"{desk.Payables}/{draft}")).Is(403);
        (await desk.Tenant.DeleteAsync($"{desk.Sent}/{submitted}")).Is(409);
        (await desk.Tenant.DeleteAsync($"{desk.Sent}/{draft}")).Is(204);

        (await desk.Tenant.GetAsync($"{desk.Sent}/{draft}")).Is(404);
        (await desk.Tenant.DeleteAsync($"{desk.Sent}/{draft}")).Is(404);
    }

    [Fact]
    public async Task A_draft_with_a_payment_on_record_stays()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, date: "2999-01-01")).Created().Text("id");
        (await desk.Tenant.PostAsync($"/api/payments/{payment}/cancel")).Ok();
        (await desk.StepAsync(id, "cancel")).Ok();
        (await desk.SenderStepAsync(id, "revise")).Ok();

        (await desk.Tenant.DeleteAsync($"{desk.Sent}/{id}")).Is(409);

        Assert.Equal("DRAFT", (await desk.ReadAsync(id)).Text("status"));
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_payable_and_the_same_answer()
    {
        var desk = await Desk.OpenAsync(server);
        var body = new { connectionId = desk.Connection, amount = 12.34m, lineItems = new[] { new { description = "a", quantity = 2, unitPrice = 6.17m } } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.Tenant.PostAsync(desk.Sent, body, key: "k")));

        Assert.Single(answers.Select(answer => answer.Created().Body).Distinct());
        Assert.Equal(1, (await desk.Tenant.GetAsync(desk.Sent)).Ok().Json.GetArrayLength());
        (await desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, amount = 1 }, key: "k")).Is(409);
    }

    [Theory]
    [InlineData("INV-0042", "inv 42", null, null, false)] // The numbers differ in letters and zeros within: no repetition.
    [InlineData("INV-42", "inv 42", null, null, true)]
    [InlineData("0042", "42", null, null, true)]
    [InlineData("A", "B", "2026-05-05", "2026-05-05", true)]
    [InlineData("A", "B", "2026-05-05", "2026-05-06", false)]
    public async Task A_bill_that_probably_repeats_another_says_which(string first, string second, string? firstDate, string? secondDate, bool repeats)
    {
        var desk = await Desk.OpenAsync(server);
        var amount = firstDate is null ? 10m : 20m;
        var earlier = (await desk.Tenant.PostAsync(
            desk.Sent, new { connectionId = desk.Connection, amount = 20, invoiceNumber = first, invoiceDate = firstDate ?? "2026-01-01", status = "SUBMITTED" })).Created().Text("id");

        var later = (await desk.Tenant.PostAsync(
            desk.Sent, new { connectionId = desk.Connection, amount, invoiceNumber = second, invoiceDate = secondDate ?? "2026-02-02", status = "SUBMITTED" })).Created();

        Assert.Equal(repeats ? earlier : null, later.At("possibleDuplicateOf").GetString());
    }

    [Fact]
    public async Task A_sister_that_may_not_be_seen_is_not_named_as_having_the_bill()
    {
        var desk = await Desk.OpenAsync(server);
        var sister = await desk.Tenant.BusinessAsync("Sister");
        var sistersConnection = await desk.Tenant.ConnectAsync(sister, desk.Payee);
        var theirs = (await desk.Tenant.PostAsync(
            $"/api/businesses/{sister}/payables", new { connectionId = sistersConnection, amount = 1, invoiceNumber = "S-1" })).Created().Text("id");

        var ours = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = desk.Connection, amount = 2, invoiceNumber = "s1" })).Created();

        Assert.Equal(theirs, ours.Text("possibleDuplicateOf"));
        var limited = (await (await desk.Tenant.LimitedToAsync(desk.Payer)).GetAsync($"{desk.Payables}/{ours.Text("id")}")).Ok();
        Assert.Null(limited.At("possibleDuplicateOf").GetString());
    }
}
