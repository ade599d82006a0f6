namespace Quittance.Tests.Users;

public sealed class ComingFromAnotherSite(TestServer server)
{
    public static TheoryData<string, string> Elsewhere => new()
    {
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
        { "Origin", "https://evil.example" },
        { "Origin", "null" },
    };

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task A_write_with_the_cookie_is_refused(string header, string value)
    {
        var tenant = await server.NewTenantAsync();
        var browser = await tenant.SignedInAsync(await tenant.OwnerAsync());

        var refused = (await browser.SendAsync(HttpMethod.Post, "/api/businesses", new { name = "Forged" }, (header, value))).Is(403);

        Assert.Contains("another site", refused.Text("message"), StringComparison.Ordinal);
        Assert.Empty(refused.FaultyFields());
        Assert.Empty((await tenant.GetAsync("/api/businesses")).Json.EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Signing_in_and_out_is_refused(string header, string value)
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var browser = await tenant.SignedInAsync(owner);

        (await browser.SendAsync(HttpMethod.Post, "/api/auth/sign-out", null, (header, value))).Is(403);
        (await browser.SendAsync(HttpMethod.Post, "/api/auth/sign-in", new { email = owner.Email, password = owner.Password }, (header, value))).Is(403);

        (await browser.GetAsync("/api/user/profile")).Ok();
    }

    [Fact]
    public async Task Reading_is_allowed()
    {
        var tenant = await server.NewTenantAsync();
        var browser = await tenant.SignedInAsync(await tenant.OwnerAsync());

        (await browser.SendAsync(HttpMethod.Get, "/api/businesses", null, ("Sec-Fetch-Site", "cross-site"))).Ok();
    }

    [Fact]
    public async Task Its_own_pages_and_programs_may_write_with_the_cookie()
    {
        var tenant = await server.NewTenantAsync();
        var browser = await tenant.SignedInAsync(await tenant.OwnerAsync());
        var body = new { name = "Mine" };

        (await browser.SendAsync(HttpMethod.Post, "/api/businesses", body, ("Sec-Fetch-Site", "same-origin"))).Created();
        (await browser.SendAsync(HttpMethod.Post, "/api/businesses", body, ("Origin", server.Address.GetLeftPart(UriPartial.Authority)))).Created();
        (await browser.SendAsync(HttpMethod.Post, "/api/businesses", body)).Created();
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task A_bearer_token_is_never_affected(string header, string value)
    {
        var tenant = await server.NewTenantAsync();
        var browser = new Browser(server) { Session = "qts_whatever" };

        (await browser.SendAsync(
            HttpMethod.Post, "/api/businesses", new { name = "Called" }, (header, value), ("Authorization", $"Bearer {tenant.Token}"))).Created();
    }
}
