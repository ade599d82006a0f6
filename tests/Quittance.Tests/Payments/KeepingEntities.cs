using Npgsql;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

public sealed class KeepingEntities(TestServer server)
{
    private const string Ssn = "123-45-6789";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_comes_back_as_it_was_given()
    {
        var tenant = await server.NewTenantAsync();
        var made = (await tenant.PostAsync("/entity", new
        {
            isCustomer = true,
            isPayor = true,
            isPayee = false,
            accountType = "business",
            foreignId = "MY-DB-ID-12345",
            emailTo = "bills.acme",
            emailToAlias = PaymentsSteps.Words("ap@acme.example"),
            logo = "data:image/png;base64,iVBORw0KGgo=",
            metadata = new { region = "north", tier = "gold" },
            profile = new
            {
                business = new
                {
                    email = "customer@acme.example",
                    legalBusinessName = "Acme Inc.",
                    website = "http://www.acme.example",
                    businessType = "llc",
                    phone = new { countryCode = "1", number = "4155551234" },
                    address = new { addressLine1 = "123 Main St", addressLine2 = "Unit 1", city = "San Francisco", stateOrProvince = "CA", postalCode = "94105", country = "US" },
                    taxId = new { ein = new { number = "12-3456789" } },
                    formationDate = "2010-05-17T00:00:00.000Z",
                    industryCodes = new { mcc = "5734" },
                    averageMonthlyTransactionVolume = 125000.5m,
                },
            },
        })).Ok();

        var read = (await tenant.GetAsync($"/entity/{made.Text("id")}?returnMetadata=region")).Ok();
        var byForeignId = (await tenant.GetAsync("/entity/MY-DB-ID-12345")).Ok();

        Assert.StartsWith("ent_", made.Text("id"), StringComparison.Ordinal);
        Assert.Equal(made.Body, byForeignId.Body);
        Assert.Equal(
            ("Acme Inc.", "customer@acme.example", "business", "unverified", "bills.acme"),
            (read.Text("name"), read.Text("email"), read.Text("accountType"), read.Text("status"), read.Text("emailTo")));
        Assert.Equal(
            (true, true, false, false, false),
            (read.At("isCustomer").GetBoolean(), read.At("isPayor").GetBoolean(), read.At("isPayee").GetBoolean(), read.At("isNetworkPayor").GetBoolean(), read.At("acceptedTos").GetBoolean()));
        Assert.Equal(("llc", "12-3456789", true), (read.Text("profile.business.businessType"), read.Text("profile.business.taxId.ein.number"), read.At("profile.business.taxIDProvided").GetBoolean()));
        Assert.Equal(("CA", "Unit 1", "4155551234"), (read.Text("profile.business.address.stateOrProvince"), read.Text("profile.business.address.addressLine2"), read.Text("profile.business.phone.number")));
        Assert.Equal(("5734", 125000.5m), (read.Text("profile.business.industryCodes.mcc"), read.At("profile.business.averageMonthlyTransactionVolume").GetDecimal()));
        Assert.Equal("data:image/png;base64,iVBORw0KGgo=", read.Text("logo"));
        Assert.Equal("""{"region":"north"}""", read.At("metadata").GetRawText());
        Assert.False(made.Json.TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var tenant = await server.NewTenantAsync();

        var bare = (await tenant.PostAsync("/entity", new { profile = new { } })).Is(400);
        var wrong = (await tenant.PostAsync("/entity", new
        {
            isCustomer = true,
            isPayor = true,
            isPayee = true,
            accountType = "business",
            emailTo = "not a local part@",
            logo = "data:text/html;base64,AAAA",
            profile = new
            {
                business = new
                {
                    legalBusinessName = " ",
                    email = "nobody",
                    businessType = "club",
                    website = "acme",
                    taxId = new { ein = new { number = "1" } },
                    address = new { addressLine1 = "x", city = "y", stateOrProvince = "California", postalCode = "941" },
                },
            },
        })).Is(400);

        Assert.Equal("BadRequest", bare.Text("errorName"));
        Assert.All(["isCustomer", "isPayor", "isPayee", "accountType", "profile.business.legalBusinessName"], field => Assert.Contains($"{field}: ", bare.Text("content"), StringComparison.Ordinal));
        Assert.All(
            ["emailTo", "logo", "legalBusinessName", "email", "businessType", "website", "number", "stateOrProvince", "postalCode"],
            field => Assert.Contains($"{field}: ", wrong.Text("content"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_update_leaves_out_stays_and_an_empty_text_takes_away()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.PostAsync("/entity", new
        {
            isCustomer = true,
            isPayor = true,
            isPayee = true,
            accountType = "business",
            foreignId = "mine",
            metadata = new { region = "north" },
            profile = new { business = new { legalBusinessName = "Acme Inc.", email = "a@acme.example", website = "http://acme.example", phone = new { countryCode = "1", number = "4155551234" } } },
        })).Ok().Text("id");

        var changed = (await tenant.PostAsync($"/entity/{id}", new { isPayor = false, profile = new { business = new { website = "", doingBusinessAs = "Ac" } } })).Ok();

        Assert.False(changed.At("isPayor").GetBoolean());
        Assert.True(changed.At("isPayee").GetBoolean());
        Assert.Equal(
            ("Acme Inc.", "mine", "a@acme.example", "Ac", "4155551234"),
            (changed.Text("name"), changed.Text("foreignId"), changed.Text("email"), changed.Text("profile.business.doingBusinessAs"), changed.Text("profile.business.phone.number")));
        Assert.False(changed.At("profile.business").TryGetProperty("website", out _));
        Assert.Equal("north", (await tenant.GetAsync($"/entity/{id}?returnMetadata=region")).Ok().Text("metadata.region"));
    }

    [Fact]
    public async Task A_new_name_of_either_dialect_is_the_name_in_both()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync("Acme Inc.", email: "a@acme.example")).Text("id");
        var business = EntitySteps.BusinessOf(id);

        (await tenant.PatchAsync($"/api/businesses/{business}", new { name = "Globex", email = "g@globex.example" })).Ok();
        var entity = (await tenant.GetAsync($"/entity/{id}")).Ok();
        Assert.Equal(
            ("Globex", "Globex", "g@globex.example"), (entity.Text("name"), entity.Text("profile.business.legalBusinessName"), entity.Text("email")));

        (await tenant.PostAsync($"/entity/{id}", new { profile = new { business = new { legalBusinessName = "Initech LLC", email = "i@initech.example" } } })).Ok();
        var other = (await tenant.GetAsync($"/api/businesses/{business}")).Ok();
        Assert.Equal(("Initech LLC", "i@initech.example"), (other.Text("name"), other.Text("email")));
    }

    [Fact]
    public async Task A_legal_name_that_is_given_back_unchanged_leaves_the_other_name_alone()
    {
        var tenant = await server.NewTenantAsync();
        var business = (await tenant.PostAsync("/api/businesses", new { name = "Domo", legalName = "Domo SAS" })).Created().Text("id");
        var id = PaymentsSteps.EntityOf(business);
        Assert.Equal("Domo SAS", (await tenant.GetAsync($"/entity/{id}")).Ok().Text("profile.business.legalBusinessName"));

        (await tenant.PostAsync($"/entity/{id}", new { profile = new { business = new { legalBusinessName = "Domo SAS" } } })).Ok();

        Assert.Equal(("Domo", "Domo SAS"), ((await tenant.GetAsync($"/api/businesses/{business}")).Ok().Text("name"), (await tenant.GetAsync($"/api/businesses/{business}")).Ok().Text("legalName")));
    }

    [Fact]
    public async Task A_person_is_known_by_their_name_and_what_proves_them_is_never_told()
    {
        var tenant = await server.NewTenantAsync();
        var made = (await tenant.PostAsync("/entity", new
        {
            isCustomer = false,
            isPayor = false,
            isPayee = true,
            accountType = "individual",
            profile = new
            {
                individual = new
                {
                    name = new { firstName = "Ann", middleName = "B.", lastName = "Carter" },
                    email = "ann@example.test",
                    birthDate = new { day = "7", month = "05", year = "1980" },
                    governmentID = new { ssn = Ssn },
                },
            },
        })).Ok();
        var id = made.Text("id");

        Assert.Equal(("Ann B. Carter", "individual", "Carter"), (made.Text("name"), made.Text("accountType"), made.Text("profile.individual.name.lastName")));
        Assert.True(made.At("profile.individual.birthDateProvided").GetBoolean() && made.At("profile.individual.governmentIDProvided").GetBoolean());
        Assert.DoesNotContain("1980", made.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Ssn, $"{made.Body}{await tenant.LogAsync()}", StringComparison.Ordinal);
        Assert.DoesNotContain("1980", await tenant.LogAsync(), StringComparison.Ordinal);

        // Secrets that are not given again stay.
        var moved = (await tenant.PostAsync($"/entity/{id}", new { profile = new { individual = new { phone = new { countryCode = "1", number = "4155551234" } } } })).Ok();
        Assert.True(moved.At("profile.individual.governmentIDProvided").GetBoolean());

        // A new name through the other dialect is taken apart.
        (await tenant.PatchAsync($"/api/businesses/{EntitySteps.BusinessOf(id)}", new { name = "Ann Dale" })).Ok();
        var renamed = (await tenant.GetAsync($"/entity/{id}")).Ok();
        Assert.Equal(("Ann Dale", "Ann", "Dale"), (renamed.Text("name"), renamed.Text("profile.individual.name.firstName"), renamed.Text("profile.individual.name.lastName")));
    }

    [Theory]
    [InlineData("31", "02", "1980")]
    [InlineData("x", "1", "1980")]
    [InlineData("1", "1", "80")]
    public async Task A_birth_date_is_a_day_of_the_calendar(string day, string month, string year)
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/entity", new
        {
            isCustomer = false,
            isPayor = false,
            isPayee = true,
            accountType = "individual",
            profile = new { individual = new { name = new { firstName = "Ann", lastName = "Carter" }, birthDate = new { day, month, year }, governmentID = new { ssn = "1" } } },
        })).Is(400);

        Assert.Contains("birthDate", refused.Text("content"), StringComparison.Ordinal);
        Assert.Contains("ssn", refused.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_id_and_an_address_for_bills_belong_to_one_entity()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.NewEntityAsync(foreignId: "mine");
        var other = (await tenant.NewEntityAsync("Other")).Text("id");
        (await tenant.PostAsync("/entity/mine", new { emailTo = "Bills" })).Ok();

        Assert.Equal("Conflict", (await tenant.PostAsync("/entity", EntitySteps.Body(foreignId: "mine"))).Is(409).Text("errorName"));
        (await tenant.PostAsync($"/entity/{other}", new { foreignId = "mine" })).Is(409);
        (await tenant.PostAsync($"/entity/{other}", new { emailTo = "bills" })).Is(409);
        (await (await server.NewTenantAsync()).PostAsync("/entity", EntitySteps.Body(foreignId: "mine"))).Ok();
    }

    [Fact]
    public async Task An_id_goes_before_a_foreign_id_that_looks_like_it()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync("First")).Text("id");
        await tenant.NewEntityAsync("Second", foreignId: id);

        Assert.Equal("First", (await tenant.GetAsync($"/entity/{id}")).Ok().Text("name"));
    }

    [Fact]
    public async Task A_copy_is_like_the_original_but_for_what_has_to_be_its_own()
    {
        var tenant = await server.NewTenantAsync();
        var original = await tenant.NewEntityAsync("Acme Inc.", foreignId: "original", email: "a@acme.example");
        (await tenant.PostAsync("/entity/original/request-kyb")).Is(204);

        var copy = (await tenant.PostAsync("/entity", new { createFromId = "original", foreignId = "copy" })).Ok();

        Assert.NotEqual(original.Text("id"), copy.Text("id"));
        Assert.Equal(("Acme Inc.", "a@acme.example", "copy", "unverified"), (copy.Text("name"), copy.Text("email"), copy.Text("foreignId"), copy.Text("status")));
        (await tenant.PostAsync("/entity", new { createFromId = "unknown" })).Is(404);
    }

    [Fact]
    public async Task The_terms_are_accepted_and_the_entity_is_verified_on_request()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync()).Text("id");

        Assert.Empty((await tenant.PostAsync($"/entity/{id}/accept-tos")).Is(204).Body);
        (await tenant.PostAsync($"/entity/{id}/request-kyb")).Is(204);

        var entity = (await tenant.GetAsync($"/entity/{id}")).Ok();
        Assert.True(entity.At("acceptedTos").GetBoolean());
        Assert.Equal("verified", entity.Text("status"));
    }

    [Fact]
    public async Task A_deleted_entity_is_in_no_list_and_goes_on_showing_in_its_transactions()
    {
        var desk = await Desk.OpenAsync(server);
        var payer = PaymentsSteps.EntityOf(desk.Payer);
        (await desk.Tenant.PostAsync($"/entity/{payer}", new { foreignId = "payer" })).Ok();
        await desk.AccountAsync();
        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Payee}/funding-sources", new { type = "wallet" })).Created();
        (await desk.InitiateAsync(await desk.ApprovedAsync())).Created();
        await desk.Tenant.RunJobsAsync();

        Assert.Empty((await desk.Tenant.DeleteAsync("/entity/payer")).Is(204).Body);

        (await desk.Tenant.GetAsync($"/entity/{payer}")).Is(404);
        (await desk.Tenant.GetAsync("/entity/payer")).Is(404);
        (await desk.Tenant.GetAsync($"/entity/{payer}/paymentMethods")).Is(404);
        Assert.Equal(["Paid SAS"], (await desk.Tenant.GetAsync("/entity")).Ok().Names());
        Assert.DoesNotContain("Paying Ltd", (await desk.Tenant.GetAsync("/api/businesses")).Ok().Body, StringComparison.Ordinal);
        Assert.Equal("Paying Ltd", (await desk.Tenant.GetAsync("/transactions")).Ok().At("data")[0].GetProperty("payer").GetProperty("name").GetString());
        (await desk.Tenant.PostAsync("/entity", EntitySteps.Body("New", foreignId: "payer"))).Ok();
    }

    [Fact]
    public async Task Nothing_new_begins_with_a_deleted_entity()
    {
        var desk = await Desk.OpenAsync(server);
        (await desk.Tenant.DeleteAsync($"/entity/{PaymentsSteps.EntityOf(desk.Payer)}")).Is(204);

        (await desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, invoiceNumber = "1", amount = 1, status = "SUBMITTED" })).Is(409);
        (await desk.Tenant.PatchAsync($"/api/connections/{desk.Connection}/restore")).Is(404);
        var other = await desk.Tenant.BusinessAsync("Other");
        (await desk.Tenant.PostAsync("/api/connections", new { payerBusinessId = desk.Payer, payeeBusinessId = other })).Is(404);
        (await desk.Tenant.PostAsync($"/entity/{PaymentsSteps.EntityOf(other)}/addPayors", new { payors = new[] { PaymentsSteps.EntityOf(desk.Payer) } })).Is(404);
    }

    [Fact]
    public async Task A_deleted_entity_stays_as_it_is()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync("Gone")).Text("id");
        var business = $"/api/businesses/{EntitySteps.BusinessOf(id)}";
        (await tenant.DeleteAsync($"/entity/{id}")).Is(204);

        (await tenant.PatchAsync(business, new { foreignId = "taken" })).Is(404);
        (await tenant.PatchAsync($"{business}/alias", new { alias = "Late" })).Is(404);
        (await tenant.PostAsync($"{business}/funding-sources", new { type = "wallet" })).Is(404);
        (await tenant.PostAsync($"{business}/invitations", new { role = "payer" })).Is(404);
        (await tenant.For(EntitySteps.BusinessOf(id)).PostAsync("/v1/accounting_connections", new { platform = "journal" })).Is(404);

        (await tenant.PostAsync("/entity", EntitySteps.Body("New", foreignId: "taken"))).Ok();
    }

    [Fact]
    public async Task A_deleted_entity_is_not_the_one_that_bills_are_fetched_for()
    {
        var tenant = await server.NewTenantAsync();
        var gone = (await tenant.NewEntityAsync("Gone")).Text("id");
        var stays = (await tenant.NewEntityAsync("Stays")).Text("id");
        (await tenant.DeleteAsync($"/entity/{gone}")).Is(204);

        var made = (await tenant.PostAsync("/invoice-connections", new { provider = "yooz", apiKey = "key", webhookSecret = "secret" })).Created();

        Assert.Equal(stays["ent_".Length..], made.Text("client"));
    }

    [Fact]
    public async Task Whoever_waits_while_an_entity_is_deleted_finds_it_gone()
    {
        var tenant = await server.NewTenantAsync();
        var other = (await tenant.NewEntityAsync("Other")).Text("id");
        var group = (await tenant.PostAsync("/entityGroup", new { name = "Group" })).Ok().Text("id");

        await MeanwhileDeletedAsync(tenant, id => tenant.PostAsync($"/entity/{id}", new { foreignId = "late" }));
        await MeanwhileDeletedAsync(tenant, id => tenant.PostAsync($"/entity/{id}/user", new { name = "Late" }));
        await MeanwhileDeletedAsync(tenant, id => tenant.PostAsync($"/entity/{other}/addPayees", new { payees = new[] { id } }));
        await MeanwhileDeletedAsync(tenant, id => tenant.PostAsync($"/entityGroup/{group}/addEntities", new { entityIds = new[] { id } }));
    }

    [Fact]
    public async Task Behind_a_wall_an_entity_is_unknown()
    {
        var tenant = await server.NewTenantAsync();
        var mine = (await tenant.NewEntityAsync("Mine", foreignId: "mine")).Text("id");
        var hidden = (await tenant.NewEntityAsync("Hidden", foreignId: "hidden")).Text("id");
        var limited = await tenant.LimitedToAsync(EntitySteps.BusinessOf(mine));
        var stranger = await server.NewTenantAsync();
        var unknown = (await tenant.GetAsync("/entity/nothing")).Is(404).Body;

        foreach (var (caller, id) in new[] { (limited, hidden), (limited, "hidden"), (stranger, mine), (stranger, "mine") })
        {
            Assert.Equal(unknown, (await caller.GetAsync($"/entity/{id}")).Is(404).Body);
            Assert.Equal(unknown, (await caller.PostAsync($"/entity/{id}", new { isPayor = true })).Is(404).Body);
            Assert.Equal(unknown, (await caller.DeleteAsync($"/entity/{id}")).Is(404).Body);
            Assert.Equal(unknown, (await caller.PostAsync($"/entity/{id}/accept-tos")).Is(404).Body);
        }

        Assert.Equal(["Mine"], (await limited.GetAsync("/entity")).Ok().Names());
        Assert.Empty((await stranger.GetAsync("/entity")).Ok().Names());
    }

    [Fact]
    public async Task A_limited_token_makes_and_deletes_no_entities_and_one_without_the_permission_does_nothing()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync()).Text("id");
        var limited = await tenant.LimitedToAsync(EntitySteps.BusinessOf(id));
        var reader = await tenant.PermittedAsync(Permission.InvoicesRead);

        (await limited.PostAsync("/entity", EntitySteps.Body("More"))).Is(403);
        (await limited.PostAsync("/entity", new { createFromId = id })).Is(403);
        (await limited.DeleteAsync($"/entity/{id}")).Is(403);
        (await limited.PostAsync($"/entity/{id}", new { isPayor = false })).Ok();
        (await reader.GetAsync($"/entity/{id}")).Is(403);
        (await reader.GetAsync("/entity")).Is(403);
    }

    [Fact]
    public async Task Each_change_is_kept_as_the_entity_was_after_it_whichever_dialect_made_it()
    {
        var tenant = await server.NewTenantAsync();
        var id = (await tenant.NewEntityAsync("First", foreignId: "mine")).Text("id");
        (await tenant.PostAsync($"/entity/{id}", new { profile = new { business = new { legalBusinessName = "Second" } } })).Ok();
        (await tenant.PatchAsync($"/api/businesses/{EntitySteps.BusinessOf(id)}", new { name = "Third" })).Ok();
        (await tenant.PostAsync($"/entity/{id}/accept-tos")).Is(204);
        (await tenant.PostAsync($"/entity/{id}/accept-tos")).Is(204);

        var events = (await tenant.GetAsync("/entity/mine/events")).Ok();
        var page = (await tenant.GetAsync($"/entity/{id}/events?limit=1&startingAfter={events.At("data")[1].GetProperty("id").GetString()}")).Ok();

        Assert.Equal(["Third", "Third", "Second", "First"], events.At("data").EnumerateArray().Select(one => one.GetProperty("data").GetProperty("name").GetString()!));
        Assert.Equal([true, false, false, false], events.At("data").EnumerateArray().Select(one => one.GetProperty("data").GetProperty("acceptedTos").GetBoolean()));
        Assert.Equal("Second", page.At("data")[0].GetProperty("data").GetProperty("name").GetString());
        Assert.Equal((4, true), (page.At("count").GetInt64(), page.At("hasMore").GetBoolean()));
        Assert.Equal(0, (await tenant.GetAsync($"/entity/{id}/events?startDate=2999-01-01")).Ok().At("count").GetInt64());
        (await tenant.GetAsync($"/entity/{id}/events?startingAfter=evt_{Guid.Empty:d}")).Is(404);
        (await tenant.GetAsync($"/entity/{id}/events?limit=101")).Is(400);
    }

    [Fact]
    public async Task The_same_key_makes_one_entity()
    {
        var tenant = await server.NewTenantAsync();

        var first = (await tenant.PostAsync("/entity", EntitySteps.Body(), key: "k")).Ok();
        var again = (await tenant.PostAsync("/entity", EntitySteps.Body(), key: "k")).Ok();
        (await tenant.PostAsync("/entity", EntitySteps.Body("Other"), key: "k")).Is(409);

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal(1, (await tenant.GetAsync("/entity")).Ok().At("count").GetInt64());
    }

    /// <summary>Asks for something while the entity is being deleted, which ends once the asking waits for it.</summary>
    private async Task MeanwhileDeletedAsync(Tenant tenant, Func<string, Task<Answer>> askAsync)
    {
        var id = (await tenant.NewEntityAsync("Gone")).Text("id");
        await using var db = await server.Owner.OpenConnectionAsync(Cancel);
        await using var atom = await db.BeginTransactionAsync(Cancel);
        foreach (var step in new[] { "update businesses set updated_at = updated_at where id = $1", "update business_profiles set archived_at = updated_at from businesses b where b.id = business_id and b.id = $1" })
        {
            await using var command = new NpgsqlCommand(step, db) { Parameters = { new() { Value = Guid.Parse(id["ent_".Length..]) } } };
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
        }

        var asked = askAsync(id);
        await using (var waits = server.Owner.CreateCommand("select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))"))
        {
            waits.Parameters.Add(new() { Value = db.ProcessID });
            while (await waits.ExecuteScalarAsync(Cancel) is not true)
            {
                Assert.False(asked.IsCompleted, "It did not wait.");
            }
        }

        await atom.CommitAsync(Cancel);
        (await asked).Is(404);
    }
}
