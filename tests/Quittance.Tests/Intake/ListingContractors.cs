using System.Text.Json;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

/// <summary>GET /api/v3.0/contractors, as dev.bob-desk.com/contractors-api publishes it.</summary>
public sealed class ListingContractors(TestServer server)
{
    [Fact]
    public async Task A_contractor_has_the_published_fields_first()
    {
        var (tenant, payer) = await PayerAsync();
        var made = (await tenant.PostAsync("/api/businesses", new
        {
            name = "Domo-Elec",
            email = "contact@domo.example.test",
            registrationNumbers = new { siret = "80101747600020" },
            address = new { street1 = "1 rue du Moulin", city = "Lyon", postalCode = "69001", country = "FR" },
        })).Created().Text("id");
        var connection = (await tenant.PostAsync("/api/connections", new { payerBusinessId = payer, payeeBusinessId = made, alias = "The electrician" })).Created().Text("id");

        var page = (await tenant.GetAsync(IntakeSteps.Contractors)).Ok();
        var details = (await tenant.GetAsync($"{IntakeSteps.Contractors}/{made}")).Ok().Json;

        Assert.Equal(["cursor", "contractors"], page.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(IntakeSteps.Bare(made), page.Text("cursor"));
        var contractor = page.At("contractors")[0];
        Assert.Equal(["id", "name", "siret", "siren", "email", "phone", "is_internal", "is_active"], contractor.EnumerateObject().Select(field => field.Name).Take(8));
        Assert.Equal(
            (IntakeSteps.Bare(made), "Domo-Elec", "80101747600020", "801017476", "contact@domo.example.test", null),
            (contractor.Said("id"), contractor.Said("name"), contractor.Said("siret"), contractor.Said("siren"), contractor.Said("email"), contractor.Said("phone")));
        Assert.Equal((false, true), (contractor.GetProperty("is_internal").GetBoolean(), contractor.GetProperty("is_active").GetBoolean()));
        Assert.Equal((IntakeSteps.Bare(connection), IntakeSteps.Bare(payer), "active"), Connection(contractor));
        Assert.Equal(contractor.EnumerateObject().Select(field => field.Name).Concat(["fix", "address", "description", "currency", "created_at", "updated_at"]), details.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("1 rue du Moulin, 69001 Lyon, FR", "The electrician", null), (details.Said("address"), details.Said("description"), details.Said("currency")));
        await tenant.DeliverAsync(payer, new WrittenBill { Siren = "801017476" });
        Assert.Equal("EUR", (await tenant.GetAsync($"{IntakeSteps.Contractors}/{made}")).Text("currency"));
    }

    [Fact]
    public async Task An_id_a_SIREN_and_a_SIRET_name_the_same_contractor()
    {
        var (tenant, payer) = await PayerAsync();
        var supplier = await tenant.BusinessAsync("Domo-Elec", new { siret = "80101747600020" });
        await tenant.ConnectAsync(payer, supplier);

        foreach (var name in new[] { supplier, IntakeSteps.Bare(supplier), $"{NetworkSteps.Uuid(supplier):n}", "801017476", "80101747600020", "801 017 476" })
        {
            Assert.Equal(IntakeSteps.Bare(supplier), (await tenant.GetAsync($"{IntakeSteps.Contractors}/{Uri.EscapeDataString(name)}")).Ok().Text("id"));
        }

        foreach (var name in new[] { payer, "732829320", "80101747600012", "8010174760002", "x" })
        {
            (await tenant.GetAsync($"{IntakeSteps.Contractors}/{name}")).Is(404);
        }
    }

    [Fact]
    public async Task A_SIREN_of_several_names_the_only_active_one_or_nobody()
    {
        var (tenant, payer) = await PayerAsync();
        var one = await tenant.BusinessAsync("La Poste, Paris", new { siret = "35600000009075" });
        var other = await tenant.BusinessAsync("La Poste, Lyon", new { siret = "35600000049837" });
        await tenant.ConnectAsync(payer, one);
        var closed = await tenant.ConnectAsync(payer, other);

        var both = (await tenant.GetAsync($"{IntakeSteps.Contractors}/356000000")).Is(409);
        (await tenant.PatchAsync($"/api/connections/{closed}/archive")).Ok();
        var only = (await tenant.GetAsync($"{IntakeSteps.Contractors}/356000000")).Ok();

        Assert.Contains("La Poste, Lyon", both.Body, StringComparison.Ordinal);
        Assert.Equal(IntakeSteps.Bare(one), only.Text("id"));
        Assert.Equal(IntakeSteps.Bare(other), (await tenant.GetAsync($"{IntakeSteps.Contractors}/35600000049837")).Ok().Text("id"));
    }

    [Fact]
    public async Task Active_siret_client_cursor_and_limit_narrow()
    {
        var (tenant, payer) = await PayerAsync();
        var second = await tenant.BusinessAsync("Second buyer");
        var one = await tenant.BusinessAsync("One", new { siret = "80101747600020" });
        var two = await tenant.BusinessAsync("Two");
        var three = await tenant.BusinessAsync("Three");
        await tenant.ConnectAsync(payer, one);
        (await tenant.PatchAsync($"/api/connections/{await tenant.ConnectAsync(payer, two)}/archive")).Ok();
        await tenant.ConnectAsync(second, three);
        await tenant.ConnectAsync(second, one);

        foreach (var (query, names) in new (string, string[])[]
        {
            ("", ["One", "Two", "Three"]), ("active=true", ["One", "Three"]), ("active=false", ["Two"]), ("siret=80101747600020", ["One"]), ("siret=801017476", []),
            ($"client={payer}", ["One", "Two"]), ($"client={second}", ["One", "Three"]), ("limit=2", ["One", "Two"]), ($"limit=2&cursor={IntakeSteps.Bare(two)}", ["Three"]),
        })
        {
            Assert.True(names.SequenceEqual((await ListAsync(tenant, query)).Select(contractor => contractor.Said("name"))), query);
        }

        Assert.Equal(JsonValueKind.Null, (await tenant.GetAsync($"{IntakeSteps.Contractors}?cursor={IntakeSteps.Bare(three)}")).At("cursor").ValueKind);
        Assert.Equal(2, (await ListAsync(tenant, ""))[0].GetProperty("connections").GetArrayLength());
        (await tenant.GetAsync($"{IntakeSteps.Contractors}?limit=201")).Is(422);
        (await tenant.GetAsync($"{IntakeSteps.Contractors}?active=perhaps")).Is(400);
    }

    [Fact]
    public async Task A_business_that_pays_bills_itself_is_internal()
    {
        var (tenant, payer) = await PayerAsync();
        var sister = await tenant.BusinessAsync("Sister");
        await tenant.ConnectAsync(payer, sister);
        await tenant.ConnectAsync(sister, await tenant.BusinessAsync("Supplier"));

        Assert.Equal([("Sister", true), ("Supplier", false)], (await ListAsync(tenant, "")).Select(contractor => (contractor.Said("name")!, contractor.GetProperty("is_internal").GetBoolean())));
    }

    [Fact]
    public async Task Both_walls_hold_and_a_payee_sees_no_contractor_in_itself()
    {
        var both = await server.AcrossAsync();
        var other = await both.Payer.BusinessAsync("Other");
        var limited = await both.Payer.LimitedToAsync(other);

        Assert.Equal(IntakeSteps.Bare(both.PayeeBusiness), Assert.Single(await ListAsync(both.Payer, "")).Said("id"));
        Assert.Empty(await ListAsync(both.Payee, ""));
        Assert.Empty(await ListAsync(limited, ""));
        (await limited.GetAsync($"{IntakeSteps.Contractors}/{both.PayeeBusiness}")).Is(404);
        (await limited.GetAsync($"{IntakeSteps.Contractors}/801017476")).Is(404);
        (await both.Payee.GetAsync($"{IntakeSteps.Contractors}/{both.PayeeBusiness}")).Is(404);
        (await (await both.Payer.PermittedAsync(Permission.Network)).GetAsync(IntakeSteps.Contractors)).Is(403);
    }

    private static (string?, string?, string?) Connection(JsonElement contractor)
    {
        var connection = contractor.GetProperty("connections")[0];
        return (connection.Said("connection_id"), connection.Said("client"), connection.Said("status"));
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Tenant tenant, string query) =>
        [.. (await tenant.GetAsync($"{IntakeSteps.Contractors}?{query}")).Ok().At("contractors").EnumerateArray()];

    private async Task<(Tenant Tenant, string Payer)> PayerAsync()
    {
        var tenant = await server.NewTenantAsync();
        return (tenant, await tenant.BusinessAsync("Buyer"));
    }
}
