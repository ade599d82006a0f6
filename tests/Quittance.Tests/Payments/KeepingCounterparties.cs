using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

public sealed class KeepingCounterparties(TestServer server)
{
    [Fact]
    public async Task An_added_payee_can_have_bills_at_once_and_sees_the_payer_as_its_payor()
    {
        var (tenant, payer, vendor) = await PairAsync();

        Assert.Empty((await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = PaymentsSteps.Words("vendor") })).Is(204).Body);

        var connection = (await tenant.GetAsync("/api/connections")).Ok().Json[0];
        Assert.Equal("active", connection.GetProperty("status").GetString());
        Assert.Equal(["Vendor"], await PayeesAsync(tenant, payer));
        Assert.Equal(["Payer"], (await tenant.GetAsync($"/entity/{vendor}/counterparties/payors")).Ok().Names());
        Assert.Empty(await PayeesAsync(tenant, vendor));
        (await tenant.PostAsync($"/api/businesses/{EntitySteps.BusinessOf(vendor)}/payables", new { connectionId = connection.GetProperty("id").GetString(), invoiceNumber = "1", amount = 1, status = "SUBMITTED" })).Created();
    }

    [Fact]
    public async Task A_payor_is_added_from_the_other_side()
    {
        var (tenant, payer, vendor) = await PairAsync();

        (await tenant.PostAsync($"/entity/{vendor}/addPayors", new { payors = new[] { payer } })).Is(204);

        Assert.Equal(["Vendor"], await PayeesAsync(tenant, payer));
    }

    [Fact]
    public async Task Adding_again_changes_nothing()
    {
        var (tenant, payer, vendor) = await PairAsync();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { vendor, "vendor" } })));
        (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { vendor } })).Is(204);

        Assert.Single((await tenant.GetAsync("/api/connections")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task One_that_is_hidden_is_in_no_list_until_it_is_added_again_and_keeps_its_bills()
    {
        var desk = await Desk.OpenAsync(server);
        var (payer, vendor) = (PaymentsSteps.EntityOf(desk.Payer), PaymentsSteps.EntityOf(desk.Payee));
        var bill = (await desk.PayableAsync()).Text("id");

        (await desk.Tenant.PostAsync($"/entity/{payer}/hidePayees", new { payees = new[] { vendor } })).Is(204);
        (await desk.Tenant.PostAsync($"/entity/{payer}/hidePayees", new { payees = new[] { vendor } })).Is(204);

        Assert.Empty(await PayeesAsync(desk.Tenant, payer));
        Assert.Equal(["Paying Ltd"], (await desk.Tenant.GetAsync($"/entity/{vendor}/counterparties/payors")).Ok().Names());
        Assert.Equal("SUBMITTED", (await desk.ReadAsync(bill)).Text("status"));

        (await desk.Tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { vendor } })).Is(204);
        Assert.Equal(["Paid SAS"], await PayeesAsync(desk.Tenant, payer));
    }

    [Fact]
    public async Task An_archived_connection_is_not_opened_this_way()
    {
        var desk = await Desk.OpenAsync(server);
        (await desk.Tenant.PatchAsync($"/api/connections/{desk.Connection}/archive")).Ok();
        var payer = PaymentsSteps.EntityOf(desk.Payer);

        var refused = (await desk.Tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { PaymentsSteps.EntityOf(desk.Payee) } })).Is(409);

        Assert.Contains("archived", refused.Text("content"), StringComparison.Ordinal);
        Assert.Empty(await PayeesAsync(desk.Tenant, payer));
    }

    [Fact]
    public async Task Whoever_is_unknown_adds_nobody_and_an_entity_is_not_its_own_payee()
    {
        var (tenant, payer, vendor) = await PairAsync();
        var foreign = (await (await server.NewTenantAsync()).NewEntityAsync("Foreign", foreignId: "foreign")).Text("id");
        var unknown = (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { vendor, "nobody" } })).Is(404).Body;

        Assert.Equal(unknown, (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { foreign } })).Is(404).Body);
        Assert.Equal(unknown, (await tenant.PostAsync($"/entity/{payer}/hidePayees", new { payees = new[] { vendor } })).Is(404).Body);
        (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { payer } })).Is(409);
        (await tenant.PostAsync($"/entity/{payer}/addPayees", new { })).Is(400);
        Assert.Empty(await PayeesAsync(tenant, payer));
    }

    [Fact]
    public async Task The_accounts_with_a_counterparty_are_the_side_s_own()
    {
        var (tenant, payer, vendor) = await PairAsync();

        (await tenant.PostAsync($"/entity/{payer}/addPayees", new
        {
            payees = Array.Empty<string>(),
            customizations = new[] { new { counterpartyId = "vendor", accounts = new[] { new { accountId = "85866843", postalCode = "94105", nameOnAccount = "John Doe" } } } },
        })).Is(204);

        var payee = (await tenant.GetAsync($"/entity/{payer}/counterparties/payees")).Ok().At("data")[0];
        var payor = (await tenant.GetAsync($"/entity/{vendor}/counterparties/payors")).Ok().At("data")[0];
        Assert.Equal("""[{"accountId":"85866843","postalCode":"94105","nameOnAccount":"John Doe"}]""", payee.GetProperty("accounts").GetRawText());
        Assert.False(payor.TryGetProperty("accounts", out _));
    }

    [Fact]
    public async Task Pages_are_exact_and_begin_after_the_last_one_of_the_page_before()
    {
        var (tenant, payer, _) = await PairAsync();
        foreach (var number in Enumerable.Range(1, 4))
        {
            (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { (await tenant.NewEntityAsync($"V{number}", foreignId: $"v{number}")).Text("id") } })).Is(204);
        }

        var first = (await tenant.GetAsync($"/entity/{payer}/counterparties/payees?limit=3")).Ok();
        var second = (await tenant.GetAsync($"/entity/{payer}/counterparties/payees?limit=3&startingAfter={first.At("data")[2].GetProperty("id").GetString()}")).Ok();

        Assert.Equal(["V4", "V3", "V2"], first.Names());
        Assert.Equal(["V1"], second.Names());
        Assert.Equal((4, 4), (first.At("count").GetInt64(), second.At("count").GetInt64()));
        Assert.True(first.At("hasMore").GetBoolean());
        Assert.False(second.At("hasMore").GetBoolean());
        (await tenant.GetAsync($"/entity/{payer}/counterparties/payees?startingAfter=unknown")).Is(404);
    }

    [Theory]
    [InlineData("", "Bravo,Alpha")]
    [InlineData("networkType=ENTITY", "Bravo,Alpha")]
    [InlineData("networkType=NETWORK", "Open,Bravo")]
    [InlineData("networkType=ENTITY&networkType=NETWORK", "Open,Bravo,Alpha")]
    [InlineData("search=ALPH", "Alpha")]
    [InlineData("search=bravo.example", "Bravo")]
    [InlineData("name=a", "Bravo,Alpha")]
    [InlineData("counterpartyId=alpha&counterpartyId=unknown", "Alpha")]
    [InlineData("counterpartyId=unknown", "")]
    [InlineData("metadata%5Bkey%5D=region&metadata%5Bvalue%5D=north", "Alpha")]
    public async Task Each_filter_narrows_and_the_count_with_it(string query, string names)
    {
        var (tenant, payer, _) = await PairAsync();
        await tenant.NewEntityAsync("Alpha", "alpha", metadata: new { region = "north" });
        await tenant.NewEntityAsync("Bravo", "bravo", isNetworkPayee: true, email: "x@bravo.example");
        await tenant.NewEntityAsync("Open", "open", isNetworkPayee: true);
        (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = PaymentsSteps.Words("alpha", "bravo") })).Is(204);

        var found = (await tenant.GetAsync($"/entity/{payer}/counterparties/payees?{query}")).Ok();

        Assert.Equal(names, string.Join(',', found.Names()));
        Assert.Equal(found.Names().Count, found.At("count").GetInt64());
    }

    [Fact]
    public async Task A_counterparty_tells_why_it_is_one_and_shows_what_was_asked_for()
    {
        var desk = await Desk.OpenAsync(server);
        var (payer, vendor) = (PaymentsSteps.EntityOf(desk.Payer), PaymentsSteps.EntityOf(desk.Payee));
        (await desk.Tenant.PostAsync($"/entity/{vendor}", new { isNetworkPayee = true, metadata = new { region = "north" } })).Ok();
        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Payee}/funding-sources", new { type = "wallet" })).Created();
        await desk.PayableAsync(10.25m);
        await desk.PayableAsync(20m);
        await desk.ApprovedAsync(5m);

        var plain = (await desk.Tenant.GetAsync($"/entity/{payer}/counterparties/payees")).Ok().At("data")[0];
        var full = (await desk.Tenant.GetAsync($"/entity/{payer}/counterparties/payees?paymentMethods=true&invoiceMetrics=true&returnMetadata=region")).Ok().At("data")[0];

        Assert.Equal("""["ENTITY","NETWORK"]""", plain.GetProperty("counterpartyType").GetRawText());
        Assert.False(plain.TryGetProperty("paymentMethods", out _) || plain.TryGetProperty("invoiceMetrics", out _) || plain.TryGetProperty("metadata", out _));
        Assert.Equal("wallet", full.GetProperty("paymentMethods")[0].GetProperty("type").GetString());
        Assert.Equal("north", full.GetProperty("metadata").GetProperty("region").GetString());
        var metrics = full.GetProperty("invoiceMetrics");
        Assert.Equal((3, 35.25m), (metrics.GetProperty("totalCount").GetInt64(), metrics.GetProperty("totalAmount").GetDecimal()));
        Assert.Equal(
            ["APPROVED 1 5", "NEW 2 30.25"],
            metrics.GetProperty("statuses").EnumerateArray().Select(one => FormattableString.Invariant($"{one.GetProperty("status").GetString()} {one.GetProperty("totalCount").GetInt64()} {one.GetProperty("totalAmount").GetDecimal():0.##}")));
    }

    [Fact]
    public async Task A_business_of_another_organization_is_a_counterparty_with_what_it_tells()
    {
        var across = await server.AcrossAsync();

        var payee = (await across.Payer.GetAsync($"/entity/{PaymentsSteps.EntityOf(across.PayerBusiness)}/counterparties/payees")).Ok();
        var payor = (await across.Payee.GetAsync($"/entity/{PaymentsSteps.EntityOf(across.PayeeBusiness)}/counterparties/payors")).Ok();

        Assert.Equal(["Paid SAS"], payee.Names());
        Assert.Equal(["Paying Ltd"], payor.Names());
        Assert.Equal("", payee.At("data")[0].GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_limited_caller_sees_and_hides_its_own_counterparties_and_adds_those_that_offer_themselves()
    {
        var (tenant, payer, vendor) = await PairAsync();
        (await tenant.PostAsync($"/entity/{payer}/addPayees", new { payees = new[] { vendor } })).Is(204);
        await tenant.NewEntityAsync("Open", "open", isNetworkPayee: true);
        await tenant.NewEntityAsync("Closed", "closed");
        var limited = await tenant.LimitedToAsync(EntitySteps.BusinessOf(payer));

        Assert.Equal(["Vendor"], await PayeesAsync(limited, payer));
        (await limited.PostAsync($"/entity/{payer}/addPayees", new { payees = PaymentsSteps.Words("open") })).Is(204);
        Assert.Equal(["Open", "Vendor"], await PayeesAsync(limited, payer));
        (await limited.PostAsync($"/entity/{payer}/hidePayees", new { payees = new[] { vendor } })).Is(204);
        Assert.Equal(["Open"], await PayeesAsync(limited, payer));

        var unknown = (await limited.PostAsync($"/entity/{payer}/addPayees", new { payees = PaymentsSteps.Words("nobody") })).Is(404).Body;
        Assert.Equal(unknown, (await limited.PostAsync($"/entity/{payer}/addPayees", new { payees = PaymentsSteps.Words("closed") })).Is(404).Body);
        Assert.Equal(unknown, (await limited.GetAsync($"/entity/{payer}/counterparties/payees?startingAfter=closed")).Is(404).Body);
        Assert.Equal(unknown, (await limited.GetAsync($"/entity/{vendor}/counterparties/payors")).Is(404).Body);
    }

    [Fact]
    public async Task Bills_are_counted_only_for_who_may_read_them()
    {
        var (tenant, payer, _) = await PairAsync();
        var networker = await tenant.PermittedAsync(Permission.Network);

        (await networker.GetAsync($"/entity/{payer}/counterparties/payees")).Ok();
        (await networker.GetAsync($"/entity/{payer}/counterparties/payees?invoiceMetrics=true")).Is(403);
        (await (await tenant.PermittedAsync(Permission.Businesses)).GetAsync($"/entity/{payer}/counterparties/payees")).Is(403);
    }

    private async Task<(Tenant Tenant, string Payer, string Vendor)> PairAsync()
    {
        var tenant = await server.NewTenantAsync();
        return (tenant, (await tenant.NewEntityAsync("Payer", "payer")).Text("id"), (await tenant.NewEntityAsync("Vendor", "vendor")).Text("id"));
    }

    private static async Task<IReadOnlyList<string>> PayeesAsync(Tenant tenant, string entity) => (await tenant.GetAsync($"/entity/{entity}/counterparties/payees")).Ok().Names();
}
