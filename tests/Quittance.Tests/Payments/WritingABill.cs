using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>What a bill says, from its first draft on.</summary>
public sealed class WritingABill(TestServer server)
{
    [Fact]
    public async Task A_vendor_of_the_same_organization_is_connected_by_its_first_bill()
    {
        var desk = await BillDesk.OpenAsync(server);
        Assert.Empty((await desk.Tenant.GetAsync("/api/connections")).Ok().Json.EnumerateArray());

        await desk.BillAsync();
        await desk.BillAsync();

        Assert.Single((await desk.Tenant.GetAsync("/api/connections")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task No_bill_is_written_on_an_archived_connection()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync();
        var connection = (await desk.Tenant.GetAsync("/api/connections")).Ok().Json[0].GetProperty("id").GetString();
        (await desk.Tenant.PatchAsync($"/api/connections/{connection}/archive")).Ok();

        (await desk.CreateAsync()).Is(409);
    }

    [Fact]
    public async Task Amounts_lose_what_their_currency_does_not_have()
    {
        var desk = await BillDesk.OpenAsync(server);

        var usd = (await desk.CreateAsync(("amount", 12.349m), ("taxAmount", 1.239m), ("shippingAmount", 0.999m))).Ok();
        var jpy = (await desk.CreateAsync(("amount", 12.9m), ("currency", "JPY"))).Ok();

        Assert.Equal((12.34m, 1.23m, 0.99m, 12m), (usd.At("amount").GetDecimal(), usd.At("taxAmount").GetDecimal(), usd.At("shippingAmount").GetDecimal(), jpy.At("amount").GetDecimal()));
        (await desk.CreateAsync(("amount", 0.001m))).Is(400);
        (await desk.CreateAsync(("amount", -1m))).Is(400);
    }

    [Fact]
    public async Task Its_number_is_unique_between_the_two_and_its_foreign_id_for_its_creator()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync(("invoiceNumber", "A-1"), ("foreignId", "x/1"));

        (await desk.CreateAsync(("invoiceNumber", "A-1"))).Is(409);
        (await desk.CreateAsync(("foreignId", "x/1"))).Is(409);
        Assert.Equal("A-1", (await desk.Tenant.GetAsync("/invoice/x%2F1")).Ok().Text("invoiceNumber"));
    }

    [Fact]
    public async Task Lines_need_not_add_up_and_keep_their_ids_and_notes_when_they_move()
    {
        var desk = await BillDesk.OpenAsync(server);
        var made = (await desk.CreateAsync(("lineItems", new object[]
        {
            new { description = "one", amount = 1, metadata = new { k = "v" }, glAccountId = "600", category = "COGS" },
            new { name = "two", quantity = 2, unitPrice = 3.5 },
        }))).Ok();
        var lines = made.At("lineItems");
        Assert.Equal((1m, 7m, "two"), (lines[0].GetProperty("amount").GetDecimal(), lines[1].GetProperty("amount").GetDecimal(), lines[1].GetProperty("description").GetString()));

        var (first, second) = (lines[0].GetProperty("id").GetString(), lines[1].GetProperty("id").GetString());
        var after = (await desk.UpdateAsync(made.Text("id"), new { lineItems = new object[] { new { id = second }, new { description = "new", amount = 4 }, new { id = first, description = "uno" } } })).Ok().At("lineItems");

        Assert.Equal([second, first], after.EnumerateArray().Select(line => line.GetProperty("id").GetString()).Where(id => id == first || id == second));
        Assert.Equal(("uno", "600", "COGS", "v"), (after[2].GetProperty("description").GetString(), after[2].GetProperty("glAccountId").GetString(), after[2].GetProperty("category").GetString(), after[2].GetProperty("metadata").GetProperty("k").GetString()));
        Assert.Equal(7m, after[0].GetProperty("amount").GetDecimal());
        (await desk.UpdateAsync(made.Text("id"), new { lineItems = new object[] { new { id = $"inli_{Guid.Empty:d}" } } })).Is(400);
    }

    [Fact]
    public async Task Lines_that_say_the_same_change_places()
    {
        var desk = await BillDesk.OpenAsync(server);
        var made = (await desk.CreateAsync(("lineItems", new object[]
        {
            new { description = "hour", amount = 1, metadata = new { job = "7" } },
            new { description = "hour", amount = 1, metadata = new { job = "8" } },
        }))).Ok();
        var lines = made.At("lineItems");

        var after = (await desk.UpdateAsync(made.Text("id"), new { lineItems = new object[] { new { id = lines[1].GetProperty("id") }, new { id = lines[0].GetProperty("id") } } })).Ok().At("lineItems");

        Assert.Equal(
            [(lines[1].GetProperty("id").GetString(), "8"), (lines[0].GetProperty("id").GetString(), "7")],
            after.EnumerateArray().Select(line => (line.GetProperty("id").GetString(), line.GetProperty("metadata").GetProperty("job").GetString()!)));
    }

    [Fact]
    public async Task A_line_is_in_the_currency_of_its_bill()
    {
        var desk = await BillDesk.OpenAsync(server);
        object[] dollars = [new { amount = 1, currency = "USD" }], euros = [new { amount = 1, currency = "EUR" }];

        (await desk.CreateAsync(("currency", "EUR"), ("lineItems", dollars))).Is(400);
        var bill = (await desk.CreateAsync(("currency", "EUR"), ("lineItems", euros))).Ok().Text("id");
        (await desk.UpdateAsync(bill, new { lineItems = dollars })).Is(400);
        Assert.Equal("USD", (await desk.UpdateAsync(bill, new { currency = "USD", amount = 7, lineItems = dollars })).Ok().At("lineItems")[0].GetProperty("currency").GetString());
    }

    [Fact]
    public async Task A_unit_price_loses_what_its_currency_does_not_have()
    {
        var desk = await BillDesk.OpenAsync(server);

        var line = (await desk.CreateAsync(("lineItems", new object[] { new { quantity = 1000, unitPrice = 1.239m } }))).Ok().At("lineItems")[0];

        Assert.Equal((1.23m, 1230m), (line.GetProperty("unitPrice").GetDecimal(), line.GetProperty("amount").GetDecimal()));
    }

    [Fact]
    public async Task Whoever_paid_by_hand_says_when_the_money_arrived()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("status", "SCHEDULED"));

        var paid = (await desk.UpdateAsync(bill, new { status = "PAID", settlementDate = "2026-02-03T04:05:06.789Z" })).Ok();

        Assert.Equal(("PAID", "2026-02-03T04:05:06.789Z"), (paid.Text("status"), paid.Text("settlementDate")));
    }

    [Theory]
    [InlineData("ocrJobId", "job_1")]
    [InlineData("creatorEntityGroupId", "entg_1")]
    [InlineData("status", "UNASSIGNED")]
    public async Task What_is_not_offered_is_refused_by_name(string field, string value)
    {
        var desk = await BillDesk.OpenAsync(server);

        Assert.Contains(field, (await desk.CreateAsync((field, value))).Is(400).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_can_be_changed_by_itself()
    {
        var desk = await BillDesk.OpenAsync(server);
        var made = (await desk.CreateAsync(("status", "NEW"), ("lineItems", new object[] { new { description = "one", amount = 1 } }))).Ok();
        var line = made.At("lineItems")[0].GetProperty("id").GetString();

        var after = (await desk.Tenant.PutAsync($"/invoice/{made.Text("id")}/line-item/{line}", new { glAccountId = "700", description = "uno" })).Ok().At("lineItems")[0];

        Assert.Equal((line, "700", "uno", 1m), (after.GetProperty("id").GetString(), after.GetProperty("glAccountId").GetString(), after.GetProperty("description").GetString(), after.GetProperty("amount").GetDecimal()));
    }

    [Fact]
    public async Task A_receivable_is_made_by_its_vendor()
    {
        var desk = await BillDesk.OpenAsync(server);

        var bill = (await desk.CreateAsync(("creatorEntityId", desk.Vendor))).Ok();

        Assert.Equal((desk.Vendor, desk.Payer, desk.Vendor), (bill.Text("creatorEntityId"), bill.Text("payerId"), bill.Text("vendorId")));
        (await desk.CreateAsync(("creatorEntityId", await desk.Tenant.EntityAsync("Third")))).Is(400);
        (await desk.CreateAsync(("vendorId", desk.Payer))).Is(400);
    }

    [Fact]
    public async Task A_draft_can_go_to_another_vendor()
    {
        var desk = await BillDesk.OpenAsync(server);
        var other = await desk.Tenant.EntityAsync("Another");
        var bill = await desk.BillAsync(("invoiceNumber", "A-1"));

        Assert.Equal(other, (await desk.UpdateAsync(bill, new { vendorId = other })).Ok().Text("vendorId"));

        await desk.BillAsync(("invoiceNumber", "A-1")); // Its number is free again.
        (await desk.UpdateAsync(bill, new { vendorId = desk.Vendor })).Is(409);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task A_draft_forgets_the_account_of_whom_it_no_longer_concerns(int? amount)
    {
        var desk = await BillDesk.OpenAsync(server);
        var other = await desk.Tenant.EntityAsync("Another");
        var payable = (await desk.CreateAsync(("amount", amount))).Ok();
        var receivable = (await desk.CreateAsync(("creatorEntityId", desk.Vendor), ("amount", amount))).Ok();
        Assert.All([payable, receivable], bill => Assert.Equal((desk.Source, desk.Destination), (bill.Text("paymentSourceId"), bill.Text("paymentDestinationId"))));

        var toOther = (await desk.UpdateAsync(payable.Text("id"), new { vendorId = other })).Ok();
        var byOther = (await desk.UpdateAsync(receivable.Text("id"), new { payerId = other })).Ok();

        Assert.Equal((desk.Source, false), (toOther.Text("paymentSourceId"), toOther.Json.TryGetProperty("paymentDestinationId", out _)));
        Assert.Equal((desk.Destination, false), (byOther.Text("paymentDestinationId"), byOther.Json.TryGetProperty("paymentSourceId", out _)));
        Assert.Equal(desk.Destination, (await desk.UpdateAsync(payable.Text("id"), new { vendorId = desk.Vendor })).Ok().Text("paymentDestinationId"));
    }

    [Fact]
    public async Task Only_who_made_a_draft_changes_its_lines_and_deletes_it()
    {
        var desk = await BillDesk.OpenAsync(server);
        var made = (await desk.CreateAsync(("creatorEntityId", desk.Vendor), ("amount", null), ("lineItems", new object[] { new { description = "one", amount = 1 } }))).Ok();
        var (path, line) = ($"/invoice/{made.Text("id")}", made.At("lineItems")[0].GetProperty("id").GetString());
        var (payer, vendor) = (await desk.Tenant.EmbeddedAsync(desk.Payer), await desk.Tenant.EmbeddedAsync(desk.Vendor));

        (await payer.PostAsync(path, new { noteToSelf = "mine" })).Is(403);
        (await payer.PutAsync($"{path}/line-item/{line}", new { description = "uno" })).Is(403);
        (await payer.DeleteAsync(path)).Is(403);

        Assert.Equal("uno", (await vendor.PutAsync($"{path}/line-item/{line}", new { description = "uno" })).Ok().At("lineItems")[0].GetProperty("description").GetString());
        (await vendor.DeleteAsync(path)).Is(204);
    }

    [Fact]
    public async Task A_bill_without_vendor_or_amount_is_out_of_sight_elsewhere_until_it_is_whole()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = (await desk.Tenant.PostAsync("/invoice", new { creatorEntityId = desk.Payer, vendorId = desk.Vendor, metadata = new { k = "v" } })).Ok().Text("id");
        var payables = $"/api/businesses/biz_{NetworkSteps.Uuid(desk.Payer):n}/payables";
        Assert.Empty((await desk.Tenant.GetAsync(payables)).Ok().Json.EnumerateArray());

        var whole = (await desk.UpdateAsync(bill, new { amount = 5 })).Ok();

        Assert.Equal((bill, "v"), (whole.Text("id"), whole.Text("metadata.k")));
        Assert.Single((await desk.Tenant.GetAsync(payables)).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task Only_drafts_are_deleted()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bare = (await desk.Tenant.PostAsync("/invoice", new { creatorEntityId = desk.Payer })).Ok().Text("id");
        var (draft, approved) = (await desk.BillAsync(), await desk.BillAsync(("status", "NEW")));

        (await desk.Tenant.DeleteAsync($"/invoice/{bare}")).Is(204);
        (await desk.Tenant.DeleteAsync($"/invoice/{draft}")).Is(204);
        (await desk.Tenant.DeleteAsync($"/invoice/{approved}")).Is(409);

        (await desk.Tenant.GetAsync($"/invoice/{bare}")).Is(404);
        (await desk.Tenant.GetAsync($"/invoice/{draft}")).Is(404);
    }

    [Fact]
    public async Task Who_sees_neither_side_finds_no_bill()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("foreignId", "mine"));
        var third = await desk.Tenant.EntityAsync("Third");
        var stranger = await desk.Tenant.EmbeddedAsync(third);
        var payer = await desk.Tenant.EmbeddedAsync(desk.Payer);

        Assert.Equal((await stranger.GetAsync("/invoice/nothing")).Is(404).Body, (await stranger.GetAsync($"/invoice/{bill}")).Is(404).Body);
        (await stranger.GetAsync("/invoice/mine")).Is(404);
        (await stranger.PostAsync($"/invoice/{bill}", new { status = "NEW" })).Is(404);
        (await stranger.DeleteAsync($"/invoice/{bill}")).Is(404);
        (await stranger.GetAsync($"/invoice/{bill}/comments")).Is(404);
        (await stranger.GetAsync($"/invoice/{bill}/documents")).Is(404);
        Assert.Equal(0, (await stranger.GetAsync("/invoices")).Ok().At("count").GetInt64());
        Assert.Equal("APPROVED", (await payer.PostAsync($"/invoice/{bill}", new { status = "NEW" })).Ok().Text("status"));
    }

    [Fact]
    public async Task An_entity_writes_to_the_vendors_that_it_is_connected_with()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync();
        var payer = await desk.Tenant.EmbeddedAsync(desk.Payer);
        var unknown = await desk.Tenant.EntityAsync("Unknown");

        (await payer.PostAsync("/invoice", desk.Body())).Ok();
        (await payer.PostAsync("/invoice", desk.Body(("vendorId", unknown)))).Is(404);
    }

    [Fact]
    public async Task The_same_key_makes_one_bill()
    {
        var desk = await BillDesk.OpenAsync(server);

        var first = (await desk.Tenant.PostAsync("/invoice", desk.Body(), "key")).Ok();
        var again = (await desk.Tenant.PostAsync("/invoice", desk.Body(), "key")).Ok();

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(1, (await desk.Tenant.GetAsync("/invoices")).Ok().At("count").GetInt64());
    }
}
