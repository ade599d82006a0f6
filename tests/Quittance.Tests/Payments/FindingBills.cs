namespace Quittance.Tests.Payments;

/// <summary>Lists of bills: filters, order, pages and sums.</summary>
public sealed class FindingBills(TestServer server)
{
    [Fact]
    public async Task Pages_follow_each_other_in_either_direction_and_every_order()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bills = new List<string>();
        foreach (var number in Enumerable.Range(1, 5))
        {
            bills.Add(await desk.BillAsync(("amount", number % 3 + 1), ("invoiceNumber", $"N-{number}"), ("dueDate", number == 2 ? null : $"2026-02-0{number}")));
        }

        Assert.Equal(bills, await PagesAsync(desk, "orderBy=CREATED_AT"));
        Assert.Equal(Enumerable.Reverse(bills), await PagesAsync(desk, "orderBy=CREATED_AT&orderDirection=DESC"));
        foreach (var order in PaymentsSteps.Words("AMOUNT", "DUE_DATE", "UPDATED_AT", "DEDUCTION_DATE", "INVOICE_DATE", "SETTLEMENT_DATE", "INVOICE_NUMBER", "VENDOR_NAME", "PAYER_NAME"))
        {
            var up = await PagesAsync(desk, $"orderBy={order}");
            Assert.Equal(bills.Order(StringComparer.Ordinal), up.Order(StringComparer.Ordinal));
            Assert.Equal(Enumerable.Reverse(up), await PagesAsync(desk, $"orderBy={order}&orderDirection=DESC"));
        }

        Assert.Equal(bills[1], (await PagesAsync(desk, "orderBy=DUE_DATE"))[^1]); // What is not known comes last.
        (await desk.Tenant.GetAsync($"/invoices?startingAfter=in_{Guid.Empty:d}")).Is(404);
        (await desk.Tenant.GetAsync("/invoices?limit=101")).Is(400);
        (await desk.Tenant.GetAsync("/invoices?orderBy=NOTHING")).Is(400);
    }

    [Theory]
    [InlineData("status=DRAFT", "one")]
    [InlineData("status=APPROVED&status=SCHEDULED", "two three")]
    [InlineData("status=UNASSIGNED", "")]
    [InlineData("search=", "one two three")]
    [InlineData("search=box", "one two three")]
    [InlineData("search=INV-2", "two")]
    [InlineData("search=inv-2", "two")]
    [InlineData("search=300.00", "three")]
    [InlineData("search=30000", "three")]
    [InlineData("search=nothing", "")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=red", "one")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=red&metadata%5Bvalue%5D=blue", "one two")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=NULL", "three")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=NOT%20NULL", "one two")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=red&metadata%5Bkey%5D=size&metadata%5Bvalue%5D=L", "one")]
    [InlineData("metadata%5Bkey%5D=color&metadata%5Bvalue%5D=blue&metadata%5Bkey%5D=size&metadata%5Bvalue%5D=L", "")]
    [InlineData("lineItemMetadata%5Bkey%5D=job&lineItemMetadata%5Bvalue%5D=7", "two")]
    [InlineData("lineItemMetadata%5Bkey%5D=job&lineItemMetadata%5Bvalue%5D=NULL", "one three")]
    [InlineData("lineItemGlAccountId=600&lineItemGlAccountId=700", "two")]
    [InlineData("invoiceId=two&invoiceId=three", "two three")]
    [InlineData("dateType=INVOICE_DATE&startDate=2026-01-02&endDate=2026-01-02T23:59:59Z", "two")]
    [InlineData("dateType=DEDUCTION_DATE&startDate=2199-01-01", "one two three")]
    [InlineData("paymentType=%5B%22recurring%22%5D", "")]
    [InlineData("paymentType=%5B%22oneTime%22%2C%22recurring%22%5D", "one two three")]
    [InlineData("invoiceTemplateId=invt_1", "")]
    [InlineData("approverCount=0", "one two three")]
    [InlineData("approverCount=%3E0", "")]
    [InlineData("vendorId=vendor", "")]
    public async Task Every_filter_finds_what_it_says(string query, string expected)
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync(("foreignId", "one"), ("amount", 100), ("invoiceNumber", "INV-1"), ("metadata", new { color = "red", size = "L" }), ("invoiceDate", "2026-01-01"));
        await desk.BillAsync(
            ("foreignId", "two"), ("amount", 200), ("invoiceNumber", "INV-2"), ("metadata", new { color = "blue" }), ("invoiceDate", "2026-01-02"), ("status", "NEW"),
            ("lineItems", new object[] { new { amount = 1, metadata = new { job = "7" } }, new { amount = 2, glAccountId = "700" } }));
        await desk.BillAsync(("foreignId", "three"), ("amount", 300), ("invoiceNumber", "INV-3"), ("invoiceDate", "2026-01-03"), ("status", "SCHEDULED"));

        var group = await PaymentsSteps.GroupAsync(desk.Tenant, desk.Payer);
        foreach (var path in PaymentsSteps.Words("/invoices", $"/entity/{desk.Payer}/invoices", $"/entity/{desk.Vendor}/invoices", $"/entityGroup/{group}/invoices"))
        {
            var list = (await desk.Tenant.GetAsync($"{path}?{query}")).Ok();
            Assert.Equal(expected, string.Join(' ', list.At("data").EnumerateArray().Select(bill => bill.GetProperty("foreignId").GetString())));
            Assert.Equal(list.At("data").GetArrayLength(), list.At("count").GetInt64());
            Assert.False(list.At("hasMore").GetBoolean());
        }
    }

    [Fact]
    public async Task An_entity_lists_what_it_pays_or_what_it_is_paid()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();
        Task<long> CountAsync(string entity, string query) => CountOfAsync(desk, $"/entity/{entity}/invoices?{query}");

        Assert.Equal((1, 1), (await CountAsync(desk.Payer, ""), await CountAsync(desk.Vendor, "")));
        Assert.Equal((1, 0), (await CountAsync(desk.Payer, "excludeReceivables=true"), await CountAsync(desk.Payer, "excludePayables=true")));
        Assert.Equal((0, 1), (await CountAsync(desk.Vendor, "excludeReceivables=true"), await CountAsync(desk.Vendor, "excludePayables=true")));
        Assert.Equal((1, 0), (await CountOfAsync(desk, $"/invoices?payerId={desk.Payer}&entityId={desk.Vendor}"), await CountOfAsync(desk, $"/invoices?payerId={desk.Vendor}")));
        Assert.Equal(bill, (await desk.Tenant.GetAsync($"/invoices?vendorId={desk.Vendor}")).Ok().At("data")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_group_lists_the_bills_of_its_entities()
    {
        var desk = await BillDesk.OpenAsync(server);
        var (third, stranger) = (await desk.Tenant.EntityAsync("Third"), await desk.Tenant.EntityAsync("Stranger"));
        var pays = await desk.BillAsync(("invoiceNumber", "N-1"));
        var isPaid = await desk.BillAsync(("creatorEntityId", desk.Vendor), ("payerId", desk.Vendor), ("vendorId", desk.Payer), ("invoiceNumber", "N-2"));
        var thirds = await desk.BillAsync(("creatorEntityId", third), ("payerId", third), ("invoiceNumber", "N-3"));
        await desk.BillAsync(("creatorEntityId", stranger), ("payerId", stranger), ("invoiceNumber", "N-2"));
        (await desk.Tenant.PostAsync("/entityGroup", new { foreignId = "group/1", entityIds = PaymentsSteps.Words(desk.Payer, third) })).Ok();
        const string Path = "/entityGroup/group%2F1/invoices";
        Task<string> FoundAsync(string query) => ListAsync(desk.Tenant, $"{Path}?{query}");

        Assert.Equal($"{pays} {isPaid} {thirds}; 3, False", await FoundAsync(""));
        Assert.Equal($"{isPaid}; 1, False", await FoundAsync("excludePayables=true"));
        Assert.Equal($"{pays} {thirds}; 2, False", await FoundAsync("excludeReceivables=true"));
        Assert.Equal($"{isPaid}; 1, False", await FoundAsync("search=n-2"));
        Assert.Equal($"{pays} {isPaid}; 3, True", await FoundAsync("limit=2"));
        Assert.Equal($"{thirds}; 3, False", await FoundAsync($"limit=2&startingAfter={isPaid}"));
        Assert.Equal($"{thirds} {isPaid}; 3, True", await FoundAsync("limit=2&orderDirection=DESC"));
        (await desk.Tenant.GetAsync($"{Path}?excludePayables=true&excludeReceivables=true")).Is(400);
        (await desk.Tenant.GetAsync($"{Path}?status=BOGUS")).Is(400);
    }

    [Fact]
    public async Task A_group_shows_nobody_more_bills_than_they_see_themselves()
    {
        var desk = await BillDesk.OpenAsync(server);
        var (third, stranger) = (await desk.Tenant.EntityAsync("Third"), await desk.Tenant.EntityAsync("Stranger"));
        var pays = await desk.BillAsync();
        var thirds = await desk.BillAsync(("creatorEntityId", third), ("payerId", third));
        var group = await PaymentsSteps.GroupAsync(desk.Tenant, desk.Payer, third);
        var path = $"/entityGroup/{group}/invoices";
        var whole = desk.Tenant.With((await desk.Tenant.PostAsync($"/entityGroup/{group}/token", new { })).Ok().Json.GetString());

        Assert.Equal($"{pays} {thirds}; 2, False", await ListAsync(whole, path));
        Assert.Equal($"{pays}; 1, False", await ListAsync(await desk.Tenant.EmbeddedAsync(desk.Payer), path));
        Assert.Equal($"{thirds}; 1, False", await ListAsync(await desk.Tenant.EmbeddedAsync(third), path));

        var unknown = (await desk.Tenant.GetAsync("/entityGroup/none/invoices")).Is(404).Body;
        Assert.Equal(unknown, (await (await desk.Tenant.EmbeddedAsync(stranger)).GetAsync(path)).Is(404).Body);
        Assert.Equal(unknown, (await (await server.NewTenantAsync()).GetAsync(path)).Is(404).Body);
        (await desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["businesses"], null)).GetAsync(path)).Is(403);
        (await desk.Tenant.With(null).GetAsync(path)).Is(401);
    }

    [Fact]
    public async Task An_approver_finds_what_waits_for_them_and_what_they_did()
    {
        var desk = await BillDesk.OpenAsync(server);
        var boss = await desk.PolicyAsync();
        var other = await desk.Tenant.UserAsync(desk.Payer, "clerk");
        var bill = await desk.BillAsync(("status", "NEW"), ("metadata", new { hold = "yes" }));
        await desk.BillAsync(("status", "NEW"));

        Assert.Equal((1, 0, 0), (
            await CountOfAsync(desk, $"/invoices?approverId={boss}"), await CountOfAsync(desk, $"/invoices?approverId={other}"),
            await CountOfAsync(desk, $"/invoices?approverId={boss}&approverAction=APPROVE")));
        Assert.Equal((1, 1), (await CountOfAsync(desk, "/invoices?approverCount=1"), await CountOfAsync(desk, "/invoices?approverCount=%3C1")));

        (await desk.Tenant.PostAsync($"/invoice/{bill}/approve", new { userId = boss })).Is(204);

        Assert.Equal((0, 1), (
            await CountOfAsync(desk, $"/invoices?approverId={boss}&approverAction=NONE"), await CountOfAsync(desk, $"/invoices?approverId={boss}&approverAction=APPROVE")));
    }

    [Fact]
    public async Task Metrics_count_by_currency_status_and_day()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync(("amount", 10));
        await desk.BillAsync(("amount", 20.01m), ("invoiceDate", "2026-01-09"));
        await desk.BillAsync(("amount", 5), ("currency", "EUR"), ("status", "NEW"));

        var plain = (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoice-metrics?search=&excludeReceivables=true&dateType=CREATED_AT")).Ok().Json;
        Assert.Equal(["EUR 1 5 5", "USD 2 30.01 15"], plain.EnumerateArray().Select(one =>
            $"{one.GetProperty("currency")} {one.GetProperty("totalCount")} {one.GetProperty("totalAmount")} {one.GetProperty("averageAmount")}"));

        var grouped = (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoice-metrics?groupBy=STATUS&status=DRAFT&status=APPROVED")).Ok().Json;
        Assert.Equal(["APPROVED", "DRAFT"], grouped.EnumerateArray().Select(one => one.GetProperty("group")[0].GetProperty("status").GetString()));

        var dated = (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoice-metrics?currency=USD&returnByDate=INVOICE_DATE")).Ok().Json[0].GetProperty("dates");
        Assert.Equal(["2026-01-01T00:00:00.000Z", "2026-01-09T00:00:00.000Z"], dated.EnumerateObject().Select(day => day.Name));
    }

    [Fact]
    public async Task Bills_that_belong_to_nobody_are_none_in_metrics_either()
    {
        var desk = await BillDesk.OpenAsync(server);
        await desk.BillAsync();

        Assert.Equal(0, (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoice-metrics?status=UNASSIGNED")).Ok().Json.GetArrayLength());
        Assert.Equal(1, (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoice-metrics?status=UNASSIGNED&status=DRAFT")).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task What_is_asked_for_beside_the_bills_is_shown_and_nothing_else()
    {
        var desk = await BillDesk.OpenAsync(server);
        (await desk.Tenant.PostAsync($"/entity/{desk.Vendor}", new { metadata = new { tier = "gold" } })).Ok();
        await desk.BillAsync(("deductionDate", "2026-01-02"));
        await desk.BillAsync(("vendorId", null));

        var bare = await FirstAsync("limit=1");
        Assert.Equal((false, false), (bare.TryGetProperty("paymentTiming", out _), bare.GetProperty("vendor").TryGetProperty("metadata", out _)));

        var noted = await FirstAsync("limit=1&returnVendorMetadata=true&returnPayerMetadata=false");
        Assert.Equal("""{"tier":"gold"}""", noted.GetProperty("vendor").GetProperty("metadata").GetRawText());
        Assert.False(noted.GetProperty("payer").TryGetProperty("metadata", out _));
        Assert.Equal("{}", (await FirstAsync("limit=1&returnPayerMetadata=true")).GetProperty("payer").GetProperty("metadata").GetRawText());

        var timed = (await desk.Tenant.GetAsync("/invoices?returnPaymentTiming=true")).Ok().At("data");
        Assert.Equal(("2026-01-02T00:00:00.000Z", 1), (timed[0].GetProperty("paymentTiming").GetProperty("estimatedProcessingDate").GetString(), timed[0].GetProperty("paymentTiming").GetProperty("businessDays").GetInt32()));
        Assert.False(timed[1].TryGetProperty("paymentTiming", out _)); // Without a vendor it is paid nowhere.

        async Task<System.Text.Json.JsonElement> FirstAsync(string query) => (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoices?{query}")).Ok().At("data")[0];
    }

    // The ids of a page, how many there are in all, and whether more follow.
    private static async Task<string> ListAsync(Tenant tenant, string path)
    {
        var list = (await tenant.GetAsync(path)).Ok();
        var ids = list.At("data").EnumerateArray().Select(bill => bill.GetProperty("id").GetString());
        return $"{string.Join(' ', ids)}; {list.At("count").GetInt64()}, {list.At("hasMore").GetBoolean()}";
    }

    private static async Task<long> CountOfAsync(BillDesk desk, string path) => (await desk.Tenant.GetAsync(path)).Ok().At("count").GetInt64();

    private static async Task<List<string>> PagesAsync(BillDesk desk, string query)
    {
        var found = new List<string>();
        while (true)
        {
            var page = (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/invoices?limit=2&{query}{(found.Count == 0 ? "" : $"&startingAfter={found[^1]}")}")).Ok();
            Assert.Equal(5, page.At("count").GetInt64());
            found.AddRange(page.At("data").EnumerateArray().Select(bill => bill.GetProperty("id").GetString()!));
            if (!page.At("hasMore").GetBoolean())
            {
                return found;
            }
        }
    }
}
