namespace Quittance.Tests.Network;

public sealed class KeepingTags(TestServer server)
{
    [Fact]
    public async Task A_tag_comes_back_in_the_list_newest_first()
    {
        var tenant = await server.NewTenantAsync();
        var plain = (await tenant.PostAsync("/api/tags", new { name = " Utilities " })).Created();
        var colored = (await tenant.PostAsync("/api/tags", new { name = "Rent", color = "#2F6F4F" })).Created();

        Assert.StartsWith("tag_", plain.Text("id"), StringComparison.Ordinal);
        Assert.Equal(("Utilities", "#2f6f4f"), (plain.Text("name"), colored.Text("color")));
        Assert.Equal($"[{colored.Body},{plain.Body}]", (await tenant.GetAsync("/api/tags")).Ok().Body);
    }

    [Fact]
    public async Task The_list_goes_on_where_the_cursor_says()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var name in new[] { "a", "b", "c" })
        {
            (await tenant.PostAsync("/api/tags", new { name })).Created();
        }

        var first = (await tenant.GetAsync("/api/tags?limit=2")).Ok();
        var second = (await tenant.GetAsync($"/api/tags?limit=2&cursor={first.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        Assert.Equal(["c", "b", "a"], [.. first.Texts("name"), .. second.Texts("name")]);
    }

    [Theory]
    [InlineData("green")]
    [InlineData("#12345")]
    [InlineData("#1234567")]
    [InlineData("#12345g")]
    [InlineData("123456")]
    [InlineData("#123456\n;x")]
    public async Task A_color_is_written_in_one_way(string color)
    {
        var tenant = await server.NewTenantAsync();

        Assert.Equal(["color"], (await tenant.PostAsync("/api/tags", new { name = "x", color })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_tag_needs_a_name()
    {
        var tenant = await server.NewTenantAsync();

        Assert.Equal(["name"], (await tenant.PostAsync("/api/tags", new { name = " " })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_name_is_taken_once_in_an_organization_and_free_in_another()
    {
        var tenant = await server.NewTenantAsync();
        (await tenant.PostAsync("/api/tags", new { name = "Rent" })).Created();
        var other = (await tenant.PostAsync("/api/tags", new { name = "Other" })).Created();

        (await tenant.PostAsync("/api/tags", new { name = "Rent" })).Is(409);
        (await tenant.PatchAsync($"/api/tags/{other.Text("id")}", new { name = "Rent" })).Is(409);
        (await (await server.NewTenantAsync()).PostAsync("/api/tags", new { name = "Rent" })).Created();
    }

    [Fact]
    public async Task What_a_change_leaves_out_stays_and_null_takes_the_color_away()
    {
        var tenant = await server.NewTenantAsync();
        var path = $"/api/tags/{(await tenant.PostAsync("/api/tags", new { name = "Rent", color = "#112233" })).Created().Text("id")}";

        var renamed = (await tenant.PatchAsync(path, new { name = "Rents" })).Ok();
        var bleached = (await tenant.PatchAsync(path, new { color = (string?)null })).Ok();

        Assert.Equal(("Rents", "#112233"), (renamed.Text("name"), renamed.Text("color")));
        Assert.Equal(("Rents", System.Text.Json.JsonValueKind.Null), (bleached.Text("name"), bleached.At("color").ValueKind));
        (await tenant.PatchAsync(path, new { })).Is(422);
    }

    [Fact]
    public async Task A_deleted_tag_leaves_the_connections_that_had_it()
    {
        var tenant = await server.NewTenantAsync();
        var connection = await tenant.ConnectAsync(await tenant.BusinessAsync(), await tenant.BusinessAsync());
        var tag = (await tenant.PostAsync("/api/tags", new { name = "Rent" })).Created().Text("id");
        (await tenant.PatchAsync($"/api/connections/{connection}/tags", new { tagIds = new[] { tag } })).Ok();

        (await tenant.DeleteAsync($"/api/tags/{tag}")).Is(204);

        Assert.Equal(0, (await tenant.GetAsync($"/api/connections/{connection}")).Ok().At("tags").GetArrayLength());
        (await tenant.DeleteAsync($"/api/tags/{tag}")).Is(404);
    }

    [Fact]
    public async Task Another_organizations_tag_is_unknown()
    {
        var tenant = await server.NewTenantAsync();
        var theirs = (await (await server.NewTenantAsync()).PostAsync("/api/tags", new { name = "Rent" })).Created().Text("id");

        (await tenant.PatchAsync($"/api/tags/{theirs}", new { name = "x" })).Is(404);
        (await tenant.DeleteAsync($"/api/tags/{theirs}")).Is(404);
    }

    [Fact]
    public async Task A_token_limited_to_some_businesses_makes_tags_but_does_not_change_those_that_others_use()
    {
        var tenant = await server.NewTenantAsync();
        var limited = await tenant.LimitedToAsync(await tenant.BusinessAsync());
        var tag = (await limited.PostAsync("/api/tags", new { name = "Rent" })).Created().Text("id");

        (await limited.PatchAsync($"/api/tags/{tag}", new { name = "x" })).Is(403);
        (await limited.DeleteAsync($"/api/tags/{tag}")).Is(403);
    }
}
