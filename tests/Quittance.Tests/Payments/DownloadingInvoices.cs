using Quittance.Server.Api.Network;
using Quittance.Server.Security;

namespace Quittance.Tests.Payments;

/// <summary>Links to everything that a list of bills holds, as CSV or JSON.</summary>
public sealed class DownloadingInvoices(TestServer server)
{
    private static readonly string[] Columns =
    [
        "id", "status", "invoiceNumber", "amount", "currency", "taxAmount", "shippingAmount", "invoiceDate", "dueDate", "deductionDate", "processedAt",
        "settlementDate", "netTerms", "payerId", "payerName", "vendorId", "vendorName", "paymentSourceId", "paymentDestinationId", "batchPayment",
        "noteToSelf", "foreignId", "creatorEntityId", "failureType", "createdAt", "updatedAt", "transactionIds", "metadata",
    ];

    [Fact]
    public async Task The_csv_has_a_row_for_each_as_its_json_says()
    {
        var desk = await BillDesk.OpenAsync(server);
        (await desk.Tenant.PatchAsync($"/api/businesses/{EntitySteps.BusinessOf(desk.Vendor)}", new { name = "=1+1, \"Sons\"\r\nand \u00e9" })).Ok();
        var full = await desk.BillAsync(
            ("invoiceNumber", "@N,1"), ("foreignId", "f-1"), ("noteToSelf", "+mine"), ("metadata", new { color = "red" }), ("paymentSourceId", desk.Source), ("paymentDestinationId", desk.Destination));
        var bare = await desk.BillAsync(("vendorId", null), ("amount", null), ("currency", null), ("invoiceDate", null), ("dueDate", null), ("deductionDate", null));

        var link = (await desk.Tenant.GetAsync("/invoices/download")).Ok();
        Assert.Equal("text/csv", link.Text("mimeType"));
        var csv = (await OpenAsync(desk.Tenant, link)).Ok();
        var rows = DownloadingTransactions.Parse(csv.Body);

        Assert.Equal(Columns, rows[0]);
        Assert.Equal([full, bare], rows.Skip(1).Select(row => row[0]));
        var first = Cells(rows, 1);
        var shown = (await desk.Tenant.GetAsync($"/invoice/{full}")).Ok();
        foreach (var column in PaymentsSteps.Words(
            "status", "currency", "invoiceDate", "dueDate", "deductionDate", "payerId", "vendorId", "paymentSourceId", "paymentDestinationId", "foreignId", "creatorEntityId", "createdAt", "updatedAt"))
        {
            Assert.Equal(shown.Text(column), first[column]);
        }

        Assert.Equal(
            ("'@N,1", "'+mine", "Payer", $"'{shown.Text("vendor.name")}", shown.At("amount").GetRawText(), shown.At("metadata").GetRawText()),
            (first["invoiceNumber"], first["noteToSelf"], first["payerName"], first["vendorName"], first["amount"], first["metadata"]));
        var second = Cells(rows, 2);
        Assert.All(PaymentsSteps.Words("amount", "vendorId", "vendorName", "dueDate", "transactionIds", "metadata"), column => Assert.Equal("", second[column]));
    }

    [Fact]
    public async Task What_was_paid_names_its_transactions()
    {
        var till = await Till.OpenAsync(server);
        await till.ScheduledAsync(await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor));
        await till.Tenant.RunJobsAsync();

        var rows = DownloadingTransactions.Parse((await OpenAsync(till.Tenant, (await till.Tenant.GetAsync("/invoices/download")).Ok())).Ok().Body);

        Assert.Equal((await till.TransactionAsync()).GetProperty("id").GetString(), Cells(rows, 1)["transactionIds"]);
    }

    [Fact]
    public async Task The_json_is_the_array_that_the_pages_make_together()
    {
        var desk = await BillDesk.OpenAsync(server);
        (await desk.Tenant.PostAsync($"/entity/{desk.Payer}", new { metadata = new { region = "north" } })).Ok();
        foreach (var number in Enumerable.Range(1, 103)) // More than one portion.
        {
            await desk.BillAsync(("invoiceNumber", $"N-{number:d3}"), ("amount", 1 + (number * 37 % 101)));
        }

        var sorted = "orderBy=AMOUNT&orderDirection=DESC&returnPayerMetadata=true";
        var page = (await desk.Tenant.GetAsync($"/invoices?{sorted}&limit=100")).Ok();
        var ids = page.At("data").EnumerateArray().Select(bill => bill.GetProperty("id").GetString()!).ToList();
        var rest = (await desk.Tenant.GetAsync($"/invoices?{sorted}&limit=100&startingAfter={ids[^1]}")).Ok();
        var link = (await desk.Tenant.GetAsync($"/invoices/download?format=JSON&{sorted}")).Ok();
        var json = (await OpenAsync(desk.Tenant, link)).Ok().Json;

        Assert.Equal("application/json", link.Text("mimeType"));
        Assert.Equal(
            page.At("data").EnumerateArray().Concat(rest.At("data").EnumerateArray()).Select(bill => bill.GetRawText()), json.EnumerateArray().Select(bill => bill.GetRawText()));
        Assert.Equal("north", json[102].GetProperty("payer").GetProperty("metadata").GetProperty("region").GetString());
        Assert.Equal([ids[2], ids[3]], await IdsAsync(desk.Tenant, $"/invoices/download?{sorted}&startingAfter={ids[1]}&limit=2"));
        Assert.Equal("[]", (await OpenAsync(desk.Tenant, (await desk.Tenant.GetAsync("/invoices/download?format=JSON&search=nothing")).Ok())).Ok().Body);
    }

    [Theory]
    [InlineData("search=n-2", "two")]
    [InlineData("status=DRAFT&metadata%5Bkey%5D=color&metadata%5Bvalue%5D=red", "one")]
    [InlineData("lineItemMetadata%5Bkey%5D=job&lineItemMetadata%5Bvalue%5D=NULL", "one two")]
    [InlineData("status=NEW", "")]
    [InlineData("approverCount=0", "one two")]
    [InlineData("approverCount=%3E0", "")]
    [InlineData("dateType=INVOICE_DATE&startDate=2026-01-02&endDate=2026-01-02T23:59:59Z", "two")]
    [InlineData("invoiceId=two", "two")]
    [InlineData("orderBy=INVOICE_NUMBER&orderDirection=DESC", "two one")]
    [InlineData("limit=1", "one")]
    public async Task A_filter_takes_what_it_takes_in_the_list(string query, string expected)
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync(("foreignId", "one"), ("invoiceNumber", "N-1"), ("metadata", new { color = "red" }));
        await desk.BillAsync(("foreignId", "two"), ("invoiceNumber", "N-2"), ("invoiceDate", "2026-01-02T00:00:00.000Z"));

        foreach (var path in PaymentsSteps.Words("/invoices", $"/entity/{desk.Payer}/invoices"))
        {
            Assert.Equal(expected, string.Join(' ', (await RowsAsync(desk.Tenant, $"{path}/download?{query}")).Select(row => row["foreignId"])));
        }
    }

    [Fact]
    public async Task An_entity_and_a_group_give_the_bills_of_their_sides()
    {
        var desk = await BillDesk.OpenAsync(server);
        var third = await desk.Tenant.EntityAsync("Third");
        var pays = await desk.BillAsync();
        var isPaid = await desk.BillAsync(("creatorEntityId", desk.Vendor), ("payerId", desk.Vendor), ("vendorId", desk.Payer));
        var others = await desk.BillAsync(("creatorEntityId", third), ("payerId", third));
        var group = await PaymentsSteps.GroupAsync(desk.Tenant, desk.Payer);

        foreach (var path in PaymentsSteps.Words($"/entity/{desk.Payer}/invoices/download", $"/entityGroup/{group}/invoices/download"))
        {
            Assert.Equal([pays, isPaid], await IdsAsync(desk.Tenant, path));
            Assert.Equal([isPaid], await IdsAsync(desk.Tenant, $"{path}?excludePayables=true"));
            Assert.Equal([pays], await IdsAsync(desk.Tenant, $"{path}?excludeReceivables=true"));
            (await desk.Tenant.GetAsync($"{path}?excludePayables=true&excludeReceivables=true")).Is(400);
        }

        Assert.Equal([pays, isPaid], await IdsAsync(desk.Tenant, $"/invoices/download?entityGroupId={group}"));
        Assert.Equal([others], await IdsAsync(desk.Tenant, $"/invoices/download?entityId={third}"));
    }

    [Fact]
    public async Task A_link_sees_what_its_maker_sees_and_ends_with_their_token()
    {
        var desk = await BillDesk.OpenAsync(server);
        var third = await desk.Tenant.EntityAsync("Third");
        var bill = await desk.BillAsync();
        var group = await PaymentsSteps.GroupAsync(desk.Tenant, desk.Payer, third);
        var (payer, stranger) = (await LimitedAsync(desk, desk.Payer), await LimitedAsync(desk, third));
        foreach (var path in PaymentsSteps.Words("/invoices/download", $"/entityGroup/{group}/invoices/download"))
        {
            Assert.Equal([bill], await IdsAsync(payer, path));
            Assert.Empty(await IdsAsync(stranger, path));
        }

        (await stranger.GetAsync($"/entity/{desk.Payer}/invoices/download")).Is(404);
        (await stranger.GetAsync($"/invoices/download?startingAfter={bill}")).Is(404);
        var seen = (await payer.GetAsync("/invoices/download?format=JSON")).Ok();
        await ChangeAsync(payer, $"business_ids = array['{NetworkIds.BusinessOf(EntitySteps.BusinessOf(third)).Value}'::uuid]");
        Assert.Equal("[]", (await OpenAsync(desk.Tenant, seen)).Ok().Body);
        await ChangeAsync(payer, "revoked_at = now()");
        (await OpenAsync(desk.Tenant, seen)).Is(404);
    }

    [Fact]
    public async Task Another_organization_finds_nothing_of_this_one()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();
        var group = await PaymentsSteps.GroupAsync(desk.Tenant, desk.Payer);
        var other = await server.NewTenantAsync();

        Assert.Empty(await IdsAsync(other, "/invoices/download"));
        Assert.Empty(await IdsAsync(other, $"/invoices/download?entityId={desk.Payer}"));
        Assert.Empty(await IdsAsync(other, $"/invoices/download?entityGroupId={group}"));
        (await other.GetAsync($"/entity/{desk.Payer}/invoices/download")).Is(404);
        (await other.GetAsync($"/entityGroup/{group}/invoices/download")).Is(404);
        (await other.GetAsync($"/invoices/download?startingAfter={bill}")).Is(404);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        var tenant = await server.NewTenantAsync();

        (await tenant.GetAsync("/invoices/download?format=PDF")).Is(400);
        (await tenant.GetAsync("/invoices/download?status=BOGUS")).Is(400);
        (await tenant.GetAsync("/entity/nobody/invoices/download")).Is(404);
        (await tenant.GetAsync("/entityGroup/none/invoices/download")).Is(404);
        (await tenant.With(null).GetAsync("/invoices/download")).Is(401);
        (await tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, ["businesses"], null)).GetAsync("/invoices/download")).Is(403);
    }

    // As whoever got the link, who has no token.
    private static Task<Answer> OpenAsync(Tenant tenant, Answer link) => tenant.With(null).GetAsync(new Uri(link.Text("url")).PathAndQuery);

    private static Dictionary<string, string> Cells(List<List<string>> rows, int row) => rows[0].Zip(rows[row]).ToDictionary(cell => cell.First, cell => cell.Second);

    private static async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(Tenant tenant, string path)
    {
        var rows = DownloadingTransactions.Parse((await OpenAsync(tenant, (await tenant.GetAsync(path)).Ok())).Ok().Body);
        return [.. Enumerable.Range(1, rows.Count - 1).Select(row => Cells(rows, row))];
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(Tenant tenant, string path) => [.. (await RowsAsync(tenant, path)).Select(row => row["id"])];

    private async Task ChangeAsync(Tenant tenant, string change)
    {
        await using var update = server.Owner.CreateCommand($"update api_tokens set {change} where hash = $1");
        update.Parameters.Add(new() { Value = Token.HashOf(tenant.Token) });
        Assert.Equal(1, await update.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private async Task<Tenant> LimitedAsync(BillDesk desk, string entity) => desk.Tenant.With(await TokenMaking.AddAsync(
        server.Owner, desk.Tenant.Id, ["invoices.read"], [NetworkIds.BusinessOf(EntitySteps.BusinessOf(entity)).Value]));
}
