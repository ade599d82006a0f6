using System.Text.Json;

namespace Quittance.Tests.Accounting;

public sealed class KeepingSubscriptions(TestServer server)
{
    private const string Path = "/v1/webhook_subscriptions";
    private const string Url = "https://hooks.example.test/in";

    [Fact]
    public async Task The_secret_is_shown_when_it_is_made_and_never_again()
    {
        var tenant = await server.NewTenantAsync();

        var made = (await tenant.PostAsync(Path, new { object_type = "payable", url = Url })).Created();

        var read = (await tenant.GetAsync($"{Path}/{made.Text("id")}")).Ok();
        var listed = (await tenant.GetAsync(Path)).Ok();
        Assert.StartsWith("whsec_", made.Text("secret"), StringComparison.Ordinal);
        Assert.Equal("no-store", $"{made.Headers.CacheControl}");
        Assert.Equal(("payable", Url, "enabled", 0), (read.Text("object_type"), read.Text("url"), read.Text("status"), read.At("event_types").GetArrayLength()));
        Assert.DoesNotContain("secret", read.Body + listed.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_changed_switched_and_ended()
    {
        var tenant = await server.NewTenantAsync();
        var path = $"{Path}/{(await tenant.PostAsync(Path, new { object_type = "payable", url = Url, event_types = Some("approved") })).Created().Text("id")}";

        var changed = (await tenant.PatchAsync(path, new { object_type = "accounting_connection", event_types = Some("connected", "connected"), url = $"{Url}/2" })).Ok();

        Assert.Equal(("accounting_connection", $"{Url}/2"), (changed.Text("object_type"), changed.Text("url")));
        Assert.Equal("connected", Assert.Single(changed.At("event_types").EnumerateArray()).GetString());
        Assert.Equal("disabled", (await tenant.PostAsync($"{path}/disable")).Ok().Text("status"));
        Assert.Equal("disabled", (await tenant.PostAsync($"{path}/disable")).Ok().Text("status"));
        Assert.Equal("enabled", (await tenant.PostAsync($"{path}/enable")).Ok().Text("status"));
        Assert.Equal("", (await tenant.DeleteAsync(path)).Is(204).Body);
        (await tenant.DeleteAsync(path)).Is(404);
        (await tenant.GetAsync(path)).Is(404);
        Assert.Empty((await tenant.GetAsync(Path)).Ok().At("data").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"object_type":"payable"}""", "url")]
    [InlineData("""{"url":"https://a.example"}""", "object_type")]
    [InlineData("""{"object_type":"receivable","url":"https://a.example"}""", "object_type")]
    [InlineData("""{"object_type":"payable","url":"https://a.example","event_types":["connected"]}""", "event_types")]
    [InlineData("""{"object_type":"payable","url":"nonsense"}""", "url")]
    [InlineData("""{"object_type":"payable","url":"ftp://a.example/"}""", "url")]
    [InlineData("""{"object_type":"payable","url":"http://10.0.0.1/"}""", "url")]
    [InlineData("""{"object_type":"payable","url":"https://user:password@a.example/"}""", "url")]
    public async Task What_could_never_be_told_is_refused(string body, string field)
    {
        var tenant = await server.NewTenantAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var refused = (await tenant.PostAsync(Path, content)).Is(422);

        Assert.Equal(["body", field], refused.At("detail")[0].GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
    }

    [Fact]
    public async Task Who_sees_only_some_businesses_cannot_subscribe_to_all()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var limited = tenant.With((await tenant.PostAsync("/api/tokens", new { businessIds = new[] { business } })).Created().Text("token"));

        (await limited.PostAsync(Path, new { object_type = "payable", url = Url })).Is(403);
        (await limited.GetAsync(Path)).Is(403);
    }

    [Theory]
    [InlineData("asc", "created_at")]
    [InlineData("desc", "created_at")]
    [InlineData("asc", "updated_at")]
    [InlineData("desc", "updated_at")]
    public async Task A_list_is_walked_forth_and_back_by_its_tokens(string order, string sort)
    {
        var tenant = await server.NewTenantAsync();
        for (var number = 0; number < 5; number++)
        {
            (await tenant.PostAsync(Path, new { object_type = "payable", url = $"{Url}/{number}" })).Created();
        }

        var all = Urls((await tenant.GetAsync($"{Path}?order={order}&sort={sort}")).Ok());
        var pages = new List<Answer> { (await tenant.GetAsync($"{Path}?limit=2&order={order}&sort={sort}&object_type=payable")).Ok() };
        while (pages[^1].At("next_pagination_token").GetString() is { } next)
        {
            // All other parameters are those of the first request, whatever is said.
            pages.Add((await tenant.GetAsync($"{Path}?pagination_token={next}&order=asc&sort=created_at&object_type=accounting_connection")).Ok());
        }

        Assert.Equal(all, pages.SelectMany(Urls));
        Assert.Equal([2, 2, 1], pages.Select(page => Urls(page).Count));
        Assert.Equal(JsonValueKind.Null, pages[0].At("prev_pagination_token").ValueKind);
        var before = (await tenant.GetAsync($"{Path}?pagination_token={pages[2].Text("prev_pagination_token")}")).Ok();
        Assert.Equal(Urls(pages[1]), Urls(before));
        var first = (await tenant.GetAsync($"{Path}?pagination_token={before.Text("prev_pagination_token")}")).Ok();
        Assert.Equal(Urls(pages[0]), Urls(first));
        Assert.Equal(JsonValueKind.Null, first.At("prev_pagination_token").ValueKind);
        Assert.Equal(all[..4], Urls((await tenant.GetAsync($"{Path}?pagination_token={before.Text("prev_pagination_token")}&limit=4")).Ok()).Concat(all[2..4]));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("order=up", "order")]
    [InlineData("sort=url", "sort")]
    [InlineData("pagination_token=nonsense", "pagination_token")]
    [InlineData("pagination_token=e30", "pagination_token")]
    [InlineData("created_at__gt=yesterday", "created_at__gt")]
    public async Task What_is_wrong_with_a_query_is_named_where_it_is(string query, string parameter)
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.GetAsync($"{Path}?{query}")).Is(422);

        Assert.Equal(["query", parameter], Assert.Single(refused.At("detail").EnumerateArray()).GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
    }

    [Fact]
    public async Task A_token_of_another_list_is_refused()
    {
        var tenant = await server.NewTenantAsync();
        for (var number = 0; number < 2; number++)
        {
            (await tenant.PostAsync(Path, new { object_type = "payable", url = Url })).Created();
        }

        var next = (await tenant.GetAsync($"{Path}?limit=1")).Ok().Text("next_pagination_token");

        (await tenant.GetAsync($"/v1/events?pagination_token={next}")).Is(422);
    }

    [Fact]
    public async Task Times_are_compared_to_the_millisecond()
    {
        var tenant = await server.NewTenantAsync();
        var at = (await tenant.PostAsync(Path, new { object_type = "payable", url = Url })).Created().Text("created_at");

        foreach (var (suffix, count) in new[] { ("gt", 0), ("gte", 1), ("lt", 0), ("lte", 1) })
        {
            Assert.Equal(count, Urls((await tenant.GetAsync($"{Path}?created_at__{suffix}={at}")).Ok()).Count);
        }
    }

    [Fact]
    public async Task A_malformed_id_is_a_fault_of_the_path()
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.GetAsync($"{Path}/nonsense")).Is(422);

        Assert.Equal("""{"detail":[{"loc":["path","webhook_subscription_id"],"msg":"value is not a valid uuid","type":"type_error.uuid"}]}""", refused.Body);
    }

    private static List<string> Urls(Answer page) => [.. page.At("data").EnumerateArray().Select(row => row.GetProperty("url").GetString()!)];

    private static string[] Some(params string[] texts) => texts;
}
