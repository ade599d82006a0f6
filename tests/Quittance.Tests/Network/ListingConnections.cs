namespace Quittance.Tests.Network;

public sealed class ListingConnections(TestServer server)
{
    private Tenant _tenant = null!;
    private string _payer = "";

    [Fact]
    public async Task Active_and_archived_are_listed_newest_first_and_pending_only_when_asked_for()
    {
        await StartAsync();
        var archived = await PayAsync("Archived");
        var active = await PayAsync("Active");
        (await _tenant.PatchAsync($"/api/connections/{archived}/archive")).Ok();
        var pending = (await _tenant.InviteAsync(_payer)).Text("connectionId");

        Assert.Equal([active, archived], await IdsAsync(""));
        Assert.Equal([active, archived], await IdsAsync("?status="));
        Assert.Equal([active], await IdsAsync("?status=active"));
        Assert.Equal([archived], await IdsAsync("?status=archived"));
        Assert.Equal([pending], await IdsAsync("?status=pending"));
        Assert.Equal(["status"], (await _tenant.GetAsync("/api/connections?status=gone")).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_pending_connection_does_not_know_its_other_side()
    {
        await StartAsync();
        var invitation = (await _tenant.PostAsync(
            $"/api/businesses/{_payer}/invitations", new { role = "payer", aliasName = "Plumber", netTerms = 10 })).Created();

        var pending = (await _tenant.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).Ok();

        Assert.Equal(("pending", "Plumber", "Payer", "payer"), (pending.Text("status"), pending.Text("alias"), pending.Text("businessName"), pending.Text("role")));
        Assert.Contains("\"connectedBusinessName\":null,", pending.Body, StringComparison.Ordinal);
        Assert.Contains("\"connectedBusinessId\":null,", pending.Body, StringComparison.Ordinal);
        Assert.Contains("\"settings\":{\"netTerms\":10,", pending.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cOMPLE", true)]
    [InlineData("électricité", true)]
    [InlineData("ÉLECTRICITÉ", true)]
    [InlineData("payer", true)]
    [InlineData("MAIN", true)]
    [InlineData("complex", false)]
    [InlineData("%", true)]
    [InlineData("100%", true)]
    [InlineData("1%0", false)]
    [InlineData("_", false)]
    [InlineData("\\", true)]
    [InlineData("'", false)]
    public async Task Search_looks_into_both_names_and_the_alias_as_plain_text(string text, bool isFound)
    {
        await StartAsync();
        var id = await PayAsync("Complete Électricité");
        (await _tenant.PatchAsync($"/api/connections/{id}/alias", new { alias = "Main \\ 100% vendor" })).Ok();

        Assert.Equal(isFound ? [id] : [], await IdsAsync($"?search={Uri.EscapeDataString(text)}"));
    }

    [Fact]
    public async Task Search_does_not_find_the_other_sides_alias()
    {
        await StartAsync();
        var payee = await _tenant.BusinessAsync("Payee");
        var id = await _tenant.ConnectAsync(_payer, payee);
        (await _tenant.PatchAsync($"/api/connections/{id}/alias?businessId={payee}", new { alias = "zebra" })).Ok();

        Assert.Equal([], await IdsAsync("?search=zebra"));
        Assert.Equal([id], await IdsAsync($"?search=zebra&businessId={payee}"));
    }

    [Fact]
    public async Task Tags_narrow_to_the_side_that_is_shown()
    {
        await StartAsync();
        var tag = (await _tenant.PostAsync("/api/tags", new { name = "rent" })).Created().Text("id");
        var payee = await _tenant.BusinessAsync("Payee");
        var tagged = await _tenant.ConnectAsync(_payer, payee);
        await PayAsync("Other");
        (await _tenant.PatchAsync($"/api/connections/{tagged}/tags", new { tagIds = new[] { tag } })).Ok();

        Assert.Equal([tagged], await IdsAsync($"?tagId={tag}"));
        Assert.Equal([], await IdsAsync($"?tagId={tag}&businessId={payee}"));
        Assert.Equal([], await IdsAsync("?tagId=tag_001"));
    }

    [Fact]
    public async Task A_business_narrows_to_its_connections_in_either_role()
    {
        await StartAsync();
        var vendor = await _tenant.BusinessAsync("Vendor");
        var paid = await _tenant.ConnectAsync(_payer, vendor);
        var paying = await _tenant.ConnectAsync(vendor, _payer);
        await PayAsync("Elsewhere");

        var seen = (await _tenant.GetAsync($"/api/connections?businessId={vendor}")).Ok();

        Assert.Equal([paying, paid], seen.Texts("id"));
        Assert.Equal(["payer", "payee"], seen.Texts("role"));
        (await _tenant.GetAsync("/api/connections?businessId=biz_0198f0000000700080000000000000aa")).Is(404);
        (await _tenant.GetAsync("/api/connections?businessId=nonsense")).Is(404);
    }

    [Fact]
    public async Task Pages_follow_each_other_under_a_filter_while_connections_come_and_go()
    {
        await StartAsync();
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(0, 7))
        {
            ids.Insert(0, await PayAsync($"{(number % 2 == 0 ? "Even" : "Odd")} {number}"));
        }

        var first = (await _tenant.GetAsync("/api/connections?search=even&limit=2")).Ok();
        await PayAsync("Even newer");
        var second = (await _tenant.GetAsync($"/api/connections?search=even&limit=2&cursor={first.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        Assert.Equal([ids[0], ids[2], ids[4], ids[6]], [.. first.Texts("id"), .. second.Texts("id")]);
        Assert.Equal(ids[3..5], (await IdsAsync("?limit=2&offset=4")));
        Assert.Equal(["limit", "offset", "cursor"], (await _tenant.GetAsync("/api/connections?limit=1001&offset=-1&cursor=x")).Is(422).FaultyFields());
        Assert.Equal(["limit"], (await _tenant.GetAsync("/api/connections?limit=0")).Is(422).FaultyFields());
    }

    private async Task StartAsync()
    {
        _tenant = await server.NewTenantAsync();
        _payer = await _tenant.BusinessAsync("Payer");
    }

    private async Task<string> PayAsync(string vendor) => await _tenant.ConnectAsync(_payer, await _tenant.BusinessAsync(vendor));

    private async Task<IReadOnlyList<string>> IdsAsync(string query) => (await _tenant.GetAsync($"/api/connections{query}")).Ok().Texts("id");
}
