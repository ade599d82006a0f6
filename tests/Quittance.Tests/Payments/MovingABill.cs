using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>A bill in every status, asked to go to every status: one table.</summary>
[Collection("moves the clock")]
public sealed class MovingABill(TestServer server)
{
    // Where it stands afterwards; - : refused with 409. A held bill needs an approval that nobody has given.
    private const string Matrix =
        """
                   DRAFT     NEW       APPROVED  SCHEDULED PENDING   PAID      ARCHIVED  REFUSED   CANCELED  FAILED
        DRAFT      DRAFT     APPROVED  APPROVED  SCHEDULED -         -         -         -         CANCELED  -
        NEW        DRAFT     NEW       -         -         -         -         -         -         CANCELED  -
        APPROVED   -         -         APPROVED  SCHEDULED -         PAID      -         -         CANCELED  -
        REFUSED    DRAFT     -         -         -         -         -         -         REFUSED   CANCELED  -
        SCHEDULED  -         -         APPROVED  SCHEDULED -         PAID      -         -         CANCELED  -
        PENDING    -         -         -         -         PENDING   -         -         -         -         -
        PAID       -         -         -         -         -         PAID      ARCHIVED  -         -         -
        FAILED     DRAFT     -         -         SCHEDULED -         -         -         -         CANCELED  FAILED
        CANCELED   DRAFT     -         -         -         -         -         -         -         CANCELED  -
        ARCHIVED   -         -         -         -         -         -         ARCHIVED  -         -         -
        """;

    private static readonly string[][] Rows =
        [.. Matrix.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public static TheoryData<string> Statuses => [.. Rows[0]];

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Leads_where_the_table_says(string from)
    {
        var desk = await BillDesk.OpenAsync(server);
        var boss = await desk.PolicyAsync();
        var found = new List<string> { from };
        foreach (var to in Rows[0])
        {
            var bill = await InAsync(desk, boss, from);

            var answer = await desk.ToAsync(bill, to);

            found.Add(answer.Status == 409 ? "-" : answer.Ok().Text("status"));
            Assert.Equal(found[^1] == "-" ? from : found[^1], await desk.StatusAsync(bill));
        }

        Assert.Equal(Rows.Single(row => row[0] == from && row.Length > Rows[0].Length), found);
    }

    [Fact]
    public async Task A_refusal_says_where_the_bill_stands()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();

        Assert.Contains($"Invoice {bill} is draft and cannot become archived", (await desk.ToAsync(bill, "ARCHIVED")).Is(409).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_that_needs_approvals_rests_before_the_payer_and_can_be_scheduled_afterwards()
    {
        var desk = await BillDesk.OpenAsync(server);
        var boss = await desk.PolicyAsync();

        var made = (await desk.CreateAsync(("status", "SCHEDULED"), ("metadata", new { hold = "yes" }))).Ok();
        Assert.Equal("NEW", made.Text("status"));
        Assert.Single(made.At("approvers").EnumerateArray());

        (await desk.Tenant.PostAsync($"/invoice/{made.Text("id")}/approve", new { userId = boss })).Is(204);
        Assert.Equal("SCHEDULED", (await desk.ToAsync(made.Text("id"), "SCHEDULED")).Ok().Text("status"));
    }

    [Fact]
    public async Task Going_back_to_draft_clears_the_approvals()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.PolicyAsync();
        var bill = await desk.BillAsync(("status", "NEW"), ("metadata", new { hold = "yes" }));

        var draft = (await desk.UpdateAsync(bill, new { status = "DRAFT", amount = 7 })).Ok();

        Assert.Empty(draft.At("approvers").EnumerateArray());
        Assert.Equal(7m, draft.At("amount").GetDecimal());
        Assert.Single((await desk.ToAsync(bill, "NEW")).Ok().At("approvers").EnumerateArray());
    }

    [Fact]
    public async Task What_a_status_needs_is_named()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bare = (await desk.Tenant.PostAsync("/invoice", new { creatorEntityId = desk.Payer })).Ok();
        Assert.Equal(("DRAFT", desk.Payer), (bare.Text("status"), bare.Text("payerId")));
        Assert.False(bare.Json.TryGetProperty("amount", out _));

        var refused = (await desk.ToAsync(bare.Text("id"), "NEW")).Is(400).Body;
        Assert.All(PaymentsSteps.Words("vendorId", "amount", "invoiceDate", "dueDate"), field => Assert.Contains($"{field} is required for the status NEW", refused, StringComparison.Ordinal));

        var whole = (await desk.UpdateAsync(bare.Text("id"), new { status = "NEW", vendorId = desk.Vendor, amount = 3, invoiceDate = "2026-01-01", dueDate = "2026-02-01" })).Ok();
        Assert.Equal(("APPROVED", desk.Source, desk.Destination), (whole.Text("status"), whole.Text("paymentSourceId"), whole.Text("paymentDestinationId")));
        Assert.Contains("deductionDate is required for the status SCHEDULED", (await desk.ToAsync(bare.Text("id"), "SCHEDULED")).Is(400).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_frozen_is_named_and_stays()
    {
        var desk = await BillDesk.OpenAsync(server);
        var other = await desk.Tenant.EntityAsync("Another");
        var bill = await desk.BillAsync(("status", "NEW"));

        Assert.Contains("amount", (await desk.UpdateAsync(bill, new { amount = 99 })).Is(409).Body, StringComparison.Ordinal);
        Assert.Contains("currency", (await desk.UpdateAsync(bill, new { currency = "EUR", amount = 100.5 })).Is(409).Body, StringComparison.Ordinal);
        Assert.Contains("dueDate", (await desk.UpdateAsync(bill, new { dueDate = "2026-03-01" })).Is(409).Body, StringComparison.Ordinal);
        Assert.Contains("vendorId", (await desk.UpdateAsync(bill, new { vendorId = other })).Is(409).Body, StringComparison.Ordinal);

        // The same values again are no change, and what is not frozen changes.
        var same = (await desk.UpdateAsync(bill, desk.Body(("invoiceNumber", "A-1"), ("noteToSelf", "hm")))).Ok();
        Assert.Equal(("A-1", "hm", 100.5m), (same.Text("invoiceNumber"), same.Text("noteToSelf"), same.At("amount").GetDecimal()));
    }

    [Fact]
    public async Task Only_the_payer_says_when_a_bill_was_settled_and_why_its_payment_failed()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("status", "NEW"));
        var vendor = await desk.Tenant.LimitedToAsync(EntitySteps.BusinessOf(desk.Vendor));

        (await vendor.PostAsync($"/invoice/{bill}", new { settlementDate = "2026-02-01T00:00:00Z" })).Is(403);
        (await vendor.PostAsync($"/invoice/{bill}", new { failureType = "INSUFFICIENT_FUNDS" })).Is(403);
        (await desk.UpdateAsync(bill, new { settlementDate = "2026-02-01T00:00:00Z", failureType = "INSUFFICIENT_FUNDS" })).Ok();
    }

    [Fact]
    public async Task Only_the_payer_archives_what_it_has_paid()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("status", "NEW"));
        (await desk.ToAsync(bill, "PAID")).Ok();
        var vendor = await desk.Tenant.LimitedToAsync(EntitySteps.BusinessOf(desk.Vendor));

        Assert.Contains("Only the payer can archive invoice", (await vendor.PostAsync($"/invoice/{bill}", new { status = "ARCHIVED" })).Is(403).Body, StringComparison.Ordinal);
        Assert.Equal("PAID", await desk.StatusAsync(bill));

        (await desk.ToAsync(bill, "ARCHIVED")).Ok();
    }

    [Fact]
    public async Task Another_day_plans_the_payment_anew()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("status", "SCHEDULED"));

        (await desk.UpdateAsync(bill, new { deductionDate = "2026-01-05" })).Ok();
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("PENDING", await desk.StatusAsync(bill));
    }

    [Fact]
    public async Task Steps_need_their_permissions()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();
        var writer = desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read", "invoices.write"], null));

        Assert.Equal("NEW", (await writer.PostAsync($"/invoice/{bill}", new { status = "NEW" })).Ok().Text("status"));
        (await writer.PostAsync($"/invoice/{bill}", new { status = "APPROVED" })).Is(403);
        (await desk.ToAsync(bill, "APPROVED")).Ok();
        (await writer.PostAsync($"/invoice/{bill}", new { status = "SCHEDULED" })).Is(403);
        (await writer.PostAsync($"/invoice/{bill}", new { status = "PAID" })).Is(403);
    }

    private static async Task<string> InAsync(BillDesk desk, string boss, string status)
    {
        switch (status)
        {
            case "DRAFT":
                return await desk.BillAsync();
            case "NEW":
                return await desk.BillAsync(("status", "NEW"), ("metadata", new { hold = "yes" }));
            case "APPROVED" or "SCHEDULED":
                return await desk.BillAsync(("status", status));
            case "REFUSED":
                var held = await InAsync(desk, boss, "NEW");
                (await desk.Tenant.PostAsync($"/invoice/{held}/reject", new { userId = boss })).Is(204);
                return held;
            case "PENDING":
                var started = await desk.BillAsync(("status", "SCHEDULED"), ("deductionDate", "2026-01-02"));
                await desk.Tenant.RunJobsAsync();
                return started;
            case "FAILED":
                var failed = await desk.BillAsync(("status", "SCHEDULED"), ("noteToSelf", "MERCOA-ERROR-R01"));
                await desk.Tenant.RunJobsAsync();
                desk.Tenant.Server.Clock.Advance(Till.Settlement);
                await desk.Tenant.RunJobsAsync();
                await desk.Tenant.SqlAsync("update payment_methods set is_frozen = false, is_default_source = business_id = $2 where organization_id = $1", Guid.Parse(desk.Payer["ent_".Length..]));
                (await desk.UpdateAsync(failed, new { noteToSelf = "once more" })).Ok();
                return failed;
            default:
                var bill = await desk.BillAsync(("status", "APPROVED"));
                (await desk.ToAsync(bill, status == "ARCHIVED" ? "PAID" : status)).Ok();
                return status == "ARCHIVED" ? (await desk.ToAsync(bill, status)).Ok().Text("id") : bill;
        }
    }
}
