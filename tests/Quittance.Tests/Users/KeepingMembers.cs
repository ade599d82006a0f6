using System.Text.Json;

namespace Quittance.Tests.Users;

public sealed class KeepingMembers(TestServer server)
{
    private const string Unknown = "mem_0198f0000000700080000000000000aa";

    [Fact]
    public async Task A_member_comes_back_as_added_and_the_password_is_shown_once()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();

        var made = (await tenant.PostAsync("/api/members", new { email = "Ann@Example.test", name = " Ann ", role = "approver", businessIds = new[] { business } })).Created();

        var read = (await tenant.GetAsync($"/api/members/{made.Text("id")}")).Ok();
        Assert.StartsWith("mem_", made.Text("id"), StringComparison.Ordinal);
        Assert.StartsWith("role_", made.Text("roleId"), StringComparison.Ordinal);
        Assert.Equal(("ann@example.test", "Ann", "Approver"), (read.Text("email"), read.Text("name"), read.Text("role")));
        Assert.Equal([business], read.At("businessIds").Texts());
        Assert.Equal($"/api/members/{made.Text("id")}", $"{made.Headers.Location}");
        Assert.False(read.Json.TryGetProperty("initialPassword", out _));
        (await new Browser(server).SignInAsync("ann@example.test", made.Text("initialPassword"), $"{tenant.Id}")).Ok();
    }

    [Fact]
    public async Task The_list_shows_everyone_newest_first()
    {
        var tenant = await server.NewTenantAsync();
        var (owner, first, second) = (await tenant.OwnerAsync(), await tenant.MemberAsync("Viewer"), await tenant.MemberAsync("Payer"));

        var page = (await tenant.GetAsync("/api/members?limit=2")).Ok();
        var rest = (await tenant.GetAsync($"/api/members?limit=2&cursor={page.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        Assert.Equal([second.Id, first.Id, owner.Id], page.Json.EnumerateArray().Concat(rest.Json.EnumerateArray()).Select(member => member.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Roles_say_what_they_permit()
    {
        var tenant = await server.NewTenantAsync();

        var roles = (await tenant.GetAsync("/api/roles")).Ok().Json.EnumerateArray().ToList();

        Assert.Equal(["Owner", "Accountant", "Approver", "Payer", "Viewer"], roles.Select(role => role.GetProperty("name").GetString()));
        Assert.All(roles, role => Assert.StartsWith("role_", role.GetProperty("id").GetString(), StringComparison.Ordinal));
        Assert.Equal(["network", "invoices.read", "invoices.approve"], roles[2].GetProperty("permissions").Texts());
    }

    [Theory]
    [InlineData("""{ "role": "Viewer" }""", "email")]
    [InlineData("""{ "email": "nobody", "role": "Viewer" }""", "email")]
    [InlineData("""{ "email": "a@b.example" }""", "role")]
    [InlineData("""{ "email": "a@b.example", "role": "Viewer", "roleId": "role_0198f0000000700080000000000000aa" }""", "role")]
    [InlineData("""{ "email": "a@b.example", "role": "Emperor" }""", "role")]
    [InlineData("""{ "email": "a@b.example", "roleId": "role_0198f0000000700080000000000000aa" }""", "roleId")]
    [InlineData("""{ "email": "a@b.example", "roleId": "Viewer" }""", "roleId")]
    [InlineData("""{ "email": "a@b.example", "role": "Viewer", "businessIds": [] }""", "businessIds")]
    [InlineData("""{ "email": "a@b.example", "role": "Viewer", "businessIds": ["x"] }""", "businessIds")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/api/members", JsonSerializer.Deserialize<JsonElement>(body))).Is(422);

        Assert.Equal([field], refused.FaultyFields());
    }

    [Fact]
    public async Task Businesses_that_are_unknown_or_another_organizations_are_named()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, theirs) = (await tenant.BusinessAsync(), await (await server.NewTenantAsync()).BusinessAsync());

        var refused = (await tenant.PostAsync("/api/members", new { email = People.NewEmail(), role = "Viewer", businessIds = new[] { mine, theirs } })).Is(422);

        Assert.Equal(["businessIds"], refused.FaultyFields());
        Assert.Contains(theirs, refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(mine, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_is_one_member_of_an_organization()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");

        (await tenant.PostAsync("/api/members", new { email = person.Email.ToUpperInvariant(), role = "Payer" })).Is(409);
    }

    [Theory]
    [InlineData("İrem")]
    [InlineData("ΑΣ")]
    [InlineData("ǅ")]
    [InlineData("ẞ")]
    [InlineData("Ⴀ")]
    public async Task An_address_may_be_in_any_script(string local)
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer", $"{local}-{People.NewEmail()}");

        (await new Browser(server).SignInAsync($"{local}{person.Email[person.Email.IndexOf('-', StringComparison.Ordinal)..]}", person.Password)).Ok();
    }

    [Fact]
    public async Task The_same_key_twice_adds_one_member_with_one_password()
    {
        var tenant = await server.NewTenantAsync();
        var body = new { email = People.NewEmail(), role = "Viewer" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tenant.PostAsync("/api/members", body, key: "k")));

        Assert.Single(answers.Select(answer => answer.Created().Body).Distinct());
        (await new Browser(server).SignInAsync(body.email, answers[0].Text("initialPassword"))).Ok();
    }

    [Fact]
    public async Task Another_role_holds_from_the_next_request_on_for_sessions_and_tokens()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Owner");
        var browser = await tenant.SignedInAsync(person);
        var program = tenant.With((await browser.PostAsync("/api/tokens", new { })).Created().Text("token"));
        (await browser.GetAsync("/api/members")).Ok();
        (await program.GetAsync("/api/members")).Ok();

        var changed = (await tenant.PatchAsync($"/api/members/{person.Id}/role", new { role = "Viewer" })).Ok();

        Assert.Equal("Viewer", changed.Text("role"));
        (await browser.GetAsync("/api/members")).Is(403);
        (await program.GetAsync("/api/members")).Is(403);
        (await program.GetAsync("/api/businesses")).Ok();
        Assert.Equal(["businesses", "network", "invoices.read"], (await program.GetAsync("/api/user/profile")).At("permissions").Texts());

        var roleId = (await tenant.GetAsync("/api/roles")).Json[0].GetProperty("id").GetString();
        (await tenant.PatchAsync($"/api/members/{person.Id}/role", new { roleId })).Ok();
        (await program.GetAsync("/api/members")).Ok();
    }

    [Fact]
    public async Task A_removed_member_is_out_at_once_and_leaves_nothing_behind()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Owner");
        var browser = await tenant.SignedInAsync(person);
        var program = tenant.With((await browser.PostAsync("/api/tokens", new { })).Created().Text("token"));

        (await tenant.DeleteAsync($"/api/members/{person.Id}")).Is(204);

        (await browser.GetAsync("/api/user/profile")).Is(401);
        (await program.GetAsync("/api/user/profile")).Is(401);
        (await new Browser(server).SignInAsync(person.Email, person.Password)).Is(401);
        Assert.Equal(["token", "user"], await tenant.TextsAsync("select kind from gate.directory where organization_id = $1 order by kind"));
        (await tenant.GetAsync($"/api/members/{person.Id}")).Is(404);
        (await tenant.DeleteAsync($"/api/members/{person.Id}")).Is(404);
        (await tenant.PatchAsync($"/api/members/{person.Id}/role", new { role = "Viewer" })).Is(404);
        (await tenant.PostAsync("/api/members", new { email = person.Email, role = "Viewer" })).Created();
    }

    [Fact]
    public async Task Another_organizations_member_is_as_unknown_as_one_that_never_was()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var person = await theirs.MemberAsync("Viewer");

        foreach (var id in new[] { person.Id, Unknown, "x" })
        {
            Assert.Equal("There is no such member.", (await mine.GetAsync($"/api/members/{id}")).Is(404).Text("message"));
            Assert.Equal("There is no such member.", (await mine.DeleteAsync($"/api/members/{id}")).Is(404).Text("message"));
            Assert.Equal("There is no such member.", (await mine.PatchAsync($"/api/members/{id}/role", new { role = "Viewer" })).Is(404).Text("message"));
        }
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();

        (await tenant.DeleteAsync($"/api/members/{owner.Id}")).Is(409);
        (await tenant.PatchAsync($"/api/members/{owner.Id}/role", new { role = "Viewer" })).Is(409);
        (await tenant.PatchAsync($"/api/members/{owner.Id}/role", new { role = "Owner" })).Ok();

        await tenant.MemberAsync("Owner");
        (await tenant.PatchAsync($"/api/members/{owner.Id}/role", new { role = "Viewer" })).Ok();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owners_who_go_at_once_leave_one_behind(bool isRemoved)
    {
        var tenant = await server.NewTenantAsync();
        var people = new List<Person> { await tenant.OwnerAsync() };
        for (var more = 0; more < 5; more++)
        {
            people.Add(await tenant.MemberAsync("Owner"));
        }

        var operatorToken = tenant.With(await OrganizationTokenAsync(tenant));
        var answers = await Task.WhenAll(people.Select(person => isRemoved
            ? operatorToken.DeleteAsync($"/api/members/{person.Id}")
            : operatorToken.PatchAsync($"/api/members/{person.Id}/role", new { role = "Viewer" })));

        Assert.Single(answers, answer => answer.Status == 409);
        var left = (await operatorToken.GetAsync("/api/members")).Ok().Json.EnumerateArray().Count(member => member.GetProperty("role").GetString() == "Owner");
        Assert.Equal(1, left);
    }

    [Fact]
    public async Task An_owner_is_never_limited_to_some_businesses()
    {
        var tenant = await server.NewTenantAsync();
        var businessIds = new[] { await tenant.BusinessAsync() };
        var limited = await tenant.MemberAsync("Viewer", businessIds: businessIds);

        (await tenant.PostAsync("/api/members", new { email = People.NewEmail(), role = "Owner", businessIds })).Is(422);
        (await tenant.PatchAsync($"/api/members/{limited.Id}/role", new { role = "Owner" })).Is(422);
    }

    [Fact]
    public async Task A_member_limited_to_some_businesses_sees_no_others()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var browser = await tenant.SignedInAsync(await tenant.MemberAsync("Viewer", businessIds: [mine]));

        Assert.Equal([mine], (await browser.GetAsync("/api/businesses")).Ok().Json.EnumerateArray().Select(business => business.GetProperty("id").GetString()));
        (await browser.GetAsync($"/api/businesses/{other}")).Is(404);
        Assert.Equal([mine], (await browser.GetAsync("/api/user/profile")).At("businesses").Texts());
    }

    [Theory]
    [InlineData("GET", "/api/members")]
    [InlineData("POST", "/api/members")]
    [InlineData("GET", "/api/members/" + Unknown)]
    [InlineData("PATCH", "/api/members/" + Unknown + "/role")]
    [InlineData("DELETE", "/api/members/" + Unknown)]
    [InlineData("GET", "/api/roles")]
    [InlineData("GET", "/api/tokens")]
    [InlineData("POST", "/api/tokens")]
    [InlineData("DELETE", "/api/tokens/" + Unknown)]
    public async Task It_needs_the_permission_settings(string method, string path)
    {
        var tenant = await server.NewTenantAsync();
        var browser = await tenant.SignedInAsync(await tenant.MemberAsync("Accountant"));

        var refused = (await browser.SendAsync(new HttpMethod(method), path, method == "GET" ? null : new { })).Is(403);

        Assert.Contains("permission settings", refused.Text("message"), StringComparison.Ordinal);
        (await tenant.With(null).SendAsync(new HttpMethod(method), path)).Is(401);
    }

    [Fact]
    public async Task Nobody_raises_themselves_through_someone_else()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.MemberAsync("Owner");
        var viewer = await tenant.MemberAsync("Viewer");
        var clerk = await tenant.WithNewTokenAsync(new { permissions = People.Some("settings", "businesses", "network", "invoices.read") });

        Assert.Contains("audit", (await clerk.PostAsync("/api/members", new { email = People.NewEmail(), role = "Owner" })).Is(403).Text("message"), StringComparison.Ordinal);
        (await clerk.PatchAsync($"/api/members/{viewer.Id}/role", new { role = "Payer" })).Is(403);
        (await clerk.PatchAsync($"/api/members/{owner.Id}/role", new { role = "Viewer" })).Is(403);
        (await clerk.DeleteAsync($"/api/members/{owner.Id}")).Is(403);

        (await clerk.PostAsync("/api/members", new { email = People.NewEmail(), role = "Viewer" })).Created();
        (await clerk.DeleteAsync($"/api/members/{viewer.Id}")).Is(204);
    }

    [Fact]
    public async Task A_caller_limited_to_some_businesses_keeps_members_of_those_only()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = (await tenant.BusinessAsync("Mine"), await tenant.BusinessAsync("Other"));
        var everywhere = await tenant.MemberAsync("Viewer");
        var elsewhere = await tenant.MemberAsync("Viewer", businessIds: [mine, other]);
        var limited = await tenant.WithNewTokenAsync(new { businessIds = new[] { mine } });

        var added = (await limited.PostAsync("/api/members", new { email = People.NewEmail(), role = "Viewer" })).Created();

        Assert.Equal([mine], added.At("businessIds").Texts());
        Assert.Equal([added.Text("id")], (await limited.GetAsync("/api/members")).Ok().Json.EnumerateArray().Select(member => member.GetProperty("id").GetString()));
        Assert.Contains(other, (await limited.PostAsync("/api/members", new { email = People.NewEmail(), role = "Viewer", businessIds = new[] { mine, other } })).Is(422).Body, StringComparison.Ordinal);
        (await limited.GetAsync($"/api/members/{elsewhere.Id}")).Is(404);
        (await limited.PatchAsync($"/api/members/{everywhere.Id}/role", new { role = "Payer" })).Is(404);
        (await limited.DeleteAsync($"/api/members/{everywhere.Id}")).Is(404);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_and_among_the_events()
    {
        var tenant = await server.NewTenantAsync();
        var owner = await tenant.OwnerAsync();
        var person = await tenant.MemberAsync("Viewer");
        (await tenant.PatchAsync($"/api/members/{person.Id}/role", new { role = "Payer" })).Ok();
        (await tenant.DeleteAsync($"/api/members/{person.Id}")).Is(204);

        var changes = await tenant.TextsAsync(
            "select coalesce(before ->> 'role', '-') || ' > ' || coalesce(after ->> 'role', '-') from audit_entries where organization_id = $1 and action like 'member.%' order by seq");
        var events = await tenant.TextsAsync("select type from events where organization_id = $1 and subject_id = $2 order by id", person.Guid);

        Assert.Equal(["- > Viewer", "Viewer > Payer", "Payer > -"], changes);
        Assert.Equal(["member.added by token:first token", "member.role_changed by token:first token", "member.removed by token:first token"], await tenant.AuditAsync(person.Id));
        Assert.Equal(["member.added", "member.removed", "member.role_changed"], events.Order(StringComparer.Ordinal));
        Assert.NotEqual(owner.Id, person.Id);
    }

    private static Task<string> OrganizationTokenAsync(Tenant tenant) =>
        TokenMaking.AddAsync(tenant.Server.Owner, tenant.Id, Quittance.Server.Security.Permission.All, null);
}
