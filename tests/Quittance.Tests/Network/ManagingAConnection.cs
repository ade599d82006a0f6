using System.Text.Json;

namespace Quittance.Tests.Network;

public sealed class ManagingAConnection(TestServer server)
{
    private Tenant _tenant = null!;
    private string _payer = "";
    private string _payee = "";
    private string _path = "";

    [Fact]
    public async Task An_alias_belongs_to_the_side_that_gave_it()
    {
        await ConnectAsync();

        var payers = (await _tenant.PatchAsync($"{_path}/alias", new { alias = "Acme Vendor" })).Ok();
        var payees = (await _tenant.PatchAsync($"{_path}/alias?businessId={_payee}", new { alias = "Good client" })).Ok();

        Assert.Equal(("Acme Vendor", "payer"), (payers.Text("alias"), payers.Text("role")));
        Assert.Equal(("Good client", "payee"), (payees.Text("alias"), payees.Text("role")));
        Assert.Equal("Acme Vendor", (await _tenant.GetAsync(_path)).Text("alias"));
        Assert.Equal(payees.Body, (await _tenant.GetAsync($"{_path}?businessId={_payee}")).Body);
    }

    [Fact]
    public async Task An_empty_alias_takes_it_away_and_a_missing_one_is_a_fault()
    {
        await ConnectAsync();
        (await _tenant.PatchAsync($"{_path}/alias", new { alias = "x" })).Ok();

        Assert.Equal(JsonValueKind.Null, (await _tenant.PatchAsync($"{_path}/alias", new { alias = "" })).Ok().At("alias").ValueKind);
        Assert.Equal(["alias"], (await _tenant.PatchAsync($"{_path}/alias", new { })).Is(422).FaultyFields());
        Assert.Equal(["alias"], (await _tenant.PatchAsync($"{_path}/alias", new { alias = new string('a', 201) })).Is(422).FaultyFields());
        (await _tenant.PatchAsync($"{_path}/alias", new StringContent("{", null, "application/json"))).Is(400);
    }

    [Fact]
    public async Task Tags_are_replaced_as_a_set_on_one_side()
    {
        await ConnectAsync();
        var (a, b, c) = (await TagAsync("a"), await TagAsync("b"), await TagAsync("c"));

        (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = new[] { b, a, b } })).Ok();
        var second = (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = new[] { c, a } })).Ok();

        Assert.Equal(
            [$$"""{"id":"{{a}}","name":"a","color":null}""", $$"""{"id":"{{c}}","name":"c","color":null}"""],
            second.At("tags").EnumerateArray().Select(tag => tag.GetRawText()));
        Assert.Equal(second.Body, (await _tenant.GetAsync(_path)).Body);
        Assert.Equal(0, (await _tenant.GetAsync($"{_path}?businessId={_payee}")).At("tags").GetArrayLength());
        Assert.Equal(0, (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = Array.Empty<string>() })).Ok().At("tags").GetArrayLength());
    }

    [Fact]
    public async Task Unknown_tags_are_named_and_change_nothing()
    {
        await ConnectAsync();
        var known = await TagAsync("known");
        var theirs = (await (await server.NewTenantAsync()).PostAsync("/api/tags", new { name = "theirs" })).Created().Text("id");
        (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = new[] { known } })).Ok();

        var refused = (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = new[] { "tag_001", known, theirs } })).Is(422);

        Assert.Equal(["tagIds[0]", "tagIds[2]"], refused.FaultyFields());
        Assert.Contains("tag_001", refused.Body, StringComparison.Ordinal);
        Assert.Contains(theirs, refused.Body, StringComparison.Ordinal);
        Assert.Equal(1, (await _tenant.GetAsync(_path)).At("tags").GetArrayLength());
        Assert.Equal(["tagIds"], (await _tenant.PatchAsync($"{_path}/tags", new { })).Is(422).FaultyFields());
        Assert.Equal(["tagIds"], (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = Enumerable.Repeat(known, 101) })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task Settings_that_are_left_out_stay_and_null_takes_them_away()
    {
        await ConnectAsync();

        var first = await SetAsync(new
        {
            netTerms = 30,
            autoApproval = new { enabled = true, maxAmount = new { amount = 2500.5m, currency = "EUR" }, requireMatchedSupplier = true },
        });
        var second = await SetAsync(new { autoApproval = new { requireKnownBankAccount = true, requireMatchedSupplier = (bool?)null } });
        var third = await SetAsync(new { netTerms = (int?)null, autoApproval = new { maxAmount = (object?)null } });
        var fourth = await SetAsync(new { autoApproval = (object?)null });

        Assert.Equal("""{"netTerms":30,"autoApproval":{"enabled":true,"maxAmount":{"amount":2500.5,"currency":"EUR"},"requireMatchedSupplier":true,"requireKnownBankAccount":false}}""", first);
        Assert.Equal("""{"netTerms":30,"autoApproval":{"enabled":true,"maxAmount":{"amount":2500.5,"currency":"EUR"},"requireMatchedSupplier":false,"requireKnownBankAccount":true}}""", second);
        Assert.Equal("""{"netTerms":null,"autoApproval":{"enabled":true,"maxAmount":null,"requireMatchedSupplier":false,"requireKnownBankAccount":true}}""", third);
        Assert.Equal("""{"netTerms":null,"autoApproval":null}""", fourth);
    }

    [Fact]
    public async Task A_new_rule_is_off_until_it_is_enabled()
    {
        await ConnectAsync();

        Assert.Equal(
            """{"netTerms":null,"autoApproval":{"enabled":false,"maxAmount":{"amount":1000,"currency":"EUR"},"requireMatchedSupplier":false,"requireKnownBankAccount":false}}""",
            await SetAsync(new { autoApproval = new { maxAmount = new { amount = 1000, currency = "EUR" } } }));
    }

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "{}", "body" },
        { """{"netTerms":-1}""", "netTerms" },
        { """{"netTerms":366}""", "netTerms" },
        { """{"autoApproval":{"maxAmount":{"currency":"EUR"}}}""", "autoApproval.maxAmount.amount" },
        { """{"autoApproval":{"maxAmount":{"amount":1}}}""", "autoApproval.maxAmount.currency" },
        { """{"autoApproval":{"maxAmount":{"amount":0,"currency":"EUR"}}}""", "autoApproval.maxAmount.amount" },
        { """{"autoApproval":{"maxAmount":{"amount":-5,"currency":"EUR"}}}""", "autoApproval.maxAmount.amount" },
        { """{"autoApproval":{"maxAmount":{"amount":5,"currency":"euro"}}}""", "autoApproval.maxAmount.currency" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task Wrong_settings_are_named(string body, string field)
    {
        await ConnectAsync();

        Assert.Equal([field], (await _tenant.PatchAsync($"{_path}/settings", new StringContent(body, null, "application/json"))).Is(422).FaultyFields());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(365)]
    public async Task Net_terms_reach_from_none_to_a_year(int days)
    {
        await ConnectAsync();

        Assert.Equal($$"""{"netTerms":{{days}},"autoApproval":null}""", await SetAsync(new { netTerms = days }));
    }

    [Fact]
    public async Task The_payee_does_not_change_settings()
    {
        await ConnectAsync();

        (await _tenant.PatchAsync($"{_path}/settings?businessId={_payee}", new { netTerms = 1 })).Is(403);
        (await (await _tenant.LimitedToAsync(_payee)).PatchAsync($"{_path}/settings", new { netTerms = 1 })).Is(403);
        Assert.Equal("""{"netTerms":null,"autoApproval":null}""", (await _tenant.GetAsync(_path)).At("settings").GetRawText());
    }

    [Fact]
    public async Task Archiving_and_restoring_answer_the_whole_connection()
    {
        await ConnectAsync();

        var archived = (await _tenant.PatchAsync($"{_path}/archive")).Ok();
        Assert.Equal(archived.Body, (await _tenant.GetAsync(_path)).Ok().Body);
        var restored = (await _tenant.PatchAsync($"{_path}/restore")).Ok();

        Assert.Equal("archived", archived.Text("status"));
        Assert.Equal(JsonValueKind.String, archived.At("archivedAt").ValueKind);
        Assert.Equal("active", restored.Text("status"));
        Assert.Equal(JsonValueKind.Null, restored.At("archivedAt").ValueKind);
    }

    [Fact]
    public async Task What_is_archived_cannot_be_archived_nor_what_is_active_restored()
    {
        await ConnectAsync();

        (await _tenant.PatchAsync($"{_path}/restore")).Is(409);
        (await _tenant.PatchAsync($"{_path}/archive")).Ok();
        (await _tenant.PatchAsync($"{_path}/archive")).Is(409);
    }

    [Fact]
    public async Task Only_the_side_that_archived_restores()
    {
        await ConnectAsync();
        (await _tenant.PatchAsync($"{_path}/archive?businessId={_payee}")).Ok();

        (await _tenant.PatchAsync($"{_path}/restore")).Is(409);
        (await _tenant.PatchAsync($"{_path}/restore?businessId={_payee}")).Ok();
    }

    [Fact]
    public async Task Eight_archiving_at_once_archive_once()
    {
        await ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _tenant.PatchAsync($"{_path}/archive")));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Each_change_is_in_the_log_and_the_outbox_with_what_was_before()
    {
        await ConnectAsync();
        (await _tenant.PatchAsync($"{_path}/alias", new { alias = "first" })).Ok();
        (await _tenant.PatchAsync($"{_path}/alias", new { alias = "second" })).Ok();
        (await _tenant.PatchAsync($"{_path}/tags", new { tagIds = new[] { await TagAsync("rent") } })).Ok();
        (await _tenant.PatchAsync($"{_path}/settings", new { netTerms = 9 })).Ok();
        (await _tenant.PatchAsync($"{_path}/archive")).Ok();
        (await _tenant.PatchAsync($"{_path}/restore")).Ok();

        var log = await _tenant.LogAsync();

        Assert.Contains("""connection.alias_set conn_""", log, StringComparison.Ordinal);
        Assert.Contains("""{"role":"payer","alias":"first"} {"role":"payer","alias":"second"}""", log, StringComparison.Ordinal);
        foreach (var action in new[] { "connection.created", "connection.alias_set", "connection.tags_replaced", "connection.settings_changed", "connection.archived", "connection.restored" })
        {
            Assert.True(log.Split('\n').Count(line => line.Contains(action, StringComparison.Ordinal)) >= 2, $"{action} is not in both of: {log}");
        }
    }

    [Fact]
    public async Task A_key_used_twice_answers_twice_what_it_did_once()
    {
        await ConnectAsync();
        var body = new { netTerms = 14, autoApproval = new { enabled = true, maxAmount = new { amount = 10, currency = "EUR" } } };

        var first = (await _tenant.PatchAsync($"{_path}/settings", body, key: "k")).Ok();
        var again = (await _tenant.PatchAsync($"{_path}/settings", body, key: "k")).Ok();

        Assert.Equal(first.Body, again.Body);
        (await _tenant.PatchAsync($"{_path}/settings", new { netTerms = (int?)null }, key: "n")).Ok();
        (await _tenant.PatchAsync($"{_path}/settings", new { autoApproval = (object?)null }, key: "n")).Is(409);
    }

    [Fact]
    public async Task A_token_limited_to_a_business_sees_its_side_and_nothing_of_the_other()
    {
        await ConnectAsync();
        (await _tenant.PatchAsync($"{_path}/alias", new { alias = "the payer's name" })).Ok();
        var limited = await _tenant.LimitedToAsync(_payee);

        var seen = (await limited.GetAsync(_path)).Ok();

        Assert.Equal(("payee", _payee), (seen.Text("role"), seen.Text("businessId")));
        Assert.Equal($"[{seen.Body}]", (await limited.GetAsync("/api/connections")).Ok().Body);
        Assert.DoesNotContain("the payer's name", (await limited.GetAsync("/api/connections/export-csv")).Ok().Body, StringComparison.Ordinal);
        (await limited.GetAsync($"{_path}?businessId={_payer}")).Is(404);
        (await limited.GetAsync($"/api/connections?businessId={_payer}")).Is(404);
        (await limited.GetAsync($"/api/connections/export-csv?businessId={_payer}")).Is(404);
        (await limited.PatchAsync($"{_path}/alias?businessId={_payer}", new { alias = "x" })).Is(404);
        (await limited.PatchAsync($"{_path}/archive?businessId={_payer}")).Is(404);
        Assert.Equal("the payee's", (await limited.PatchAsync($"{_path}/alias", new { alias = "the payee's" })).Ok().Text("alias"));
        Assert.Equal("archived", (await limited.PatchAsync($"{_path}/archive")).Ok().Text("status"));
        (await _tenant.PatchAsync($"{_path}/restore")).Is(409);
    }

    [Fact]
    public async Task A_token_limited_to_a_third_business_sees_nothing_of_a_connection()
    {
        await ConnectAsync();
        var third = await _tenant.BusinessAsync("Third");
        var limited = await _tenant.LimitedToAsync(third);

        Assert.Equal("[]", (await limited.GetAsync("/api/connections")).Ok().Body);
        (await limited.GetAsync(_path)).Is(404);
        (await limited.PatchAsync($"{_path}/alias", new { alias = "x" })).Is(404);
        (await limited.PatchAsync($"{_path}/tags", new { tagIds = Array.Empty<string>() })).Is(404);
        (await limited.PatchAsync($"{_path}/settings", new { netTerms = 1 })).Is(404);
        (await limited.PatchAsync($"{_path}/archive")).Is(404);
        (await limited.PostAsync("/api/connections", new { payerBusinessId = third, payeeBusinessId = _payee })).Is(404);
    }

    private async Task ConnectAsync()
    {
        _tenant = await server.NewTenantAsync();
        (_payer, _payee) = (await _tenant.BusinessAsync("Payer"), await _tenant.BusinessAsync("Payee"));
        _path = $"/api/connections/{await _tenant.ConnectAsync(_payer, _payee)}";
    }

    private async Task<string> SetAsync(object body) => (await _tenant.PatchAsync($"{_path}/settings", body)).Ok().At("settings").GetRawText();

    private async Task<string> TagAsync(string name) => (await _tenant.PostAsync("/api/tags", new { name })).Created().Text("id");
}
