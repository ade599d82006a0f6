namespace Quittance.Tests.Network;

public sealed class KeepingFundingSources(TestServer server)
{
    private const string Iban = "FR14 2004 1010 0505 0001 3M02 606";
    private const string BareIban = "FR1420041010050500013M02606";

    [Fact]
    public async Task An_account_is_shown_by_its_last_four_and_its_number_is_nowhere()
    {
        var desk = await Desk.OpenAsync(server);
        var path = $"/api/businesses/{desk.Payer}/funding-sources";

        var iban = (await desk.Tenant.PostAsync(path, new { type = "bankAccount", accountName = "Paying Ltd", iban = Iban }, key: "k")).Created();
        var usual = (await desk.Tenant.PostAsync(
            path, new { type = "bankAccount", accountName = "Paying Ltd", routingNumber = "021000021", accountNumber = "000123456789", accountType = "SAVINGS" })).Created();
        var wallet = (await desk.Tenant.PostAsync(path, new { type = "wallet" })).Created();

        Assert.Equal(
            ("bankAccount", "Paying Ltd", "****2606", "2606", "iban", true, "verified"),
            (iban.Text("type"), iban.Text("accountName"), iban.Text("mask"), iban.Text("lastFour"), iban.Text("bankAccountFormat"),
                iban.At("isDefault").GetBoolean(), iban.Text("status")));
        Assert.Equal(
            ("****6789", "SAVINGS", "021000021", "routingAndAccount", false),
            (usual.Text("mask"), usual.Text("accountType"), usual.Text("routingNumber"), usual.Text("bankAccountFormat"), usual.At("isDefault").GetBoolean()));
        Assert.Equal(("wallet", null, null, null), (
            wallet.Text("type"), wallet.At("mask").GetString(), wallet.At("accountType").GetString(), wallet.At("bankAccountFormat").GetString()));
        Assert.StartsWith("fs_", iban.Text("id"), StringComparison.Ordinal);
        Assert.Equal(iban.Body, (await desk.Tenant.GetAsync($"{path}/{iban.Text("id")}")).Ok().Body);
        var list = (await desk.Tenant.GetAsync(path)).Ok();
        Assert.Equal([iban.Text("id"), usual.Text("id"), wallet.Text("id")], list.Texts("id"));
        foreach (var text in new[] { iban.Body, usual.Body, list.Body, await desk.Tenant.LogAsync() })
        {
            Assert.DoesNotContain(BareIban, text, StringComparison.Ordinal);
            Assert.DoesNotContain("000123456789", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"type":"card"}""", "type")]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":"bankAccount","accountName":"A","iban":"FR1420041010050500013M02607"}""", "iban")]
    [InlineData("""{"type":"bankAccount","iban":"FR1420041010050500013M02606"}""", "accountName")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000022","accountNumber":"1234","accountType":"CHECKING"}""", "routingNumber")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000021","accountNumber":"123","accountType":"CHECKING"}""", "accountNumber")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000021","accountNumber":"123456789012345678","accountType":"CHECKING"}""", "accountNumber")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000021","accountNumber":"12a4","accountType":"CHECKING"}""", "accountNumber")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000021","accountNumber":"1234","accountType":"checking"}""", "accountType")]
    [InlineData("""{"type":"bankAccount","accountName":"A","routingNumber":"021000021","accountNumber":"1234"}""", "accountType")]
    [InlineData("""{"type":"bankAccount","accountName":"A","iban":"FR1420041010050500013M02606","accountNumber":"1234"}""", "iban")]
    [InlineData("""{"type":"wallet","accountNumber":"1234"}""", "type")]
    public async Task An_account_that_cannot_be_is_refused(string body, string field)
    {
        var desk = await Desk.OpenAsync(server);

        var refused = (await desk.Tenant.PostAsync(
            $"/api/businesses/{desk.Payer}/funding-sources", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).Is(422);

        Assert.Equal([field], refused.FaultyFields());
    }

    [Fact]
    public async Task The_same_account_again_is_the_one_that_is_there_however_many_ask_at_once()
    {
        var desk = await Desk.OpenAsync(server);
        var path = $"/api/businesses/{desk.Payer}/funding-sources";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            desk.Tenant.PostAsync(path, n % 2 == 0 ? new { type = "bankAccount", accountName = "A", iban = Iban } : new { type = "bankAccount", accountName = "A", iban = BareIban })));
        var wallets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Tenant.PostAsync(path, new { type = "wallet" })));

        Assert.Single(answers.Select(answer => answer.Created().Text("id")).Distinct());
        Assert.Single(wallets.Select(answer => answer.Created().Text("id")).Distinct());
        Assert.Equal(2, (await desk.Tenant.GetAsync(path)).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task One_source_is_the_default_and_it_can_be_another_or_none()
    {
        var desk = await Desk.OpenAsync(server);
        var path = $"/api/businesses/{desk.Payer}/funding-sources";
        var first = await desk.AccountAsync("1111");
        var second = await desk.AccountAsync("2222");
        async Task<IReadOnlyList<bool>> Defaults() => [.. (await desk.Tenant.GetAsync(path)).Ok().Json.EnumerateArray().Select(source => source.GetProperty("isDefault").GetBoolean())];

        Assert.Equal([true, false], await Defaults());
        (await desk.Tenant.PatchAsync($"{path}/{second}", new { isDefault = true })).Ok();
        Assert.Equal([false, true], await Defaults());
        (await desk.Tenant.PatchAsync($"{path}/{first}", new { isDefault = false })).Ok(); // It is not, so nothing changes.
        Assert.Equal([false, true], await Defaults());
        (await desk.Tenant.PatchAsync($"{path}/{second}", new { isDefault = false })).Ok();
        Assert.Equal([false, false], await Defaults());
        Assert.Equal(["body"], (await desk.Tenant.PatchAsync($"{path}/{second}", new { })).Is(422).FaultyFields());
        Assert.Equal(["frozen"], (await desk.Tenant.PatchAsync($"{path}/{second}", new { frozen = true })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_source_that_was_paid_from_stays_and_an_unused_one_can_go()
    {
        var desk = await Desk.OpenAsync(server);
        var path = $"/api/businesses/{desk.Payer}/funding-sources";
        var used = await desk.AccountAsync("1111");
        var unused = await desk.AccountAsync("2222");
        (await desk.InitiateAsync(await desk.ApprovedAsync(), date: "2999-01-01", source: used)).Created();

        (await desk.Tenant.DeleteAsync($"{path}/{used}")).Is(409);
        (await desk.Tenant.DeleteAsync($"{path}/{unused}")).Is(204);

        Assert.Equal([used], (await desk.Tenant.GetAsync(path)).Ok().Texts("id"));
        (await desk.Tenant.GetAsync($"{path}/{unused}")).Is(404);
    }

    [Fact]
    public async Task Sources_are_there_for_their_business_and_the_permission_only()
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync();
        var payable = await desk.ApprovedAsync();
        var stranger = await server.NewTenantAsync();
        var strange = await stranger.BusinessAsync();
        var limited = await desk.Tenant.LimitedToAsync(desk.Payee);

        foreach (var (who, business) in new[] { (desk.Tenant, desk.Payee), (limited, desk.Payer), (limited, desk.Payee), (stranger, strange), (stranger, desk.Payer) })
        {
            var path = $"/api/businesses/{business}/funding-sources/{source}";
            (await who.GetAsync(path)).Is(404);
            (await who.PatchAsync(path, new { isDefault = true })).Is(404);
            (await who.DeleteAsync(path)).Is(404);
        }

        (await limited.GetAsync($"/api/businesses/{desk.Payer}/funding-sources")).Is(404);
        (await limited.PostAsync($"/api/businesses/{desk.Payer}/funding-sources", new { type = "wallet" })).Is(404);
        (await (await desk.Tenant.PermittedAsync("invoices.read")).GetAsync($"/api/businesses/{desk.Payer}/funding-sources")).Is(403);
        var payees = (await desk.Tenant.PostAsync($"/api/businesses/{desk.Payee}/funding-sources", new { type = "wallet" })).Created().Text("id");
        (await desk.InitiateAsync(payable, source: payees)).Is(404);
    }
}
