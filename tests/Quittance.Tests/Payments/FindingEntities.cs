namespace Quittance.Tests.Payments;

public sealed class FindingEntities(TestServer server)
{
    [Fact]
    public async Task Pages_come_newest_first_and_say_exactly_whether_there_is_more()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            await tenant.NewEntityAsync($"E{number}", foreignId: $"e{number}");
        }

        var first = (await tenant.GetAsync("/entity?limit=2")).Ok();
        var second = (await tenant.GetAsync($"/entity?limit=2&startingAfter={first.At("data")[1].GetProperty("id").GetString()}")).Ok();
        var last = (await tenant.GetAsync("/entity?limit=1&startingAfter=e2")).Ok();

        Assert.Equal(["E5", "E4"], first.Names());
        Assert.Equal(["E3", "E2"], second.Names());
        Assert.Equal(["E1"], last.Names());
        Assert.All([first, second, last], page => Assert.Equal(5, page.At("count").GetInt64()));
        Assert.True(first.At("hasMore").GetBoolean() && second.At("hasMore").GetBoolean());
        Assert.False(last.At("hasMore").GetBoolean());
        Assert.Empty((await tenant.GetAsync("/entity?startingAfter=e1")).Ok().Names());
        (await tenant.GetAsync("/entity?startingAfter=unknown")).Is(404);
    }

    [Theory]
    [InlineData("", "Zeta,Beta,Acme")]
    [InlineData("search=ACM", "Acme")]
    [InlineData("search=beta.example", "Beta")]
    [InlineData("search=zeta-bills", "Zeta")]
    [InlineData("search=", "Zeta,Beta,Acme")]
    [InlineData("search=%25", "")]
    [InlineData("name=eta", "Zeta,Beta")]
    [InlineData("isPayee=true", "Beta,Acme")]
    [InlineData("isPayee=false", "Zeta")]
    [InlineData("isCustomer=true", "Zeta,Acme")]
    [InlineData("isCustomer=false", "Zeta,Beta,Acme")]
    [InlineData("foreignId=f-acme&foreignId=f-beta", "Beta,Acme")]
    [InlineData("status=verified", "Beta")]
    [InlineData("status=verified&status=unverified", "Zeta,Beta,Acme")]
    [InlineData("metadata%5Bkey%5D=region&metadata%5Bvalue%5D=north", "Acme")]
    [InlineData("metadata%5Bvalue%5D=north&metadata%5Bvalue%5D=south&metadata%5Bkey%5D=region", "Beta,Acme")]
    [InlineData("metadata%5Bkey%5D=region&metadata%5Bvalue%5D=NULL", "Zeta")]
    [InlineData("metadata%5Bkey%5D=region&metadata%5Bvalue%5D=NOT%20NULL&metadata%5Bkey%5D=tier&metadata%5Bvalue%5D=gold", "Acme")]
    [InlineData("metadata=%7B%22key%22%3A%22region%22%2C%22value%22%3A%22south%22%7D", "Beta")]
    public async Task Each_filter_narrows_and_the_count_with_it(string query, string names)
    {
        var tenant = await server.NewTenantAsync();
        await tenant.NewEntityAsync("Acme", "f-acme", metadata: new { region = "north", tier = "gold" });
        var beta = (await tenant.NewEntityAsync("Beta", "f-beta", email: "x@beta.example", metadata: new { region = "south" })).Text("id");
        var zeta = (await tenant.NewEntityAsync("Zeta", isPayee: false)).Text("id");
        (await tenant.PostAsync($"/entity/{beta}", new { isCustomer = false })).Ok();
        (await tenant.PostAsync($"/entity/{beta}/request-kyb")).Is(204);
        (await tenant.PostAsync($"/entity/{zeta}", new { emailTo = "zeta-bills" })).Ok();

        var found = (await tenant.GetAsync($"/entity?{query}")).Ok();

        Assert.Equal(names, string.Join(',', found.Names()));
        Assert.Equal(found.Names().Count, found.At("count").GetInt64());
    }

    [Fact]
    public async Task Businesses_of_other_dialects_have_the_defaults()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync("Plain");

        Assert.Equal(["Plain"], (await tenant.GetAsync("/entity?isPayor=true&isPayee=true&isCustomer=true&status=unverified")).Ok().Names());
        Assert.Empty((await tenant.GetAsync("/entity?isPayor=false")).Ok().Names());
    }

    [Fact]
    public async Task Payment_methods_and_metadata_come_only_when_they_are_asked_for()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync(metadata: new { region = "north", tier = "gold" })).Text("id");
        (await tenant.PostAsync($"/api/businesses/{EntitySteps.BusinessOf(id)}/funding-sources", new { type = "wallet" })).Created();

        var plain = (await tenant.GetAsync("/entity")).Ok().At("data")[0];
        var full = (await tenant.GetAsync("/entity?paymentMethods=true&returnMetadata=tier&returnMetadata=none")).Ok().At("data")[0];

        Assert.False(plain.TryGetProperty("paymentMethods", out _) || plain.TryGetProperty("metadata", out _));
        Assert.Equal("wallet", full.GetProperty("paymentMethods")[0].GetProperty("type").GetString());
        Assert.Equal("""{"tier":"gold"}""", full.GetProperty("metadata").GetRawText());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("status=BOGUS", "status")]
    [InlineData("isPayee=perhaps", "isPayee")]
    [InlineData("metadata=x", "metadata")]
    [InlineData("metadata%5Bvalue%5D=x", "metadata")]
    public async Task What_cannot_be_meant_is_refused_by_name(string query, string field)
    {
        var tenant = await server.NewTenantAsync();

        Assert.Contains(field, (await tenant.GetAsync($"/entity?{query}")).Is(400).Text("content"), StringComparison.Ordinal);
    }
}
