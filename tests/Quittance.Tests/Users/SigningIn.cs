using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quittance.Server.Users;

namespace Quittance.Tests.Users;

public sealed class SigningIn(TestServer server)
{
    [Fact]
    public async Task The_right_password_answers_who_one_is_and_sets_the_cookie()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var browser = new Browser(server);

        var answer = (await browser.SignInAsync(owner.Email, owner.Password)).Ok();

        var cookie = Browser.CookieOf(answer);
        Assert.Equal((owner.Id, owner.Email, "Owner"), (answer.Text("user.id"), answer.Text("user.email"), answer.Text("user.role")));
        Assert.Contains("settings", answer.At("user.permissions").Texts());
        Assert.Equal(JsonValueKind.Null, answer.At("user.name").ValueKind);
        Assert.Equal(($"{tenant.Id}", "Tenant"), (answer.Text("organization.id"), answer.Text("organization.name")));
        Assert.InRange(answer.At("expiresAt").GetDateTimeOffset() - server.Clock.GetUtcNow(), TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));
        Assert.StartsWith("session=qts_", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
        Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
        (await browser.GetAsync("/api/businesses")).Ok();
    }

    [Theory]
    [InlineData("Host", "pay.example.com")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task Off_loopback_the_cookie_is_secure(string header, string value)
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();

        var answer = (await new Browser(server).SendAsync(
            HttpMethod.Post, "/api/auth/sign-in", new { email = owner.Email, password = owner.Password }, (header, value))).Ok();

        Assert.Contains("; secure", Browser.CookieOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_keeps_the_hash_of_a_session_and_not_its_text()
    {
        var tenant = await server.NewTenantAsync();
        var browser = await tenant.SignedInAsync(await tenant.OwnerAsync());

        var kept = await tenant.TextsAsync("select encode(hash, 'hex') from sessions where organization_id = $1");

        Assert.Equal([Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(browser.Session!)))], kept);
    }

    [Fact]
    public async Task The_case_of_an_address_does_not_count()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer", People.NewEmail().ToUpperInvariant());

        Assert.Equal(person.Email.ToLowerInvariant(), person.Email);
        (await new Browser(server).SignInAsync($" {person.Email.ToUpperInvariant()} ", person.Password)).Ok();
    }

    [Fact]
    public async Task An_unknown_address_answers_as_a_wrong_password_does()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var browser = new Browser(server);

        var wrong = (await browser.SignInAsync(owner.Email, owner.Password + "x")).Is(401);
        var unknown = (await browser.SignInAsync(People.NewEmail(), owner.Password)).Is(401);
        var elsewhere = (await browser.SignInAsync(owner.Email, owner.Password, "org_0198f0000000700080000000000000aa")).Is(401);

        Assert.Equal(wrong.Body, unknown.Body);
        Assert.Equal(wrong.Body, elsewhere.Body);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Missing_fields_are_named()
    {
        var refused = (await new Browser(server).PostAsync("/api/auth/sign-in", new { organizationId = "nowhere" })).Is(422);

        Assert.Equal(["email", "password", "organizationId"], refused.FaultyFields());
    }

    [Fact]
    public async Task In_several_organizations_the_password_decides()
    {
        var (first, second) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var inFirst = await first.MemberAsync("Viewer");
        var inSecond = await second.MemberAsync("Payer", inFirst.Email);

        var one = (await new Browser(server).SignInAsync(inFirst.Email, inFirst.Password)).Ok();
        var other = (await new Browser(server).SignInAsync(inFirst.Email, inSecond.Password)).Ok();

        Assert.Equal(($"{first.Id}", "Viewer"), (one.Text("organization.id"), one.Text("user.role")));
        Assert.Equal(($"{second.Id}", "Payer"), (other.Text("organization.id"), other.Text("user.role")));
    }

    [Fact]
    public async Task Where_one_password_fits_several_organizations_the_id_chooses()
    {
        var (first, second) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var person = await first.MemberAsync("Viewer");
        await second.MemberAsync("Payer", person.Email);
        await second.TextsAsync(
            "update users u set password_hash = f.password_hash from users f where u.organization_id = $1 and u.email = $2 and f.email = $2 and f.organization_id = $3",
            person.Email, first.Id.Value);
        var browser = new Browser(server);

        var unclear = (await browser.SignInAsync(person.Email, person.Password)).Is(409);
        var wrong = (await browser.SignInAsync(person.Email, "wrong")).Is(401);
        var chosen = (await browser.SignInAsync(person.Email, person.Password, $"{second.Id}")).Ok();

        Assert.Equal(["organizationId", "organizationId"], unclear.FaultyFields());
        Assert.Contains($"{first.Id} is Tenant", unclear.Body, StringComparison.Ordinal);
        Assert.Contains($"{second.Id} is Tenant", unclear.Body, StringComparison.Ordinal);
        Assert.False(unclear.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("org_", wrong.Body, StringComparison.Ordinal);
        Assert.Equal($"{second.Id}", chosen.Text("organization.id"));
    }

    [Fact]
    public async Task A_password_kept_with_fewer_rounds_is_kept_anew()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = TestServer.PasswordRounds / 2 })).HashPassword(new(), person.Password);
        await tenant.TextsAsync("update users set password_hash = $2 where organization_id = $1 and id = $3", old, person.Guid);

        await tenant.SignedInAsync(person);

        var kept = (await tenant.TextsAsync("select password_hash from users where organization_id = $1 and id = $2", person.Guid)).Single();
        Assert.NotEqual(old, kept);
        await tenant.SignedInAsync(person);
        Assert.Equal([kept], await tenant.TextsAsync("select password_hash from users where organization_id = $1 and id = $2", person.Guid));
    }

    [Fact]
    public void Outside_of_tests_passwords_are_kept_with_as_many_rounds_as_owasp_asks_for()
    {
        var services = new ServiceCollection();
        services.AddUsers();

        Assert.Equal(210_000, services.BuildServiceProvider().GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_clears_the_cookie()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var browser = await tenant.SignedInAsync(owner);
        var other = await tenant.SignedInAsync(owner);

        var answer = (await browser.PostAsync("/api/auth/sign-out")).Is(204);

        Assert.StartsWith("session=; expires=Thu, 01 Jan 1970", Browser.CookieOf(answer), StringComparison.Ordinal);
        (await browser.GetAsync("/api/user/profile")).Is(401);
        (await browser.PostAsync("/api/auth/sign-out")).Is(204);
        (await other.GetAsync("/api/user/profile")).Ok();
        Assert.Single(await tenant.TextsAsync("select kind from gate.directory where organization_id = $1 and kind = 'session'"));
    }

    [Fact]
    public async Task Signing_in_and_out_is_in_the_audit_log()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var browser = await tenant.SignedInAsync(person);
        (await browser.PostAsync("/api/auth/sign-out")).Is(204);

        var audit = await tenant.AuditAsync(person.Id);

        Assert.Equal([$"member.signed_in by user:{person.Email}", $"member.signed_out by user:{person.Email}"], audit.Skip(1));
    }

    [Fact]
    public async Task A_token_in_the_cookie_is_no_session()
    {
        var tenant = await server.NewTenantAsync();

        (await new Browser(server) { Session = tenant.Token }.GetAsync("/api/user/profile")).Is(401);
    }
}
