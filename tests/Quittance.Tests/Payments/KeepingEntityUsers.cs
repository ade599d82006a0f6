namespace Quittance.Tests.Payments;

/// <summary>People of an entity, as the platform knows them.</summary>
public sealed class KeepingEntityUsers(TestServer server)
{
    [Fact]
    public async Task One_is_made_with_what_is_said_of_them_and_read_again_by_either_id()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var made = (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "db/7 ü", email = "jo@example.test", name = "Jo", roles = PaymentsSteps.Words("admin", "approver", "admin") })).Ok();

        Assert.Equal(("db/7 ü", "jo@example.test", "Jo"), (made.Text("foreignId"), made.Text("email"), made.Text("name")));
        Assert.Equal(["admin", "approver"], made.At("roles").EnumerateArray().Select(role => role.GetString()!));
        Assert.Equal(made.At("createdAt").GetDateTimeOffset(), made.At("updatedAt").GetDateTimeOffset());
        foreach (var name in new[] { made.Text("id"), made.Text("id")["user_".Length..], "db%2F7%20%C3%BC" })
        {
            Assert.Equal(made.Body, (await tenant.GetAsync($"/entity/{entity}/user/{name}")).Ok().Body);
        }
    }

    [Fact]
    public async Task Nothing_has_to_be_said_of_one()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var made = (await tenant.PostAsync($"/entity/{entity}/user", new { })).Ok();

        Assert.Equal(["createdAt", "id", "roles", "updatedAt"], made.Json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_update_leaves_what_it_does_not_name()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var id = (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "7", name = "Jo", roles = PaymentsSteps.Words("admin") })).Ok().Text("id");

        var changed = (await tenant.PostAsync($"/entity/{entity}/user/7", new { name = "Joan", roles = Array.Empty<string>() })).Ok();

        Assert.Equal((id, "7", "Joan", 0), (changed.Text("id"), changed.Text("foreignId"), changed.Text("name"), changed.At("roles").GetArrayLength()));
        Assert.Equal(changed.Body, (await tenant.GetAsync($"/entity/{entity}/user/{id}")).Ok().Body);
    }

    [Fact]
    public async Task A_foreign_id_is_given_once_in_an_entity_until_its_bearer_is_gone()
    {
        var tenant = await server.NewTenantAsync();
        var (entity, other) = (await tenant.EntityAsync(), await tenant.EntityAsync());
        var id = (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "7" })).Ok().Text("id");
        var second = await tenant.UserAsync(entity);

        var again = await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "7" });
        var changed = await tenant.PostAsync($"/entity/{entity}/user/{second}", new { foreignId = "7" });

        Assert.Equal(("Conflict", "Conflict"), (again.Is(409).Text("errorName"), changed.Is(409).Text("errorName")));
        (await tenant.PostAsync($"/entity/{other}/user", new { foreignId = "7" })).Ok();
        (await tenant.DeleteAsync($"/entity/{entity}/user/{id}")).Is(204);
        (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "7" })).Ok();
    }

    [Fact]
    public async Task Pages_join_without_gaps_and_say_exactly_whether_there_are_more()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var made = new List<string>();
        for (var count = 0; count < 7; count++)
        {
            made.Add(await tenant.UserAsync(entity));
        }

        made.Reverse();
        foreach (var limit in new[] { 1, 3, 6, 7, 8 })
        {
            var (read, after, pages) = (new List<string>(), "", 0);
            for (var hasMore = true; hasMore; pages++)
            {
                var page = (await tenant.GetAsync($"/entity/{entity}/users?limit={limit}{after}")).Ok();
                Assert.Equal(7, page.At("count").GetInt64());
                read.AddRange(IdsOf(page));
                hasMore = page.At("hasMore").GetBoolean();
                after = $"&startingAfter={read[^1]}";
            }

            Assert.Equal(made, read);
            Assert.Equal((7 + limit - 1) / limit, pages);
        }
    }

    [Fact]
    public async Task Ten_are_listed_unless_another_limit_is_asked_for()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        for (var count = 0; count < 11; count++)
        {
            await tenant.UserAsync(entity);
        }

        var page = (await tenant.GetAsync($"/entity/{entity}/users")).Ok();

        Assert.Equal((11, true, 10), (page.At("count").GetInt64(), page.At("hasMore").GetBoolean(), page.At("data").GetArrayLength()));
        Assert.All(await Task.WhenAll(PaymentsSteps.Words("0", "101", "-1", "x").Select(limit => tenant.GetAsync($"/entity/{entity}/users?limit={limit}"))), answer => answer.Is(400));
    }

    [Fact]
    public async Task A_page_goes_on_after_one_who_has_been_deleted_and_after_nobody_unknown()
    {
        var tenant = await server.NewTenantAsync();
        var (entity, other) = (await tenant.EntityAsync(), await tenant.EntityAsync());
        var (oldest, middle, newest) = (await tenant.UserAsync(entity), await tenant.UserAsync(entity), await tenant.UserAsync(entity));
        var elsewhere = await tenant.UserAsync(other);
        (await tenant.DeleteAsync($"/entity/{entity}/user/{middle}")).Is(204);

        Assert.Equal([oldest], IdsOf((await tenant.GetAsync($"/entity/{entity}/users?startingAfter={middle}")).Ok()));
        Assert.Equal([newest, oldest], IdsOf((await tenant.GetAsync($"/entity/{entity}/users?startingAfter=")).Ok()));
        (await tenant.GetAsync($"/entity/{entity}/users?startingAfter={elsewhere}")).Is(404);
        (await tenant.GetAsync($"/entity/{entity}/users?startingAfter=nobody")).Is(404);
    }

    [Theory]
    [InlineData("name=JO", "Jo Ärger,Major Joe")]
    [InlineData("name=%C3%A4RG", "Jo Ärger")]
    [InlineData("email=EXAMPLE.org", "Ann")]
    [InlineData("role=payer", "Ann,Jo Ärger")]
    [InlineData("role=payer&role=viewer", "Ann,Jo Ärger,Major Joe")]
    [InlineData("foreignId=1&foreignId=3", "Jo Ärger,Ann")]
    [InlineData("role=payer&name=ann", "Ann")]
    [InlineData("role=Payer", "")]
    [InlineData("name=&email=&role=&foreignId=", "Ann,Jo Ärger,Major Joe")]
    public async Task They_are_found_by(string filter, string names)
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "1", name = "Jo Ärger", email = "jo@example.com", roles = PaymentsSteps.Words("payer") })).Ok();
        (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "2", name = "Major Joe", email = "joe@example.com", roles = PaymentsSteps.Words("viewer") })).Ok();
        (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = "3", name = "Ann", email = "ann@example.org", roles = PaymentsSteps.Words("payer", "admin") })).Ok();

        var found = (await tenant.GetAsync($"/entity/{entity}/users?{filter}")).Ok();

        var expected = names.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.Equal(expected, found.At("data").EnumerateArray().Select(user => user.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Count(), found.At("count").GetInt64());
    }

    [Fact]
    public async Task One_who_is_deleted_is_unknown_from_then_on()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var user = await tenant.UserAsync(entity);
        var own = await tenant.EmbeddedAsync(entity, user);
        (await own.GetAsync($"/entity/{entity}/user/{user}")).Ok();

        (await tenant.DeleteAsync($"/entity/{entity}/user/{user}")).Is(204);

        (await tenant.GetAsync($"/entity/{entity}/user/{user}")).Is(404);
        (await tenant.PostAsync($"/entity/{entity}/user/{user}", new { name = "x" })).Is(404);
        (await tenant.DeleteAsync($"/entity/{entity}/user/{user}")).Is(404);
        (await tenant.PostAsync($"/entity/{entity}/user/{user}/token", new { })).Is(404);
        (await own.GetAsync($"/entity/{entity}/users")).Is(401);
        Assert.Equal(0, (await tenant.GetAsync($"/entity/{entity}/users")).Ok().At("count").GetInt64());
    }

    [Fact]
    public async Task One_whom_an_approval_policy_needs_stays()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var (ann, bob, cy) = (await tenant.UserAsync(entity, "owner"), await tenant.UserAsync(entity), await tenant.UserAsync(entity));
        await AskAsync(tenant, entity, 1, "rolesList", "owner");
        var policy = await AskAsync(tenant, entity, 2, "userList", ann, bob, cy);

        var refused = await tenant.DeleteAsync($"/entity/{entity}/user/{ann}");

        Assert.Contains("needs", refused.Is(409).Text("content"), StringComparison.Ordinal);
        (await tenant.DeleteAsync($"/entity/{entity}/user/{cy}")).Is(204);
        var left = (await tenant.GetAsync($"/entity/{entity}/approval-policy/{policy}")).Ok().At("rule.identifierList.value");
        Assert.Equal([ann, bob], left.EnumerateArray().Select(user => user.GetString()!));
        (await tenant.DeleteAsync($"/entity/{entity}/user/{bob}")).Is(409);
        await tenant.UserAsync(entity, "owner");
        (await tenant.DeleteAsync($"/entity/{entity}/approval-policy/{policy}")).Is(204);
        (await tenant.DeleteAsync($"/entity/{entity}/user/{ann}")).Is(204);
    }

    [Fact]
    public async Task Another_entitys_user_is_unknown()
    {
        var tenant = await server.NewTenantAsync();
        var (entity, other) = (await tenant.EntityAsync(), await tenant.EntityAsync());
        var user = await tenant.UserAsync(other);

        var unknown = await tenant.GetAsync($"/entity/{entity}/user/user_0198f000-0000-7000-8000-0000000000aa");

        Assert.Equal(unknown.Is(404).Body, (await tenant.GetAsync($"/entity/{entity}/user/{user}")).Is(404).Body);
    }

    private static async Task<string> AskAsync(Tenant tenant, string entity, int approvers, string list, params string[] names) =>
        (await tenant.PostAsync($"/entity/{entity}/approval-policy", new
        {
            trigger = Array.Empty<object>(),
            rule = new { type = "approver", numApprovers = approvers, identifierList = new { type = list, value = names } },
            upstreamPolicyId = "root",
        })).Ok().Text("id");

    private static IEnumerable<string> IdsOf(Answer page) => page.At("data").EnumerateArray().Select(user => user.GetProperty("id").GetString()!);
}
