namespace Quittance.Tests.Payments;

public sealed class OfferingMetadata(TestServer server)
{
    [Fact]
    public async Task The_values_under_a_key_are_those_that_were_set_last()
    {
        var tenant = await server.NewTenantAsync();
        var metadata = $"/entity/{(await tenant.NewEntityAsync(foreignId: "mine")).Text("id")}/metadata";

        Assert.Equal("""["a","b"]""", (await tenant.PostAsync($"{metadata}/projectId", PaymentsSteps.Words("a", "b"))).Ok().Body);
        (await tenant.PostAsync("/entity/mine/metadata/projectId", PaymentsSteps.Words("b", "c"))).Ok();
        (await tenant.PostAsync($"{metadata}/gl%20account", PaymentsSteps.Words("""{"key":"60205","value":"Marketing"}"""))).Ok();

        Assert.Equal("""["b","c"]""", (await tenant.GetAsync($"{metadata}/projectId")).Ok().Body);
        var all = (await tenant.GetAsync(metadata)).Ok();
        Assert.Equal(["gl account", "projectId"], all.Json.EnumerateArray().Select(one => one.GetProperty("key").GetString()!));
        Assert.Equal("c", all.Json[1].GetProperty("value")[1].GetString());
    }

    [Fact]
    public async Task A_key_that_is_taken_away_offers_nothing()
    {
        var tenant = await server.NewTenantAsync();
        var metadata = $"/entity/{(await tenant.NewEntityAsync()).Text("id")}/metadata";
        (await tenant.PostAsync($"{metadata}/projectId", PaymentsSteps.Words("a"))).Ok();

        (await tenant.DeleteAsync($"{metadata}/projectId")).Is(204);
        (await tenant.DeleteAsync($"{metadata}/projectId")).Is(204);

        Assert.Equal("[]", (await tenant.GetAsync($"{metadata}/projectId")).Ok().Body);
        Assert.Equal("[]", (await tenant.GetAsync(metadata)).Ok().Body);
    }

    [Fact]
    public async Task Values_are_texts()
    {
        var tenant = await server.NewTenantAsync();
        var metadata = $"/entity/{(await tenant.NewEntityAsync()).Text("id")}/metadata";

        (await tenant.PostAsync($"{metadata}/k", new { a = 1 })).Is(400);
        (await tenant.PostAsync($"{metadata}/k", new int[1])).Is(400);
        (await tenant.PostAsync($"{metadata}/k", new string?[1])).Is(400);
        (await tenant.PostAsync($"{metadata}/{new string('k', 201)}", PaymentsSteps.Words("a"))).Is(400);
    }
}
