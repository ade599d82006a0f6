using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

public sealed class GroupingEntities(TestServer server)
{
    [Fact]
    public async Task Those_who_come_get_the_people_of_one_who_is_there()
    {
        var tenant = await server.NewTenantAsync();
        var (few, many, comes, copied, alone) = (
            await tenant.EntityAsync("Few"), await tenant.EntityAsync("Many"), await tenant.EntityAsync("Comes"), await tenant.EntityAsync("Copied"), await tenant.EntityAsync("Alone"));
        (await tenant.PostAsync($"/entity/{few}/user", new { foreignId = "f", roles = PaymentsSteps.Words("admin") })).Ok();
        (await tenant.PostAsync($"/entity/{many}/user", new { foreignId = "a", name = "Ann", roles = PaymentsSteps.Words("admin") })).Ok();
        (await tenant.PostAsync($"/entity/{many}/user", new { foreignId = "b", name = "Bob", roles = PaymentsSteps.Words("clerk") })).Ok();
        (await tenant.PostAsync($"/entity/{comes}/user", new { foreignId = "a", name = "Other" })).Ok();
        var group = (await tenant.PostAsync("/entityGroup", new { entityIds = PaymentsSteps.Words(few, many) })).Ok().Text("id");

        (await tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = PaymentsSteps.Words(comes), copyUsersFrom = true })).Ok();
        (await tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = PaymentsSteps.Words(copied), copyUsersFrom = many, filterRoles = PaymentsSteps.Words("clerk", "x") })).Ok();
        (await tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = PaymentsSteps.Words(alone), copyUsersFrom = false })).Ok();

        Assert.Equal("Bob Other", await PeopleAsync(comes));
        Assert.Equal("Bob", await PeopleAsync(copied));
        Assert.Equal("", await PeopleAsync(alone));
        (await tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = PaymentsSteps.Words(alone), copyUsersFrom = "nobody" })).Is(404);
        (await tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = PaymentsSteps.Words(alone), copyUsersFrom = 1 })).Is(400);

        async Task<string> PeopleAsync(string entity) => string.Join(
            ' ', (await tenant.GetAsync($"/entity/{entity}/users")).Ok().Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_has_its_entities_and_is_found_by_either_id()
    {
        var tenant = await server.NewTenantAsync();
        var first = (await tenant.NewEntityAsync("First", "first", metadata: new { region = "north" })).Text("id");
        await tenant.NewEntityAsync("Second", "second");

        var made = (await tenant.PostAsync("/entityGroup", new { foreignId = "group", name = "Conglomerate", emailToName = "group-bills", metadata = new { a = "b" }, entityIds = new[] { first, "second", first } })).Ok();
        var read = (await tenant.GetAsync("/entityGroup/group?returnEntityMetadata=region")).Ok();

        Assert.StartsWith("entg_", made.Text("id"), StringComparison.Ordinal);
        Assert.Equal(made.Body, (await tenant.GetAsync($"/entityGroup/{made.Text("id")}")).Ok().Body);
        Assert.Equal(("group", "Conglomerate", "group-bills", "b"), (read.Text("foreignId"), read.Text("name"), read.Text("emailToName"), read.Text("metadata.a")));
        Assert.Equal(["First", "Second"], Members(read));
        Assert.Equal("north", read.At("entities")[0].GetProperty("metadata").GetProperty("region").GetString());
    }

    [Fact]
    public async Task What_an_update_leaves_out_stays()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.PostAsync("/entityGroup", new { foreignId = "group", name = "Old", metadata = new { a = "b" } })).Ok().Text("id");

        var renamed = (await tenant.PostAsync($"/entityGroup/{id}", new { name = "New", foreignId = "" })).Ok();

        Assert.Equal(("New", "b"), (renamed.Text("name"), renamed.Text("metadata.a")));
        Assert.False(renamed.Json.TryGetProperty("foreignId", out _));
        (await tenant.GetAsync("/entityGroup/group")).Is(404);
    }

    [Fact]
    public async Task Entities_come_and_go_and_stay_when_the_group_goes()
    {
        var tenant = await server.NewTenantAsync();
        var (first, second) = ((await tenant.NewEntityAsync("First")).Text("id"), (await tenant.NewEntityAsync("Second", "second")).Text("id"));
        var id = (await tenant.PostAsync("/entityGroup", new { name = "G" })).Ok().Text("id");

        Assert.Equal(["First", "Second"], Members((await tenant.PostAsync($"/entityGroup/{id}/addEntities", new { entityIds = new[] { first, "second", second } })).Ok()));
        Assert.Equal(["Second"], Members((await tenant.PostAsync($"/entityGroup/{id}/removeEntities", new { entityIds = new[] { first } })).Ok()));
        Assert.Equal(["Second"], Members((await tenant.PostAsync($"/entityGroup/{id}/removeEntities", new { entityIds = new[] { first } })).Ok()));
        (await tenant.PostAsync($"/entityGroup/{id}/addEntities", new { entityIds = new[] { first, "unknown" } })).Is(404);
        (await tenant.PostAsync($"/entityGroup/{id}/addEntities", new { entityIds = Array.Empty<string>() })).Is(400);
        Assert.Equal(["Second"], Members((await tenant.GetAsync($"/entityGroup/{id}")).Ok()));

        (await tenant.DeleteAsync($"/entityGroup/{id}")).Is(204);
        (await tenant.GetAsync($"/entityGroup/{id}")).Is(404);
        (await tenant.GetAsync($"/entity/{second}")).Ok();
    }

    [Fact]
    public async Task A_deleted_entity_leaves_its_groups()
    {
        var tenant = await server.NewTenantAsync();
        var entity = (await tenant.NewEntityAsync("Gone")).Text("id");
        var id = (await tenant.PostAsync("/entityGroup", new { entityIds = new[] { entity } })).Ok().Text("id");

        (await tenant.DeleteAsync($"/entity/{entity}")).Is(204);

        Assert.Empty(Members((await tenant.GetAsync($"/entityGroup/{id}")).Ok()));
    }

    [Fact]
    public async Task Groups_are_listed_newest_first_one_at_a_time_unless_more_are_asked_for()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var name in PaymentsSteps.Words("Alpha", "Beta", "Gamma"))
        {
            (await tenant.PostAsync("/entityGroup", new { name, foreignId = name })).Ok();
        }

        var first = (await tenant.GetAsync("/entityGroups")).Ok();
        var rest = (await tenant.GetAsync("/entityGroups?limit=20&startingAfter=Gamma")).Ok();

        Assert.Equal(["Gamma"], first.Names());
        Assert.Equal(["Beta", "Alpha"], rest.Names());
        Assert.Equal((3, true), (first.At("count").GetInt64(), first.At("hasMore").GetBoolean()));
        Assert.Equal((3, false), (rest.At("count").GetInt64(), rest.At("hasMore").GetBoolean()));
        Assert.Equal(["Beta"], (await tenant.GetAsync("/entityGroups?search=ET")).Ok().Names());
        (await tenant.GetAsync("/entityGroups?limit=21")).Is(400);
        (await tenant.GetAsync("/entityGroups?startingAfter=unknown")).Is(404);
    }

    [Fact]
    public async Task A_foreign_id_belongs_to_one_group()
    {
        var tenant = await server.NewTenantAsync();
        (await tenant.PostAsync("/entityGroup", new { foreignId = "mine" })).Ok();
        var other = (await tenant.PostAsync("/entityGroup", new { })).Ok().Text("id");

        (await tenant.PostAsync("/entityGroup", new { foreignId = "mine" })).Is(409);
        (await tenant.PostAsync($"/entityGroup/{other}", new { foreignId = "mine" })).Is(409);
    }

    [Fact]
    public async Task A_limited_caller_sees_the_groups_of_its_entities_with_these_and_changes_none()
    {
        var tenant = await server.NewTenantAsync();
        var (mine, other) = ((await tenant.NewEntityAsync("Mine")).Text("id"), (await tenant.NewEntityAsync("Other")).Text("id"));
        var shared = (await tenant.PostAsync("/entityGroup", new { name = "Shared", entityIds = new[] { mine, other } })).Ok().Text("id");
        var foreign = (await tenant.PostAsync("/entityGroup", new { name = "Foreign", foreignId = "foreign", entityIds = new[] { other } })).Ok().Text("id");
        var limited = await tenant.LimitedToAsync(EntitySteps.BusinessOf(mine));
        var unknown = (await limited.GetAsync("/entityGroup/nothing")).Is(404).Body;

        Assert.Equal(["Shared"], (await limited.GetAsync("/entityGroups?limit=20")).Ok().Names());
        Assert.Equal(["Mine"], Members((await limited.GetAsync($"/entityGroup/{shared}")).Ok()));
        foreach (var id in new[] { foreign, "foreign" })
        {
            Assert.Equal(unknown, (await limited.GetAsync($"/entityGroup/{id}")).Is(404).Body);
            Assert.Equal(unknown, (await limited.DeleteAsync($"/entityGroup/{id}")).Is(404).Body);
            Assert.Equal(unknown, (await limited.PostAsync($"/entityGroup/{id}/addEntities", new { entityIds = new[] { mine } })).Is(404).Body);
        }

        (await limited.PostAsync($"/entityGroup/{shared}", new { name = "Ours" })).Is(403);
        (await limited.PostAsync($"/entityGroup/{shared}/removeEntities", new { entityIds = new[] { mine } })).Is(403);
        (await limited.DeleteAsync($"/entityGroup/{shared}")).Is(403);
        (await limited.PostAsync("/entityGroup", new { name = "Ours" })).Is(403);
        Assert.Equal(unknown, (await (await server.NewTenantAsync()).GetAsync($"/entityGroup/{shared}")).Is(404).Body);
    }

    private static IReadOnlyList<string> Members(Answer group) => [.. group.At("entities").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
}
