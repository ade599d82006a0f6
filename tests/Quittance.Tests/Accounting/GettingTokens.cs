using Quittance.Server.Security;
using Quittance.Server.Users;
using Quittance.Tests.Users;

namespace Quittance.Tests.Accounting;

[Collection("moves the clock")]
public sealed class GettingTokens(TestServer server)
{
    [Fact]
    public async Task A_client_gets_a_token_that_sees_what_the_client_may_see()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var client = await tenant.ClientAsync([Permission.Businesses], [Guid.Parse(mine[4..])]);

        var issued = (await tenant.TokenAsync(client)).Ok();

        Assert.Equal(["access_token", "expires_in", "token_type"], issued.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((1800, "Bearer"), (issued.At("expires_in").GetInt32(), issued.Text("token_type")));
        Assert.Equal("no-store", $"{issued.Headers.CacheControl}");
        var program = tenant.With(issued.Text("access_token"));
        (await program.GetAsync($"/api/businesses/{mine}")).Ok();
        (await program.GetAsync($"/api/businesses/{other}")).Is(404);
        (await program.GetAsync("/api/tokens")).Is(403);
    }

    [Fact]
    public async Task A_token_of_a_person_has_the_rights_of_the_person_and_of_the_client()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var user = Guid.Parse((await tenant.MemberAsync("Viewer", businessIds: [mine])).Id.Split('_')[1]);

        var wide = tenant.With((await tenant.TokenAsync(await tenant.ClientAsync(), $"{user:d}")).Ok().Text("access_token"));
        var narrow = tenant.With((await tenant.TokenAsync(await tenant.ClientAsync([Permission.Settings]), $"{user:d}")).Ok().Text("access_token"));

        (await wide.GetAsync($"/api/businesses/{mine}")).Ok();
        (await wide.GetAsync($"/api/businesses/{other}")).Is(404);
        (await wide.PostAsync("/api/businesses", new { name = "New" })).Is(403);
        Assert.Empty((await narrow.GetAsync("/api/user/profile")).Ok().At("permissions").EnumerateArray());
    }

    [Fact]
    public async Task An_unknown_client_a_wrong_secret_and_an_unknown_person_are_refused()
    {
        var tenant = await server.NewTenantAsync();
        var stranger = await server.NewTenantAsync();
        var client = await tenant.ClientAsync();
        var owner = (await stranger.OwnerAsync()).Id.Split('_')[1];

        var wrong = (await tenant.TokenAsync(client with { Secret = "qcs_wrong" })).Is(401);
        var unknown = (await tenant.TokenAsync(client with { Id = "0198f000-0000-7000-8000-0000000000aa" })).Is(401);
        var foreigner = (await tenant.TokenAsync(client, owner)).Is(401);
        var nobody = (await tenant.TokenAsync(client, "0198f000-0000-7000-8000-0000000000aa")).Is(401);

        Assert.Equal("The client id or the client secret is wrong.", wrong.Text("error.message"));
        Assert.Equal(wrong.Body, unknown.Body);
        Assert.Equal(nobody.Body, foreigner.Body);
    }

    [Theory]
    [InlineData("""{"client_secret":"s","grant_type":"client_credentials"}""", "client_id", "value_error.missing")]
    [InlineData("""{"client_id":"x","client_secret":"s","grant_type":"client_credentials"}""", "client_id", "type_error.uuid")]
    [InlineData("""{"client_id":"0198f000-0000-7000-8000-0000000000aa","client_secret":"s","grant_type":"password"}""", "grant_type", "value_error")]
    [InlineData("""{"client_id":"0198f000-0000-7000-8000-0000000000aa","client_secret":"s","grant_type":"entity_user"}""", "entity_user_id", "value_error.missing")]
    [InlineData("""{"client_id":"0198f000-0000-7000-8000-0000000000aa","client_secret":"s","grant_type":"client_credentials","entity_user_id":"me"}""", "entity_user_id", "type_error.uuid")]
    [InlineData("""{"client_id":"0198f000-0000-7000-8000-0000000000aa","client_secret":"s","grant_type":"client_credentials","scope":"all"}""", "scope", "value_error.extra")]
    [InlineData("""{"client_id":7,"client_secret":"s","grant_type":"client_credentials"}""", "client_id", "value_error")]
    public async Task What_is_wrong_with_a_request_is_named_where_it_is(string body, string field, string type)
    {
        var tenant = await server.NewTenantAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var refused = (await tenant.With(null).PostAsync("/v1/auth/token", content)).Is(422);

        var detail = Assert.Single(refused.At("detail").EnumerateArray());
        Assert.Equal(["body", field], detail.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(type, detail.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_token_ends_when_it_expires_is_returned_or_its_client_is_revoked()
    {
        var tenant = await server.NewTenantAsync();
        var (client, other) = (await tenant.ClientAsync(), await tenant.ClientAsync());
        var returned = (await tenant.TokenAsync(client)).Ok().Text("access_token");
        var orphaned = (await tenant.TokenAsync(other)).Ok().Text("access_token");
        var expired = (await tenant.TokenAsync(client)).Ok().Text("access_token");

        Assert.NotEmpty((await ReturnAsync(tenant, client, returned)).Ok().Text("message"));
        await tenant.RevokeAsync(other);

        (await tenant.With(returned).GetAsync("/api/businesses")).Is(401);
        (await tenant.With(orphaned).GetAsync("/api/businesses")).Is(401);
        (await tenant.TokenAsync(other)).Is(401);
        (await tenant.With(expired).GetAsync("/api/businesses")).Ok();
        server.Clock.Advance(IssueToken.Lifetime);
        (await tenant.With(expired).GetAsync("/api/businesses")).Is(401);
    }

    [Fact]
    public async Task A_client_cannot_end_the_token_of_another()
    {
        var tenant = await server.NewTenantAsync();
        var (client, other) = (await tenant.ClientAsync(), await tenant.ClientAsync());
        var token = (await tenant.TokenAsync(client)).Ok().Text("access_token");

        (await ReturnAsync(tenant, other, token)).Ok();
        (await ReturnAsync(tenant, client with { Secret = "qcs_wrong" }, token)).Is(401);

        (await tenant.With(token).GetAsync("/api/businesses")).Ok();
    }

    [Fact]
    public async Task Expired_tokens_are_removed_when_the_client_gets_another_and_are_never_listed()
    {
        var tenant = await server.NewTenantAsync();
        var client = await tenant.ClientAsync();
        await tenant.TokenAsync(client);
        server.Clock.Advance(IssueToken.Lifetime);

        await tenant.TokenAsync(client);

        await using var count = server.Owner.CreateCommand("select count(*) from api_tokens t join gate.directory d on d.id = t.id where t.organization_id = $1 and t.client_id is not null");
        count.Parameters.Add(new() { Value = tenant.Id.Value });
        Assert.Equal(1L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["first token"], (await tenant.GetAsync("/api/tokens")).Ok().Json.EnumerateArray().Select(token => token.GetProperty("name").GetString()));
    }

    private static Task<Answer> ReturnAsync(Tenant tenant, TestClient client, string token) =>
        tenant.With(null).PostAsync("/v1/auth/revoke", new { client_id = client.Id, client_secret = client.Secret, token });
}
