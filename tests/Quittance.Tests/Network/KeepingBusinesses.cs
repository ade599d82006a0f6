namespace Quittance.Tests.Network;

public sealed class KeepingBusinesses(TestServer server)
{
    [Fact]
    public async Task A_business_comes_back_as_it_was_given()
    {
        var tenant = await server.NewTenantAsync();
        var made = (await tenant.PostAsync("/api/businesses", new
        {
            name = "Domo-Elec",
            legalName = "Domo-Elec SAS",
            email = "ap@domo-elec.example.fr",
            address = new { street1 = "1 rue de la Paix", city = "Paris", postalCode = "75002", country = "FR" },
            registrationNumbers = new { siren = "801017476", siret = "801 017 476 00020", vat = "FR48801017476" },
            foreignId = "erp-7",
            metadata = new { region = "north" },
        })).Created();

        var read = (await tenant.GetAsync($"/api/businesses/{made.Text("id")}")).Ok();

        Assert.StartsWith("biz_", made.Text("id"), StringComparison.Ordinal);
        Assert.Equal(made.Body, read.Body);
        Assert.Equal("80101747600020", read.Text("registrationNumbers.siret"));
        Assert.Equal("north", read.Text("metadata.region"));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/api/businesses", new
        {
            name = " ",
            email = "nobody",
            address = new { street1 = "x", city = "y", country = "France" },
            registrationNumbers = new { siren = "801017477" },
        })).Is(422);

        Assert.Equal(["name", "email", "address.country", "address.country", "registrationNumbers.siren"], refused.FaultyFields());
    }

    [Fact]
    public async Task Lists_go_on_where_the_cursor_says()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var number in Enumerable.Range(0, 5))
        {
            await tenant.BusinessAsync($"Business {number}");
        }

        var first = (await tenant.GetAsync("/api/businesses?limit=3")).Ok();
        var second = (await tenant.GetAsync($"/api/businesses?limit=3&cursor={first.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        var names = first.Json.EnumerateArray().Concat(second.Json.EnumerateArray()).Select(business => business.GetProperty("name").GetString());
        Assert.Equal(["Business 4", "Business 3", "Business 2", "Business 1", "Business 0"], names);
        Assert.False(second.Headers.Contains("X-Next-Cursor"));
    }

    [Fact]
    public async Task Another_organizations_business_is_as_unknown_as_one_that_never_was()
    {
        var mine = await server.NewTenantAsync();
        var theirs = await server.NewTenantAsync();
        var id = await theirs.BusinessAsync();

        var foreign = (await mine.GetAsync($"/api/businesses/{id}")).Is(404);
        var unknown = (await mine.GetAsync("/api/businesses/biz_0198f0000000700080000000000000aa")).Is(404);

        Assert.Equal(unknown.Body, foreign.Body);
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_business_and_the_same_answer()
    {
        var tenant = await server.NewTenantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.PostAsync("/api/businesses", new { name = "Once" }, key: "k")));
        var other = await tenant.PostAsync("/api/businesses", new { name = "Other" }, key: "k");

        Assert.Single(answers.Select(answer => answer.Created().Text("id")).Distinct());
        Assert.Single((await tenant.GetAsync("/api/businesses")).Json.EnumerateArray());
        other.Is(409);
    }

    [Fact]
    public async Task A_refused_try_leaves_its_key_free()
    {
        var tenant = await server.NewTenantAsync();
        (await tenant.PostAsync("/api/businesses", new { name = "First", foreignId = "f" })).Created();

        (await tenant.PostAsync("/api/businesses", new { name = "Second", foreignId = "f" }, key: "k")).Is(409);

        (await tenant.PostAsync("/api/businesses", new { name = "Second", foreignId = "g" }, key: "k")).Created();
    }

    [Fact]
    public async Task Fields_left_out_of_an_update_stay()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.PostAsync("/api/businesses", new { name = "Before", email = "a@b.example" })).Created().Text("id");

        var updated = (await tenant.PatchAsync($"/api/businesses/{id}", new { name = "After" })).Ok();

        Assert.Equal(("After", "a@b.example"), (updated.Text("name"), updated.Text("email")));
    }
}
