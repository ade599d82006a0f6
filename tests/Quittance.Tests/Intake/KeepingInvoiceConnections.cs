using System.Text.Json;
using Quittance.Tests.Payments;
using Quittance.Tests.Users;

namespace Quittance.Tests.Intake;

/// <summary>Seed 003, line by line.</summary>
public sealed class KeepingInvoiceConnections(TestServer server)
{
    private const string Key = "yz_live_sk_0123456789";
    private const string Secret = "whsec_0123456789";

    [Fact]
    public async Task A_connection_comes_back_with_the_seeds_fields_and_without_its_secrets()
    {
        var tenant = await server.NewTenantAsync();
        var company = await tenant.BusinessAsync();

        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, webhookSecret = Secret, active = true })).Created();

        Assert.Equal(
            ["id", "client", "provider", "active", "hasCredentials", "hasWebhookSecret", "lastPolledAt", "createdAt", "updatedAt"],
            made.Json.EnumerateObject().Select(field => field.Name).Take(9));
        Assert.Equal(company[4..], Guid.Parse(made.Text("client")).ToString("n"));
        Assert.Equal("yooz", made.Text("provider"));
        Assert.True(made.At("active").GetBoolean() && made.At("hasCredentials").GetBoolean() && made.At("hasWebhookSecret").GetBoolean());
        Assert.Equal(JsonValueKind.Null, made.At("lastPolledAt").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", made.Text("createdAt"));
        var all = (await tenant.GetAsync("/invoice-connections")).Ok();
        Assert.Equal(made.Body, Assert.Single(all.Json.EnumerateArray()).GetRawText());
        Assert.Equal(made.Body, (await tenant.GetAsync($"/invoice-connections/{made.Text("id")}")).Ok().Body);
        Assert.DoesNotContain(Key, made.Body + all.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, made.Body + all.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Active_is_the_default_and_the_webhook_secret_is_optional()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();

        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created();

        Assert.True(made.At("active").GetBoolean());
        Assert.False(made.At("hasWebhookSecret").GetBoolean());
    }

    [Fact]
    public async Task None_is_made_for_a_business_that_was_put_away()
    {
        var tenant = await server.NewTenantAsync();
        var gone = await tenant.BusinessAsync();
        (await tenant.DeleteAsync($"/entity/{PaymentsSteps.EntityOf(gone)}")).Is(204);

        (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, client = gone })).Is(404);
    }

    [Fact]
    public async Task An_unknown_provider_is_400_whatever_else_is_wrong_and_lists_those_there_are()
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/invoice-connections", new { provider = "faxmachine" })).Is(400);

        Assert.Contains("yooz", refused.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_named()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();

        Assert.Equal(["apiKey"], (await tenant.PostAsync("/invoice-connections", new { provider = "yooz" })).Is(422).FaultyFields());
        Assert.Equal(["provider"], (await tenant.PostAsync("/invoice-connections", new { apiKey = Key })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_second_active_connection_to_a_provider_is_409_when_made_and_when_switched_on()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        var first = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created().Text("id");

        (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Is(409);
        var second = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, active = false })).Created().Text("id");
        (await tenant.PatchAsync($"/invoice-connections/{second}", new { active = true })).Is(409);

        (await tenant.PatchAsync($"/invoice-connections/{first}", new { active = false })).Ok();
        Assert.True((await tenant.PatchAsync($"/invoice-connections/{second}", new { active = true })).Ok().At("active").GetBoolean());
        (await tenant.PostAsync("/invoice-connections", new { provider = "http", apiKey = Key })).Created(); // Another provider is another matter.
    }

    [Fact]
    public async Task Fifty_racing_requests_leave_exactly_one_active_connection()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        var switchedOff = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            switchedOff.Add((await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, active = false })).Created().Text("id"));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(turn => turn % 2 == 0
            ? tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })
            : tenant.PatchAsync($"/invoice-connections/{switchedOff[turn % 10]}", new { active = true })));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201 or 409, answer.Body));
        var all = (await tenant.GetAsync("/invoice-connections")).Ok().Json.EnumerateArray();
        Assert.Single(all, connection => connection.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_the_time_of_the_change_but_not_of_the_last_poll()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created();

        var changed = (await tenant.PatchAsync($"/invoice-connections/{made.Text("id")}", new { apiKey = "yz_live_sk_new", webhookSecret = Secret })).Ok();

        Assert.True(changed.At("hasWebhookSecret").GetBoolean());
        Assert.Equal(made.Text("createdAt"), changed.Text("createdAt"));
        Assert.True(string.CompareOrdinal(changed.Text("updatedAt"), made.Text("updatedAt")) >= 0);
        Assert.Equal(JsonValueKind.Null, changed.At("lastPolledAt").ValueKind);
        Assert.False((await tenant.PatchAsync($"/invoice-connections/{made.Text("id")}", new { webhookSecret = (string?)null })).Ok().At("hasWebhookSecret").GetBoolean());
    }

    [Fact]
    public async Task An_empty_patch_is_refused()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        var id = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created().Text("id");

        (await tenant.PatchAsync($"/invoice-connections/{id}", new { })).Is(400);
        (await tenant.PatchAsync($"/invoice-connections/{id}", new { color = "blue" })).Is(400);
        Assert.Equal(["apiKey"], (await tenant.PatchAsync($"/invoice-connections/{id}", new { apiKey = (string?)null })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_deleted_connection_is_gone_and_so_are_its_secrets()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        var id = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, webhookSecret = Secret })).Created().Text("id");
        (await tenant.PatchAsync($"/invoice-connections/{id}", new { webhookSecret = "whsec_another" })).Ok();

        var deleted = (await tenant.DeleteAsync($"/invoice-connections/{id}")).Is(204);

        Assert.Empty(deleted.Body);
        Assert.Empty((await tenant.GetAsync("/invoice-connections")).Ok().Json.EnumerateArray());
        (await tenant.GetAsync($"/invoice-connections/{id}")).Is(404);
        (await tenant.PatchAsync($"/invoice-connections/{id}", new { active = true })).Is(404);
        (await tenant.DeleteAsync($"/invoice-connections/{id}")).Is(404);
        await using var command = server.Owner.CreateCommand(
            "select num_nonnulls(api_key_sealed, webhook_secret_sealed, previous_webhook_secret_sealed) from invoice_connections where id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(id) });
        Assert.Equal(0, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created();
    }

    [Fact]
    public async Task The_permission_accounting_is_needed_and_a_session_cookie_will_do()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();
        (await tenant.With(null).GetAsync("/invoice-connections")).Is(401);
        var payer = await TokenMaking.AddAsync(server.Owner, tenant.Id, ["payments", "invoices.read"], null);
        (await tenant.With(payer).GetAsync("/invoice-connections")).Is(403);
        (await tenant.With(payer).PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Is(403);
        (await tenant.With(payer).GetAsync("/invoice-providers")).Is(403);

        var person = await tenant.SignedInAsync(await tenant.OwnerAsync());

        (await person.GetAsync("/invoice-connections")).Ok();
        (await person.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created();
    }

    [Fact]
    public async Task Another_organizations_or_business_connection_is_as_unknown_as_any()
    {
        var tenant = await server.NewTenantAsync();
        var mine = await tenant.BusinessAsync("Mine");
        var other = await tenant.BusinessAsync("Other");
        var id = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, client = mine })).Created().Text("id");
        var stranger = await server.NewTenantAsync();
        var limited = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, ["accounting"], [Guid.Parse(other[4..])]));

        foreach (var outsider in new[] { stranger, limited })
        {
            (await outsider.GetAsync($"/invoice-connections/{id}")).Is(404);
            (await outsider.PatchAsync($"/invoice-connections/{id}", new { active = false })).Is(404);
            (await outsider.DeleteAsync($"/invoice-connections/{id}")).Is(404);
            Assert.Empty((await outsider.GetAsync("/invoice-connections")).Ok().Json.EnumerateArray());
        }

        (await limited.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, client = mine })).Is(404);
        Assert.Equal(other[4..], Guid.Parse((await limited.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created().Text("client")).ToString("n"));
    }

    [Fact]
    public async Task Without_a_named_company_it_is_the_one_that_pays_bills()
    {
        var tenant = await server.NewTenantAsync();
        var vendor = await tenant.BusinessAsync("Vendor");
        var buyer = await tenant.BusinessAsync("Buyer");
        await tenant.ConnectAsync(buyer, vendor);

        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key })).Created();

        Assert.Equal(buyer[4..], Guid.Parse(made.Text("client")).ToString("n"));
    }

    [Fact]
    public async Task Settings_are_held_to_the_providers_own_list()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.BusinessAsync();

        var refused = (await tenant.PostAsync("/invoice-connections", new
        {
            provider = "yooz",
            apiKey = Key,
            settings = new { baseUrl = "ftp://x", interval = "PT1S", webhookScheme = "rot13", colour = "blue" },
        })).Is(422);
        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = Key, settings = new { baseUrl = "https://feed.example.com", interval = "PT5M" } })).Created();
        var changed = (await tenant.PatchAsync($"/invoice-connections/{made.Text("id")}", new { settings = new { interval = (string?)null, listPath = "/bills" } })).Ok();

        Assert.Equal(["settings.baseUrl", "settings.colour", "settings.interval", "settings.webhookScheme"], refused.FaultyFields().Order(StringComparer.Ordinal));
        Assert.Equal("https://feed.example.com", changed.Text("settings.baseUrl"));
        Assert.Equal("/bills", changed.Text("settings.listPath"));
        Assert.False(changed.At("settings").TryGetProperty("interval", out _));
    }

    [Fact]
    public async Task The_providers_say_what_they_need_and_can()
    {
        var tenant = await server.NewTenantAsync();

        var providers = (await tenant.GetAsync("/invoice-providers")).Ok().Json.EnumerateArray().ToDictionary(provider => provider.GetProperty("key").GetString()!);

        var yooz = providers["yooz"];
        Assert.Equal(["apiKey", "webhookSecret"], yooz.GetProperty("authFields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        Assert.Contains("webhooks", yooz.GetProperty("capabilities").EnumerateArray().Select(capability => capability.GetString()));
        Assert.Contains("interval", yooz.GetProperty("settings").EnumerateArray().Select(setting => setting.GetProperty("name").GetString()));
    }
}
