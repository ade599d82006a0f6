using Quittance.Server.Users;
using Quittance.Tests.Network;
using Quittance.Tests.Users;

namespace Quittance.Tests.Dashboard;

public sealed class VisitingTheHomePage(TestServer server)
{
    [Fact]
    public async Task A_stranger_sees_a_form_and_a_link_to_the_documentation()
    {
        var page = (await new Visitor(server).GetAsync("/")).Ok();

        Assert.Equal("text/html; charset=utf-8", page.ContentHeaders.ContentType!.ToString());
        Assert.Contains("<h1>Quittance</h1>", page.Body, StringComparison.Ordinal);
        Assert.Contains("action=\"/sign-in\"", page.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/docs\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/sign-out", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", $"{page.Headers.CacheControl}");
    }

    [Fact]
    public async Task Signing_in_shows_who_one_is_and_what_is_open_and_signing_out_ends_it()
    {
        var desk = await Desk.OpenAsync(server);
        await desk.PayableAsync();
        await desk.ApprovedAsync();
        await desk.PayableAsync(status: "DRAFT");
        await desk.Tenant.BusinessAsync("<b>Bold</b> & Co");
        var owner = await desk.Tenant.OwnerAsync();
        var visitor = new Visitor(server);

        var signedIn = (await visitor.PostAsync("/sign-in", ("email", owner.Email), ("password", owner.Password))).Is(303);
        Assert.Equal("/", $"{signedIn.Headers.Location}");
        var page = (await visitor.GetAsync("/")).Ok();
        var session = visitor.Session;

        Assert.Contains($"{owner.Email}, Owner</strong> of <strong>Tenant</strong>", page.Body, StringComparison.Ordinal);
        Assert.Contains("<td>Paying Ltd</td><td class=\"number\">2</td>", page.Body, StringComparison.Ordinal);
        Assert.Contains("<td>Paid SAS</td><td class=\"number\">0</td>", page.Body, StringComparison.Ordinal);
        Assert.Contains("<td>&lt;b&gt;Bold&lt;/b&gt; &amp; Co</td>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(owner.Password, page.Body, StringComparison.Ordinal);

        (await visitor.PostAsync("/sign-out")).Is(303);
        Assert.Contains("action=\"/sign-in\"", (await new Visitor(server) { Session = session }.GetAsync("/")).Ok().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_role_may_not_see_is_not_shown()
    {
        var desk = await Desk.OpenAsync(server);
        var approver = await desk.Tenant.MemberAsync("Approver");
        var limited = await desk.Tenant.MemberAsync("Viewer", businessIds: [desk.Payee]);

        var without = await HomeOfAsync(approver);
        var part = await HomeOfAsync(limited);

        Assert.DoesNotContain("Paying Ltd", without, StringComparison.Ordinal);
        Assert.Contains("does not show you", without, StringComparison.Ordinal);
        Assert.DoesNotContain("Paying Ltd", part, StringComparison.Ordinal);
        Assert.Contains("Paid SAS", part, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_the_address_stays_escaped_in_the_form()
    {
        var page = (await new Visitor(server).PostAsync("/sign-in", ("email", "\"><script>@example.test"), ("password", "wrong-secret"))).Is(401);
        var empty = (await new Visitor(server).PostAsync("/sign-in")).Is(422);

        Assert.Contains("role=\"alert\">The e-mail address or the password is wrong.", page.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"&quot;&gt;&lt;script&gt;@example.test\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", page.Body, StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.Contains("email is required", empty.Body, StringComparison.Ordinal);
        Assert.Contains("password is required", empty.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_tries_have_to_wait()
    {
        var email = People.NewEmail();
        for (var tries = 0; tries < SignInThrottle.FreeTriesPerEmail; tries++)
        {
            (await new Visitor(server).PostAsync("/sign-in", ("email", email), ("password", "wrong"))).Is(401);
        }

        var page = (await new Visitor(server).PostAsync("/sign-in", ("email", email), ("password", "wrong"))).Is(429);

        Assert.True(page.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Contains("role=\"alert\"", page.Body, StringComparison.Ordinal);
        Assert.Equal("text/html", page.ContentHeaders.ContentType!.MediaType);
    }

    [Fact]
    public async Task Where_several_organizations_fit_the_page_asks_for_one()
    {
        var (first, second) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var person = await first.MemberAsync("Viewer");
        await second.MemberAsync("Viewer", person.Email);
        await second.TextsAsync(
            "update users u set password_hash = f.password_hash from users f where u.organization_id = $1 and u.email = $2 and f.email = $2 and f.organization_id = $3",
            person.Email, first.Id.Value);
        var visitor = new Visitor(server);

        var asked = (await visitor.PostAsync("/sign-in", ("email", person.Email), ("password", person.Password))).Is(409);
        (await visitor.PostAsync("/sign-in", ("email", person.Email), ("password", person.Password), ("organizationId", $"{second.Id}"))).Is(303);

        Assert.Contains($"{first.Id} is Tenant", asked.Body, StringComparison.Ordinal);
        Assert.Contains("name=\"organizationId\"", asked.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_form_from_another_site_is_refused(string header, string value)
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var visitor = new Visitor(server) { Session = (await tenant.SignedInAsync(owner)).Session };
        var foreign = new Visitor(server) { Session = visitor.Session, Site = (header, value) };

        (await foreign.PostAsync("/sign-out")).Is(403);
        var refused = (await foreign.PostAsync("/sign-in", ("email", owner.Email), ("password", owner.Password))).Is(403);

        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Contains("/sign-out", (await visitor.GetAsync("/")).Ok().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_form_is_told_so()
    {
        var visitor = new Visitor(server);

        (await (await server.NewTenantAsync()).With(null).PostAsync("/sign-in", new { email = "a@example.test" })).Is(415);
        (await visitor.PostAsync("/sign-in", ("email", "nul\0@example.test"), ("password", "x"))).Is(400);
        Assert.Equal("/", $"{(await visitor.GetAsync("/sign-in")).Is(302).Headers.Location}");
    }

    private async Task<string> HomeOfAsync(Person person)
    {
        var visitor = new Visitor(server);
        (await visitor.PostAsync("/sign-in", ("email", person.Email), ("password", person.Password))).Is(303);
        return (await visitor.GetAsync("/")).Ok().Body;
    }
}
