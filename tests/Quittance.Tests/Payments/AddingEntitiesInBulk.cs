namespace Quittance.Tests.Payments;

/// <summary>Several entities at once, each by itself.</summary>
public sealed class AddingEntitiesInBulk(TestServer server)
{
    [Fact]
    public async Task What_is_refused_leaves_the_others_alone()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.EntityAsync("Payer");

        var answer = (await tenant.PostAsync("/entities", new
        {
            connectedEntity = new { id = payer, linkCreatedAsPayor = false, linkCreatedAsPayee = true },
            entities = new[] { EntitySteps.Body("One", "v/1"), EntitySteps.Body("", "v/2"), EntitySteps.Body("Again", "v/1"), EntitySteps.Body("Two") },
        })).Ok().At("data");

        Assert.Equal(["v/1", "v/2", "v/1", null], answer.EnumerateArray().Select(one => one.TryGetProperty("foreignId", out var id) ? id.GetString() : null));
        Assert.Equal([true, false, false, true], answer.EnumerateArray().Select(one => one.TryGetProperty("id", out _)));
        Assert.Contains("legalBusinessName", answer[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("v/1", answer[2].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["Two", "One"], (await tenant.GetAsync($"/entity/{payer}/counterparties/payees")).Ok().Names());
    }

    [Fact]
    public async Task An_unknown_connected_entity_leaves_nothing_behind()
    {
        var tenant = await server.NewTenantAsync();

        var answer = (await tenant.PostAsync("/entities", new
        {
            connectedEntity = new { id = "nobody", linkCreatedAsPayor = true, linkCreatedAsPayee = false },
            entities = new[] { EntitySteps.Body("One") },
        })).Ok();

        Assert.Contains("no such entity", answer.At("data")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await tenant.GetAsync("/entity")).Ok().At("count").GetInt32());
    }

    [Fact]
    public async Task The_same_key_adds_each_once()
    {
        var tenant = await server.NewTenantAsync();
        var body = new { entities = new[] { EntitySteps.Body("One"), EntitySteps.Body("Two") } };

        var first = (await tenant.PostAsync("/entities", body, "bulk")).Ok();
        var again = (await tenant.PostAsync("/entities", body, "bulk")).Ok();

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(2, (await tenant.GetAsync("/entity")).Ok().At("count").GetInt32());
    }

    [Fact]
    public async Task The_same_key_with_another_connected_entity_is_another_request()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, other) = (await tenant.EntityAsync("Payer"), await tenant.EntityAsync("Other"));
        (await AddAsync(payer)).Ok();

        var refused = (await AddAsync(other)).Ok().At("data")[0];

        Assert.Contains("Idempotency-Key", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(refused.TryGetProperty("id", out _));

        Task<Answer> AddAsync(string connected) => tenant.PostAsync(
            "/entities", new { connectedEntity = new { id = connected, linkCreatedAsPayor = false, linkCreatedAsPayee = true }, entities = new[] { EntitySteps.Body("One") } }, "bulk");
    }

    [Theory]
    [InlineData("{}", "entities")]
    [InlineData("""{"entities": [], "connectedEntity": {"linkCreatedAsPayor": true, "linkCreatedAsPayee": true}}""", "connectedEntity.id")]
    public async Task What_is_no_list_of_entities_is_refused(string body, string field)
    {
        var tenant = await server.NewTenantAsync();

        Assert.Contains($" {field}: ", (await tenant.PostAsync("/entities", PaymentMethodSteps.Json(body))).Is(400).Text("content"), StringComparison.Ordinal);
    }
}
