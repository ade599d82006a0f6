using System.Text.Json;

namespace Quittance.Tests.Network;

public sealed class ConnectingBusinesses(TestServer server)
{
    private const string Unknown = "0198f0000000700080000000000000aa";

    [Fact]
    public async Task A_connection_of_two_own_businesses_is_active_at_once_and_seen_from_the_payers_side()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, payee) = (await tenant.BusinessAsync("Payer"), await tenant.BusinessAsync("Payee"));

        var made = (await tenant.PostAsync(
            "/api/connections", new { payerBusinessId = payer, payeeBusinessId = payee, alias = "Main vendor", netTerms = 30 })).Created();

        Assert.Equal(
            ["id", "status", "alias", "tags", "settings", "businessName", "connectedBusinessName", "businessId", "connectedBusinessId", "role", "createdAt", "updatedAt", "archivedAt"],
            made.Json.EnumerateObject().Select(field => field.Name));
        Assert.StartsWith("conn_", made.Text("id"), StringComparison.Ordinal);
        Assert.Equal(("active", "Main vendor", "Payer", "Payee"), (made.Text("status"), made.Text("alias"), made.Text("businessName"), made.Text("connectedBusinessName")));
        Assert.Equal((payer, payee, "payer"), (made.Text("businessId"), made.Text("connectedBusinessId"), made.Text("role")));
        Assert.Equal("""{"netTerms":30,"autoApproval":null}""", made.At("settings").GetRawText());
        Assert.Equal(JsonValueKind.Null, made.At("archivedAt").ValueKind);
        Assert.Equal(made.Body, (await tenant.GetAsync($"/api/connections/{made.Text("id")}")).Ok().Body);
        Assert.Equal($"[{made.Body}]", (await tenant.GetAsync("/api/connections")).Ok().Body);
    }

    [Fact]
    public async Task Bare_uuids_are_taken_for_ids()
    {
        var tenant = await server.NewTenantAsync();
        var id = await tenant.ConnectAsync(await tenant.BusinessAsync(), await tenant.BusinessAsync());

        Assert.Equal(id, (await tenant.GetAsync($"/api/connections/{NetworkSteps.Uuid(id)}")).Ok().Text("id"));
    }

    [Fact]
    public async Task The_payee_may_be_chosen_by_the_business()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, payee) = (await tenant.BusinessAsync("Payer"), await tenant.BusinessAsync("Payee"));
        var id = await tenant.ConnectAsync(payer, payee);

        var seen = (await tenant.GetAsync($"/api/connections/{id}?businessId={payee}")).Ok();
        var listed = (await tenant.GetAsync($"/api/connections?businessId={payee}")).Ok();

        Assert.Equal(("payee", "Payee", "Payer", payee, payer), (
            seen.Text("role"), seen.Text("businessName"), seen.Text("connectedBusinessName"), seen.Text("businessId"), seen.Text("connectedBusinessId")));
        Assert.Equal($"[{seen.Body}]", listed.Body);
    }

    [Theory]
    [InlineData("biz_" + Unknown)]
    [InlineData("nonsense")]
    public async Task Connecting_with_what_is_no_business_of_the_caller_is_not_found(string other)
    {
        var tenant = await server.NewTenantAsync();
        var own = await tenant.BusinessAsync();

        (await tenant.PostAsync("/api/connections", new { payerBusinessId = own, payeeBusinessId = other })).Is(404);
        (await tenant.PostAsync("/api/connections", new { payerBusinessId = other, payeeBusinessId = own })).Is(404);
    }

    [Fact]
    public async Task Connecting_with_another_organizations_business_is_not_found()
    {
        var tenant = await server.NewTenantAsync();
        var theirs = await (await server.NewTenantAsync()).BusinessAsync();

        (await tenant.PostAsync("/api/connections", new { payerBusinessId = await tenant.BusinessAsync(), payeeBusinessId = theirs })).Is(404);
    }

    [Fact]
    public async Task A_business_cannot_be_connected_with_itself()
    {
        var tenant = await server.NewTenantAsync();
        var own = await tenant.BusinessAsync();

        (await tenant.PostAsync("/api/connections", new { payerBusinessId = own, payeeBusinessId = own })).Is(409);
    }

    [Fact]
    public async Task The_same_roles_connect_once_and_the_other_way_round_once_more()
    {
        var tenant = await server.NewTenantAsync();
        var (one, two) = (await tenant.BusinessAsync("One"), await tenant.BusinessAsync("Two"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.PostAsync("/api/connections", new { payerBusinessId = one, payeeBusinessId = two })));

        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        await tenant.ConnectAsync(two, one);
        Assert.Equal(2, (await tenant.GetAsync("/api/connections")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Every_wrong_field_of_a_new_connection_is_named()
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/api/connections", new { alias = new string('a', 201), netTerms = 366 })).Is(422);

        Assert.Equal(["payerBusinessId", "payeeBusinessId", "alias", "netTerms"], refused.FaultyFields());
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_connection_and_the_same_answer()
    {
        var tenant = await server.NewTenantAsync();
        var body = new { payerBusinessId = await tenant.BusinessAsync(), payeeBusinessId = await tenant.BusinessAsync() };

        var first = (await tenant.PostAsync("/api/connections", body, key: "k")).Created();
        var again = (await tenant.PostAsync("/api/connections", body, key: "k")).Created();

        Assert.Equal(first.Body, again.Body);
    }

    [Fact]
    public async Task Without_the_permission_the_answer_names_it_and_without_a_token_it_asks_for_one()
    {
        var tenant = await server.NewTenantAsync();

        (await tenant.With(null).GetAsync("/api/connections")).Is(401);
        foreach (var path in new[] { "/api/connections", "/api/connections/export-csv", "/api/tags", "/api/invitations" })
        {
            Assert.Contains("network", (await (await tenant.PermittedAsync("businesses")).GetAsync(path)).Is(403).Text("message"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_connection_and_one_of_another_organization_are_the_same_to_every_operation()
    {
        var tenant = await server.NewTenantAsync();
        var other = await server.NewTenantAsync();
        var theirs = await other.ConnectAsync(await other.BusinessAsync(), await other.BusinessAsync());

        foreach (var (method, tail, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null),
            (HttpMethod.Patch, "/alias", new { alias = "x" }),
            (HttpMethod.Patch, "/tags", new { tagIds = Array.Empty<string>() }),
            (HttpMethod.Patch, "/settings", new { netTerms = 1 }),
            (HttpMethod.Patch, "/archive", null),
            (HttpMethod.Patch, "/restore", null),
        })
        {
            var foreign = (await tenant.SendAsync(method, $"/api/connections/{theirs}{tail}", body)).Is(404);
            var unknown = (await tenant.SendAsync(method, $"/api/connections/conn_{Unknown}{tail}", body)).Is(404);
            Assert.Equal(unknown.Body, foreign.Body);
        }
    }
}
