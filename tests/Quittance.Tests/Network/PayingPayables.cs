using System.Globalization;
using System.Text.Json;

namespace Quittance.Tests.Network;

[Collection("moves the clock")]
public sealed class PayingPayables(TestServer server)
{
    private static readonly TimeSpan Settlement = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task An_approved_bill_is_paid_step_by_step()
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync();
        var id = await desk.ApprovedAsync(1234.56m);

        var made = (await desk.Tenant.PostAsync("/api/payments/initiate", new { payableId = id, fundingSourceId = source, clearingSpeed = "sameDay", noteToSelf = "n" })).Created();

        var payment = made.Text("id");
        var today = server.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.StartsWith("pmt_", payment, StringComparison.Ordinal);
        Assert.Equal(
            (id, desk.Connection, "PENDING", 1234.56m, "USD", source, "sameDay", today, "n"),
            (made.Text("payableId"), made.Text("connectionId"), made.Text("status"), made.At("amount").GetDecimal(), made.Text("currency"),
                made.Text("fundingSourceId"), made.Text("clearingSpeed"), made.Text("scheduledDate"), made.Text("noteToSelf")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (made.At("transactionId").ValueKind, made.At("failureReason").ValueKind));
        Assert.Equal(("SCHEDULED", payment), await StateAsync(desk, id));

        await desk.Tenant.RunJobsAsync();
        var processing = (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok();
        Assert.Equal("PROCESSING", processing.Text("status"));
        Assert.StartsWith("trx_", processing.Text("transactionId"), StringComparison.Ordinal);
        Assert.Equal(("SCHEDULED", payment), await StateAsync(desk, id));

        await SettleAsync(desk.Tenant);
        Assert.Equal("COMPLETED", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));
        var paid = await desk.ReadAsync(id);
        Assert.Equal(("PAID", 1234.56m, 0m), (paid.Text("status"), paid.At("paidAmount").GetDecimal(), paid.At("openAmount").GetDecimal()));
        Assert.Null((await desk.Tenant.GetAsync($"{desk.Sent}/{id}")).Ok().At("paymentId").GetString());
    }

    [Theory]
    [InlineData("MERCOA-ERROR-R01", "R01", true)]
    [InlineData("MERCOA-ERROR-R02-SOURCE", "R02", true)]
    [InlineData("MERCOA-ERROR-R02-DESTINATION", "R02", false)]
    [InlineData("MERCOA-ERROR-R03", "R03", false)]
    [InlineData("MERCOA-ERROR-R04", "R04", false)]
    [InlineData("MERCOA-ERROR-R29", "R29", true)]
    public async Task A_failure_leaves_an_approved_bill_a_reason_and_a_frozen_account(string note, string code, bool freezesSource)
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync();
        var id = await desk.ApprovedAsync();

        // A trigger is tried at once, whatever the date.
        var payment = (await desk.InitiateAsync(id, note, date: "2999-01-01")).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        var failed = (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok();
        Assert.Equal(("FAILED", code), (failed.Text("status"), failed.Text("failureReason.code")));
        Assert.NotEmpty(failed.Text("failureReason.description"));
        Assert.Equal(("APPROVED", payment), await StateAsync(desk, id));
        Assert.Equal(0, (await desk.ReadAsync(id)).At("paidAmount").GetDecimal());
        Assert.Equal(freezesSource ? "frozen" : "verified", (await desk.Tenant.GetAsync($"/api/businesses/{desk.Payer}/funding-sources/{source}")).Ok().Text("status"));
    }

    [Fact]
    public async Task A_frozen_source_pays_again_only_when_a_person_lets_it_and_then_the_retry_succeeds()
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync();
        var path = $"/api/businesses/{desk.Payer}/funding-sources/{source}";
        var id = await desk.ApprovedAsync();
        var first = (await desk.InitiateAsync(id, "MERCOA-ERROR-R01")).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        (await desk.InitiateAsync(id, source: source)).Is(422);
        (await desk.Tenant.PatchAsync(path, new { isDefault = true })).Is(422);
        Assert.Equal("verified", (await desk.Tenant.PatchAsync(path, new { frozen = false, isDefault = true })).Ok().Text("status"));
        var second = (await desk.InitiateAsync(id)).Created();
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        Assert.Equal(source, second.Text("fundingSourceId"));
        Assert.Equal(("PAID", second.Text("id")), await StateAsync(desk, id));
        var payments = (await desk.Tenant.GetAsync($"/api/payments?payableId={id}")).Ok();
        Assert.Equal([second.Text("id"), first], payments.Texts("id"));
        Assert.Equal(["COMPLETED", "FAILED"], payments.Texts("status"));
        Assert.Equal([first], (await desk.Tenant.GetAsync($"/api/payments?payableId={id}&status=FAILED")).Ok().Texts("id"));
    }

    [Fact]
    public async Task A_payment_can_come_back_days_after_it_arrived()
    {
        var desk = await Desk.OpenAsync(server);
        await desk.AccountAsync();
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, "QUITTANCE-RETURN-R01")).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);
        Assert.Equal(("PAID", payment), await StateAsync(desk, id));

        server.Clock.Advance(TimeSpan.FromDays(1));
        await desk.Tenant.RunJobsAsync();
        Assert.Equal(("PAID", payment), await StateAsync(desk, id));
        server.Clock.Advance(TimeSpan.FromDays(1));
        await desk.Tenant.RunJobsAsync();

        var returned = (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok();
        Assert.Equal(("FAILED", "R01"), (returned.Text("status"), returned.Text("failureReason.code")));
        Assert.Equal(("APPROVED", payment), await StateAsync(desk, id));
        Assert.Equal(100m, (await desk.ReadAsync(id)).At("openAmount").GetDecimal());
        (await desk.Tenant.PostAsync($"/api/payments/{payment}/cancel")).Is(409);
        (await desk.InitiateAsync(id)).Created();
    }

    [Fact]
    public async Task A_return_that_nobody_asked_about_in_time_still_ends_the_payment()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, "QUITTANCE-RETURN-R01")).Created().Text("id");
        await desk.Tenant.RunJobsAsync();

        server.Clock.Advance(TimeSpan.FromDays(3));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("FAILED", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));
        Assert.Equal(("APPROVED", payment), await StateAsync(desk, id));
    }

    [Fact]
    public async Task A_payment_that_the_rail_holds_back_goes_on_with_the_next_settlement()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, "QUITTANCE-QUEUE")).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        Assert.Equal("PROCESSING", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));

        await SettleAsync(desk.Tenant);
        Assert.Equal("PROCESSING", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));
        await SettleAsync(desk.Tenant);

        Assert.Equal(("PAID", payment), await StateAsync(desk, id));
    }

    [Fact]
    public async Task A_payment_that_the_rail_holds_back_can_be_canceled_and_one_that_it_has_begun_cannot()
    {
        var desk = await Desk.OpenAsync(server);
        var (held, begun) = (await desk.ApprovedAsync(), await desk.ApprovedAsync());
        var holding = (await desk.InitiateAsync(held, "QUITTANCE-QUEUE")).Created().Text("id");
        var moving = (await desk.InitiateAsync(begun)).Created().Text("id");
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("CANCELLED", (await desk.Tenant.PostAsync($"/api/payments/{holding}/cancel")).Ok().Text("status"));
        (await desk.Tenant.PostAsync($"/api/payments/{moving}/cancel")).Is(409);
        (await desk.Tenant.PostAsync($"/api/payments/{holding}/cancel")).Is(409);
        await SettleAsync(desk.Tenant);
        await SettleAsync(desk.Tenant);

        Assert.Equal(("APPROVED", holding), await StateAsync(desk, held));
        Assert.Equal(("PAID", moving), await StateAsync(desk, begun));
        (await desk.InitiateAsync(held)).Created();
    }

    [Fact]
    public async Task A_scheduled_payment_waits_for_its_day()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var day = DateOnly.FromDateTime(server.Clock.GetUtcNow().UtcDateTime).AddDays(5);
        var yesterday = DateOnly.FromDateTime(server.Clock.GetUtcNow().UtcDateTime).AddDays(-1);

        Assert.Equal(["scheduledDate"], (await desk.InitiateAsync(id, date: $"{yesterday:yyyy-MM-dd}")).Is(422).FaultyFields());
        var payment = (await desk.InitiateAsync(id, date: $"{day:yyyy-MM-dd}")).Created();
        Assert.Equal($"{day:yyyy-MM-dd}", payment.Text("scheduledDate"));
        server.Clock.Advance(TimeSpan.FromDays(4));
        await desk.Tenant.RunJobsAsync();
        Assert.Equal("PENDING", (await desk.Tenant.GetAsync($"/api/payments/{payment.Text("id")}")).Ok().Text("status"));

        server.Clock.Advance(TimeSpan.FromDays(1));
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        Assert.Equal(("PAID", payment.Text("id")), await StateAsync(desk, id));
    }

    [Fact]
    public async Task A_payment_can_be_canceled_until_its_day_and_never_starts_then()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, date: "2999-01-01")).Created().Text("id");

        Assert.Equal("CANCELLED", (await desk.Tenant.PostAsync($"/api/payments/{payment}/cancel")).Ok().Text("status"));
        Assert.Equal(("APPROVED", payment), await StateAsync(desk, id));
        (await desk.Tenant.PostAsync($"/api/payments/{payment}/cancel")).Is(409);
        Assert.Equal(0, await JobsAsync(desk.Tenant));

        var again = (await desk.InitiateAsync(id)).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        (await desk.Tenant.PostAsync($"/api/payments/{again}/cancel")).Is(409);
        (await desk.StepAsync(id, "cancel")).Is(409);
        (await desk.SenderStepAsync(id, "revise")).Is(409);
    }

    [Fact]
    public async Task Canceling_a_scheduled_bill_cancels_its_payment_and_drops_its_job()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id, date: "2999-01-01")).Created().Text("id");
        Assert.Equal(1, await JobsAsync(desk.Tenant));

        Assert.Equal("CANCELLED", (await desk.StepAsync(id, "cancel")).Ok().Text("status"));

        Assert.Equal("CANCELLED", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));
        Assert.Equal(0, await JobsAsync(desk.Tenant));
    }

    [Fact]
    public async Task Eight_payments_of_one_bill_at_once_are_one()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.InitiateAsync(id)));
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
        Assert.Single((await desk.Tenant.GetAsync($"/api/payments?payableId={id}")).Ok().Json.EnumerateArray());
        Assert.Equal(100m, (await desk.ReadAsync(id)).At("paidAmount").GetDecimal());
    }

    [Fact]
    public async Task Only_an_approved_bill_is_paid_and_only_by_its_payer()
    {
        var desk = await Desk.OpenAsync(server);
        var submitted = (await desk.PayableAsync()).Text("id");
        var approved = await desk.ApprovedAsync();
        var stranger = await server.NewTenantAsync();
        var payee = await desk.Tenant.LimitedToAsync(desk.Payee);
        var body = new { payableId = approved };

        (await desk.InitiateAsync(submitted)).Is(409);
        Assert.Equal(["payableId"], (await desk.Tenant.PostAsync("/api/payments/initiate", new { })).Is(422).FaultyFields());
        Assert.Equal(["clearingSpeed"], (await desk.Tenant.PostAsync("/api/payments/initiate", new { payableId = approved, clearingSpeed = "now" })).Is(422).FaultyFields());
        (await desk.InitiateAsync(approved, source: "fs_0198f0000000700080000000000000aa")).Is(404);
        (await stranger.PostAsync("/api/payments/initiate", body)).Is(404);
        (await payee.PostAsync("/api/payments/initiate", body)).Is(403);
        (await payee.PostAsync("/api/payments/quick-pay", new { connectionId = desk.Connection, amount = 1 })).Is(403);
        (await (await desk.Tenant.PermittedAsync("invoices.approve")).PostAsync("/api/payments/initiate", body)).Is(403);
        var payer = await desk.Tenant.LimitedToAsync(desk.Payer);
        var payment = (await payer.PostAsync("/api/payments/initiate", body)).Created().Text("id");

        foreach (var other in new[] { stranger, payee })
        {
            (await other.GetAsync($"/api/payments/{payment}")).Is(404);
            (await other.PostAsync($"/api/payments/{payment}/cancel")).Is(404);
            Assert.Empty((await other.GetAsync("/api/payments")).Ok().Json.EnumerateArray());
        }
    }

    [Fact]
    public async Task No_payment_begins_on_an_archived_connection_and_one_under_way_finishes()
    {
        var desk = await Desk.OpenAsync(server);
        var underWay = await desk.ApprovedAsync();
        var late = await desk.ApprovedAsync();
        (await desk.InitiateAsync(underWay)).Created();
        (await desk.Tenant.PatchAsync($"/api/connections/{desk.Connection}/archive")).Ok();

        (await desk.InitiateAsync(late)).Is(409);
        (await desk.Tenant.PostAsync("/api/payments/quick-pay", new { connectionId = desk.Connection, amount = 1 })).Is(409);
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        Assert.Equal("PAID", (await desk.ReadAsync(underWay)).Text("status"));
    }

    [Fact]
    public async Task Quick_pay_writes_approves_and_pays_at_once()
    {
        var desk = await Desk.OpenAsync(server);

        var made = (await desk.Tenant.PostAsync(
            "/api/payments/quick-pay", new { connectionId = desk.Connection, amount = 19.99m, currency = "EUR", memo = "thanks", noteToSelf = "lunch" }, key: "k")).Created();
        var again = (await desk.Tenant.PostAsync(
            "/api/payments/quick-pay", new { connectionId = desk.Connection, amount = 19.99m, currency = "EUR", memo = "thanks", noteToSelf = "lunch" }, key: "k")).Created();
        await desk.Tenant.RunJobsAsync();
        await SettleAsync(desk.Tenant);

        Assert.Equal(made.Body, again.Body);
        var bill = await desk.ReadAsync(made.Text("payableId"));
        Assert.StartsWith("QP-", bill.Text("invoiceNumber"), StringComparison.Ordinal);
        Assert.Equal(("PAID", 19.99m, "EUR", "thanks", "payer", "token:first token"), (
            bill.Text("status"), bill.At("amount").GetDecimal(), bill.Text("currency"), bill.Text("memo"), bill.Text("createdBy"), bill.Text("approvedBy")));
        Assert.Equal(["connectionId", "amount"], (await desk.Tenant.PostAsync("/api/payments/quick-pay", new { })).Is(422).FaultyFields());
        Assert.Equal(1, (await desk.Tenant.GetAsync(desk.Payables)).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task Who_may_pay_but_not_approve_cannot_pay_without_an_approved_bill()
    {
        var desk = await Desk.OpenAsync(server);
        var payer = await desk.Tenant.PermittedAsync("payments");

        var refused = (await payer.PostAsync("/api/payments/quick-pay", new { connectionId = desk.Connection, amount = 1 })).Is(403);

        Assert.Contains("invoices.approve", refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal(0, (await desk.Tenant.GetAsync(desk.Payables)).Ok().Json.GetArrayLength());
    }

    private async Task SettleAsync(Tenant tenant)
    {
        server.Clock.Advance(Settlement);
        await tenant.RunJobsAsync();
    }

    private static async Task<(string Status, string? PaymentId)> StateAsync(Desk desk, string payable)
    {
        var read = await desk.ReadAsync(payable);
        return (read.Text("status"), read.At("paymentId").GetString());
    }

    private async Task<long> JobsAsync(Tenant tenant)
    {
        await using var command = server.Owner.CreateCommand("select count(*) from jobs where organization_id = $1");
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
