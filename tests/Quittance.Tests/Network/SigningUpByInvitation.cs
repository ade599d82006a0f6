namespace Quittance.Tests.Network;

public sealed class SigningUpByInvitation(TestServer server)
{
    private const string SignUp = "/api/invitations/sign-up";
    private const string Password = "correct horse battery";

    private Tenant _inviter = null!;
    private string _business = "";
    private string _token = "";
    private Answer _invitation = null!;

    [Fact]
    public async Task A_newcomer_gets_an_organization_a_business_and_the_connection_at_once()
    {
        await InviteAsync();

        var made = (await Anyone.PostAsync(SignUp, new
        {
            token = _token,
            organizationName = "Newcomers",
            businessName = "Plumbing SARL",
            email = "Owner@Plumbing.test",
            password = Password,
            aliasName = "Big client",
        })).Created();

        Assert.Equal(["organizationId", "userId", "businessId", "connection", "token"], made.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("active", "payee", "Big client", "Plumbing SARL", "Inviting Ltd"), (
            made.Text("connection.status"), made.Text("connection.role"), made.Text("connection.alias"), made.Text("connection.businessName"), made.Text("connection.connectedBusinessName")));
        Assert.Equal(made.Text("businessId"), made.Text("connection.businessId"));

        var newcomer = _inviter.With(made.Text("token"));
        Assert.Equal(made.At("connection").GetRawText(), (await newcomer.GetAsync($"/api/connections/{_invitation.Text("connectionId")}")).Ok().Body);
        Assert.Equal("owner@plumbing.test", (await newcomer.GetAsync($"/api/businesses/{made.Text("businessId")}")).Ok().Text("email"));
        (await newcomer.GetAsync($"/api/businesses/{_business}")).Is(404);
        Assert.Equal("Plumbing SARL", (await _inviter.GetAsync($"/api/connections/{_invitation.Text("connectionId")}")).Ok().Text("connectedBusinessName"));
        Assert.Equal(("Newcomers", "owner@plumbing.test"), await OrganizationAsync(made.Text("organizationId")));
        Assert.DoesNotContain("plumbing.test", await _inviter.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_organization_is_called_like_the_business_if_nothing_else_is_said()
    {
        await InviteAsync();

        var made = (await Anyone.PostAsync(SignUp, Body(_token))).Created();

        Assert.Equal("Plumbing SARL", (await OrganizationAsync(made.Text("organizationId"))).Name);
    }

    [Fact]
    public async Task Wrong_fields_are_named_and_the_password_is_not_repeated()
    {
        var refused = (await (await server.NewTenantAsync()).With(null).PostAsync(SignUp, new { email = "nobody", password = "short-secret" })).Is(422);
        var tooShort = (await (await server.NewTenantAsync()).With(null).PostAsync(SignUp, new { token = "t", businessName = "b", email = "a@b.test", password = "elevenchars" })).Is(422);

        Assert.Equal(["token", "businessName", "email"], refused.FaultyFields());
        Assert.Equal(["password"], tooShort.FaultyFields());
        Assert.DoesNotContain("elevenchars", tooShort.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_used_or_expired_invitation_makes_nothing()
    {
        await InviteAsync();
        (await Anyone.PostAsync(SignUp, Body("qti_unknown"))).Is(404);
        await server.ExpireAsync(_invitation);
        (await Anyone.PostAsync(SignUp, Body(_token))).Is(409);
        await InviteAsync();
        (await Anyone.PostAsync(SignUp, Body(_token))).Created();
        (await Anyone.PostAsync(SignUp, Body(_token, email: "late@plumbing.test"))).Is(409);

        await using var command = server.Owner.CreateCommand("select count(*) from users where email = 'late@plumbing.test'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_four_newcomers_at_once_one_is_let_in()
    {
        await InviteAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Anyone.PostAsync(SignUp, Body(_token, email: $"race-{_token[4..12]}@plumbing.test"))));

        Assert.Equal([201, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        await using var command = server.Owner.CreateCommand("select count(*) from users where email = lower($1)");
        command.Parameters.Add(new() { Value = $"race-{_token[4..12]}@plumbing.test" });
        Assert.Equal(1L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_link_shows_who_invites_and_escapes_what_they_are_called()
    {
        await InviteAsync("<script>alert('1')</script> & Co");

        var page = (await Anyone.GetAsync(new Uri(_invitation.Text("url")).PathAndQuery)).Ok();

        Assert.Equal("text/html; charset=utf-8", page.ContentHeaders.ContentType!.ToString());
        Assert.Contains("<strong>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; Co</strong>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<form method=\"post\">", page.Body, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task The_form_signs_up()
    {
        await InviteAsync();

        var page = (await PostFormAsync(Form("<b>Plumbing</b>", "form@plumbing.test", Password))).Ok();

        Assert.Contains("&lt;b&gt;Plumbing&lt;/b&gt;", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, page.Body, StringComparison.Ordinal);
        Assert.Equal("<b>Plumbing</b>", (await _inviter.GetAsync($"/api/connections/{_invitation.Text("connectionId")}")).Text("connectedBusinessName"));
        (await PostFormAsync(Form("Again", "again@plumbing.test", Password))).Is(409);
    }

    [Fact]
    public async Task A_form_with_faults_comes_back_filled_in_but_without_the_password()
    {
        await InviteAsync();

        var page = (await PostFormAsync(Form("\"><script>", "not-an-address", "too short"))).Is(422);

        Assert.Contains("email must be an e-mail address", page.Body, StringComparison.Ordinal);
        Assert.Contains("password must have 12", page.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"&quot;&gt;&lt;script&gt;\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("too short", page.Body, StringComparison.Ordinal);
        (await PostFormAsync(Form("Plumbing", "fixed@plumbing.test", Password))).Ok();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_form_from_another_site_is_refused(string header, string value)
    {
        await InviteAsync();

        (await PostFormAsync(Form("Plumbing", "x@plumbing.test", Password), header, value)).Is(403);

        Assert.Equal("pending", (await _inviter.GetAsync($"/api/connections/{_invitation.Text("connectionId")}")).Text("status"));
    }

    [Fact]
    public async Task What_is_no_form_is_told_so()
    {
        await InviteAsync();

        (await Anyone.PostAsync($"/invitations/{_token}", new { businessName = "x" })).Is(415);
        (await PostFormAsync(Form("nul\0", "x@plumbing.test", Password))).Is(400);
    }

    [Fact]
    public async Task A_link_that_is_over_says_so()
    {
        await InviteAsync();
        await server.ExpireAsync(_invitation);
        Assert.Contains("has expired", (await Anyone.GetAsync($"/invitations/{_token}")).Is(410).Body, StringComparison.Ordinal);

        await InviteAsync();
        (await _inviter.PostAsync($"/api/businesses/{_business}/invitations/{_invitation.Text("id")}/cancel")).Ok();
        Assert.Contains("was taken back", (await Anyone.GetAsync($"/invitations/{_token}")).Is(410).Body, StringComparison.Ordinal);

        await InviteAsync();
        (await Anyone.PostAsync(SignUp, Body(_token))).Created();
        Assert.Contains("was accepted already", (await Anyone.GetAsync($"/invitations/{_token}")).Is(410).Body, StringComparison.Ordinal);

        var unknown = (await Anyone.GetAsync("/invitations/qti_unknown")).Is(404);
        Assert.Contains("opens no invitation", unknown.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("qti_unknown", unknown.Body, StringComparison.Ordinal);
    }

    private Tenant Anyone => _inviter.With(null);

    private async Task InviteAsync(string name = "Inviting Ltd")
    {
        _inviter = await server.NewTenantAsync();
        _business = await _inviter.BusinessAsync(name);
        _invitation = await _inviter.InviteAsync(_business);
        _token = _invitation.Text("token");
    }

    private static object Body(string token, string email = "owner@plumbing.test") => new { token, businessName = "Plumbing SARL", email, password = Password };

    private static Dictionary<string, string> Form(string business, string email, string password) =>
        new() { ["businessName"] = business, ["organizationName"] = "", ["email"] = email, ["password"] = password };

    private async Task<Answer> PostFormAsync(Dictionary<string, string> form, string header = "Sec-Fetch-Site", string value = "same-origin")
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/invitations/{_token}", UriKind.Relative)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(header, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private async Task<(string Name, string Owner)> OrganizationAsync(string id)
    {
        await using var command = server.Owner.CreateCommand("select o.name, u.email from organizations o join users u using (organization_id) where organization_id = $1");
        command.Parameters.Add(new() { Value = NetworkSteps.Uuid(id) });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        return (row.GetString(0), row.GetString(1));
    }
}
