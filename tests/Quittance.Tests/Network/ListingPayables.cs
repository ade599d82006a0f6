namespace Quittance.Tests.Network;

public sealed class ListingPayables(TestServer server)
{
    [Fact]
    public async Task Lists_are_narrowed_by_status_side_and_connection()
    {
        var desk = await Desk.OpenAsync(server);
        var draft = (await desk.PayableAsync(status: "DRAFT")).Text("id");
        var submitted = (await desk.PayableAsync()).Text("id");
        var approved = await desk.ApprovedAsync();
        var back = await desk.Tenant.ConnectAsync(desk.Payee, desk.Payer);
        var owed = (await desk.Tenant.PostAsync(desk.Payables, new { connectionId = back, amount = 1 })).Created().Text("id");

        async Task<IReadOnlyList<string>> Ids(string query) => (await desk.Tenant.GetAsync($"{desk.Payables}{query}")).Ok().Texts("id");
        Assert.Equal([owed, approved, submitted, draft], await Ids(""));
        Assert.Equal([approved, submitted, draft], await Ids("?role=payer"));
        Assert.Equal([owed], await Ids("?role=payee"));
        Assert.Equal([owed, draft], await Ids("?status=DRAFT"));
        Assert.Equal([approved, submitted], await Ids("?status=APPROVED,SUBMITTED"));
        Assert.Equal([approved, submitted], await Ids("?status=APPROVED&status=SUBMITTED"));
        Assert.Equal([owed], await Ids($"?connectionId={back}"));
        Assert.Empty(await Ids("?connectionId=nonsense"));
        Assert.Empty((await desk.Tenant.GetAsync("/api/payments?payableId=nonsense")).Ok().Json.EnumerateArray());
        Assert.Equal([submitted, draft], await Ids("?limit=2&offset=2"));
        Assert.Equal([approved, submitted, draft], (await desk.Tenant.GetAsync($"/api/connections/{desk.Connection}/invoices")).Ok().Texts("id"));
        Assert.Equal([approved], (await desk.Tenant.GetAsync($"/api/connections/{desk.Connection}/invoices?status=APPROVED")).Ok().Texts("id"));
    }

    [Fact]
    public async Task Words_that_no_payable_has_are_refused()
    {
        var desk = await Desk.OpenAsync(server);

        Assert.Equal(["status"], (await desk.Tenant.GetAsync($"{desk.Payables}?status=DRAFT,OPEN")).Is(422).FaultyFields());
        Assert.Equal(["role"], (await desk.Tenant.GetAsync($"{desk.Payables}?role=buyer")).Is(422).FaultyFields());
        Assert.Equal(["status"], (await desk.Tenant.GetAsync($"/api/connections/{desk.Connection}/invoices?status=x")).Is(422).FaultyFields());
        Assert.Equal(["status"], (await desk.Tenant.GetAsync("/api/payments?status=APPROVED")).Is(422).FaultyFields());
    }

    [Fact]
    public async Task Lists_go_on_where_the_cursor_says_and_show_what_reading_one_shows()
    {
        var desk = await Desk.OpenAsync(server);
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            ids.Insert(0, (await desk.PayableAsync()).Text("id"));
        }

        var first = (await desk.Tenant.GetAsync($"{desk.Payables}?limit=3")).Ok();
        var rest = (await desk.Tenant.GetAsync($"{desk.Payables}?limit=3&cursor={first.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        Assert.Equal(ids, [.. first.Texts("id"), .. rest.Texts("id")]);
        Assert.False(rest.Headers.Contains("X-Next-Cursor"));
        Assert.Equal((await desk.ReadAsync(ids[0])).Body, first.Json[0].GetRawText());
    }

    [Fact]
    public async Task Lists_of_what_one_may_not_see_are_not_there()
    {
        var desk = await Desk.OpenAsync(server);
        await desk.PayableAsync();
        var third = await desk.Tenant.BusinessAsync("Third");
        var limited = await desk.Tenant.LimitedToAsync(third);
        var stranger = await server.NewTenantAsync();

        foreach (var who in new[] { limited, stranger })
        {
            (await who.GetAsync(desk.Payables)).Is(404);
            (await who.GetAsync($"/api/connections/{desk.Connection}/invoices")).Is(404);
        }

        Assert.Empty((await limited.GetAsync($"/api/businesses/{third}/payables?connectionId={desk.Connection}")).Ok().Json.EnumerateArray());
    }
}
