using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Tests.Users;

public sealed class KeepingTokens(TestServer server)
{
    [Fact]
    public async Task A_token_works_and_its_text_is_shown_once()
    {
        var tenant = await server.NewTenantAsync();

        var made = (await tenant.PostAsync("/api/tokens", new { name = "erp", permissions = People.Some("settings", "businesses") })).Created();

        var listed = (await tenant.GetAsync("/api/tokens")).Ok();
        var read = (await tenant.GetAsync($"/api/tokens/{made.Text("id")}")).Ok();
        Assert.StartsWith("tok_", made.Text("id"), StringComparison.Ordinal);
        Assert.StartsWith("qtk_", made.Text("token"), StringComparison.Ordinal);
        Assert.Equal(["businesses", "settings"], made.At("permissions").Texts());
        Assert.Equal("no-store", $"{made.Headers.CacheControl}");
        Assert.Equal(["erp", "first token"], listed.Json.EnumerateArray().Select(token => token.GetProperty("name").GetString()));
        Assert.Equal((await tenant.OwnerAsync()).Id, read.Text("memberId"));
        Assert.DoesNotContain("qtk_", listed.Body + read.Body, StringComparison.Ordinal);
        (await tenant.With(made.Text("token")).GetAsync("/api/businesses")).Ok();
    }

    [Fact]
    public async Task Without_a_wish_it_gets_what_its_maker_has()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var limited = await tenant.WithNewTokenAsync(new { permissions = People.Some("settings", "network"), businessIds = new[] { business } });

        var made = (await limited.PostAsync("/api/tokens", new { })).Created();

        Assert.Equal(["network", "settings"], made.At("permissions").Texts());
        Assert.Equal([business], made.At("businessIds").Texts());
    }

    [Fact]
    public async Task It_never_may_more_or_sees_more_than_its_maker()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var limited = await tenant.WithNewTokenAsync(new { permissions = People.Some("settings"), businessIds = new[] { mine } });

        Assert.Contains("payments", (await limited.PostAsync("/api/tokens", new { permissions = People.Some("settings", "payments") })).Is(403).Text("message"), StringComparison.Ordinal);
        Assert.Contains(other, (await limited.PostAsync("/api/tokens", new { businessIds = new[] { mine, other } })).Is(422).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_token_never_sees_more_than_the_member_may_now()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var person = await tenant.MemberAsync("Owner");
        var browser = await tenant.SignedInAsync(person);
        var everywhere = tenant.With((await browser.PostAsync("/api/tokens", new { })).Created().Text("token"));
        var elsewhere = tenant.With((await browser.PostAsync("/api/tokens", new { businessIds = new[] { other } })).Created().Text("token"));

        await tenant.TextsAsync("update users set business_ids = array[$2] where organization_id = $1 and id = $3", Guid.ParseExact(mine["biz_".Length..], "N"), person.Guid);

        Assert.Equal([mine], (await everywhere.GetAsync("/api/user/profile")).At("businesses").Texts());
        Assert.Equal([mine], (await everywhere.GetAsync("/api/businesses")).Ok().Json.EnumerateArray().Select(business => business.GetProperty("id").GetString()));
        Assert.Empty((await elsewhere.GetAsync("/api/user/profile")).At("businesses").Texts());
        Assert.Empty((await elsewhere.GetAsync("/api/businesses")).Ok().Json.EnumerateArray());
    }

    [Theory]
    [InlineData("""{ "permissions": [] }""", "permissions")]
    [InlineData("""{ "permissions": ["everything"] }""", "permissions")]
    [InlineData("""{ "permissions": [null] }""", "permissions")]
    [InlineData("""{ "businessIds": [] }""", "businessIds")]
    [InlineData("""{ "businessIds": ["biz_0198f0000000700080000000000000aa"] }""", "businessIds")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/api/tokens", JsonSerializer.Deserialize<JsonElement>(body))).Is(422);

        Assert.Equal([field], refused.FaultyFields());
    }

    [Fact]
    public async Task A_revoked_token_ends_at_once()
    {
        var tenant = await server.NewTenantAsync();
        var made = (await tenant.PostAsync("/api/tokens", new { })).Created();
        var program = tenant.With(made.Text("token"));
        (await program.GetAsync("/api/user/profile")).Ok();

        (await tenant.DeleteAsync($"/api/tokens/{made.Text("id")}")).Is(204);

        (await program.GetAsync("/api/user/profile")).Is(401);
        (await tenant.GetAsync($"/api/tokens/{made.Text("id")}")).Is(404);
        (await tenant.DeleteAsync($"/api/tokens/{made.Text("id")}")).Is(404);
        Assert.Single((await tenant.GetAsync("/api/tokens")).Ok().Json.EnumerateArray());
        Assert.Equal(["token.created by token:first token", "token.revoked by token:first token"], await tenant.AuditAsync(made.Text("id")));
    }

    [Fact]
    public async Task Another_organizations_token_is_as_unknown_as_one_that_never_was()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var made = (await theirs.PostAsync("/api/tokens", new { })).Created();

        foreach (var id in new[] { made.Text("id"), "tok_0198f0000000700080000000000000aa", "x" })
        {
            Assert.Equal("There is no such token.", (await mine.DeleteAsync($"/api/tokens/{id}")).Is(404).Text("message"));
            Assert.Equal("There is no such token.", (await mine.GetAsync($"/api/tokens/{id}")).Is(404).Text("message"));
        }

        (await theirs.With(made.Text("token")).GetAsync("/api/user/profile")).Ok();
    }

    [Fact]
    public async Task A_caller_limited_to_some_businesses_keeps_tokens_of_those_only()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var wide = (await tenant.PostAsync("/api/tokens", new { })).Created().Text("id");
        var limited = await tenant.WithNewTokenAsync(new { businessIds = new[] { business } });

        Assert.Single((await limited.GetAsync("/api/tokens")).Ok().Json.EnumerateArray());
        (await limited.DeleteAsync($"/api/tokens/{wide}")).Is(404);
    }

    [Fact]
    public async Task The_profile_says_whose_token_it_is()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var made = (await tenant.PostAsync("/api/tokens", new { name = "erp", permissions = People.Some("network") })).Created();
        var own = await TokenMaking.AddAsync(server.Owner, tenant.Id, [Permission.Audit], null);

        var ofMember = (await tenant.With(made.Text("token")).GetAsync("/api/user/profile")).Ok();
        var ofOrganization = (await tenant.With(own).GetAsync("/api/user/profile")).Ok();
        var ofSession = (await (await tenant.SignedInAsync(owner)).GetAsync("/api/user/profile")).Ok();

        Assert.Equal((owner.Id, owner.Email, "Owner"), (ofMember.Text("id"), ofMember.Text("email"), ofMember.Text("role")));
        Assert.Equal((made.Text("id"), "erp"), (ofMember.Text("token.id"), ofMember.Text("token.name")));
        Assert.Equal(["network"], ofMember.At("permissions").Texts());
        Assert.Equal(($"{tenant.Id}", "Tenant"), (ofMember.Text("organization.id"), ofMember.Text("organization.name")));
        Assert.All(["id", "email", "name", "role", "businesses"], field => Assert.Equal(JsonValueKind.Null, ofOrganization.At(field).ValueKind));
        Assert.Equal("less", ofOrganization.Text("token.name"));
        Assert.Equal(JsonValueKind.Null, ofSession.At("token").ValueKind);
    }

    [Fact]
    public async Task The_organizations_own_token_has_no_password_to_change()
    {
        var tenant = await server.NewTenantAsync();
        var own = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, Permission.All, null));

        (await own.PostAsync("/api/user/password", new { currentPassword = tenant.OwnerPassword, newPassword = "long enough for it" })).Is(404);
    }

    [Fact]
    public async Task The_command_line_makes_and_ends_tokens_and_people_of_an_organization()
    {
        var tenant = await server.NewTenantAsync();
        var cli = Caller.System(tenant.Id, "cli");
        var cancel = TestContext.Current.CancellationToken;

        var made = await server.Services.GetRequiredService<CreateToken>().RunAsync(cli, "erp", null, null, cancel);
        var person = await server.Services.GetRequiredService<CreateUser>().RunAsync(cli, People.NewEmail(), null, new RoleChoice(null, "owner"), null, cancel);

        var program = tenant.With(made.Text);
        (await program.GetAsync("/api/members")).Ok();
        (await new Browser(server).SignInAsync(person.Member.User.Email, person.InitialPassword)).Ok();
        Assert.Equal(2, (await server.Services.GetRequiredService<ListTokens>().RunAsync(cli, new Page(10, null, 0), cancel)).Count);
        await server.Services.GetRequiredService<RevokeToken>().RunAsync(cli, made.Token.Id, cancel);
        (await program.GetAsync("/api/members")).Is(401);
        Assert.Equal(["token.created by cli", "token.revoked by cli"], await tenant.AuditAsync(made.Token.Subject));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => server.Services.GetRequiredService<RevokeToken>().RunAsync(cli, made.Token.Id, cancel));
        Assert.Equal(Refusal.NotFound, refused.Refusal);
    }

    [Fact]
    public async Task No_secret_is_in_any_other_answer_or_in_what_is_kept_for_people_to_read()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Owner");
        var browser = new Browser(server);
        var signedIn = await browser.SignInAsync(person.Email, person.Password);
        var token = (await browser.PostAsync("/api/tokens", new { name = "erp" })).Created().Text("token");
        const string next = "correct horse battery";
        var answers = new List<Answer> { signedIn, await browser.PostAsync("/api/user/password", new { currentPassword = person.Password, newPassword = next }) };
        foreach (var path in new[] { "/api/members", $"/api/members/{person.Id}", "/api/roles", "/api/tokens", "/api/user/profile" })
        {
            answers.Add((await tenant.With(token).GetAsync(path)).Ok());
        }

        answers.Add((await tenant.PatchAsync($"/api/members/{person.Id}/role", new { role = "Viewer" })).Ok());
        answers.Add((await browser.PostAsync("/api/auth/sign-out")).Is(204));
        var kept = await tenant.TextsAsync(
            """
            select e::text from audit_entries e where organization_id = $1 union all select e::text from events e where organization_id = $1
            """);
        var secrets = await tenant.TextsAsync("select password_hash from users where organization_id = $1 union all select encode(hash, 'hex') from api_tokens where organization_id = $1");

        var told = string.Join('\n', answers.Select(answer => answer.Body).Concat(kept));
        Assert.Contains(person.Email, told, StringComparison.Ordinal);
        Assert.All([.. secrets, person.Password, next, token, browser.Session!, "AQAAAA"], secret => Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase));
    }
}
