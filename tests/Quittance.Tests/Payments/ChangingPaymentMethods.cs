using Quittance.Domain.Payments;
using Quittance.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Tests.Network;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

public sealed class ChangingPaymentMethods(TestServer server)
{
    [Fact]
    public async Task What_is_left_out_stays()
    {
        var (tenant, business) = await OpenAsync();
        var bank = (await tenant.AddMethodAsync(business, Bank(checkOptions: new { signatoryName = "Ann", accountNumberOverride = "987654321", initialCheckNumber = 77 }))).Text("id");

        var changed = (await tenant.PutAsync($"{MethodsOf(business)}/{bank}", new { accountName = "Other", metadata = new { a = "b" }, externalAccountingSystemId = "X" })).Ok();
        var again = (await tenant.PutAsync($"{MethodsOf(business)}/{bank}", new { type = "bankAccount", checkOptions = new { signatoryName = "Bob" } })).Ok();

        Assert.Equal(("Other", "b", "X", "Ann"), (changed.Text("accountName"), changed.Text("metadata.a"), changed.Text("externalAccountingSystemId"), changed.Text("checkOptions.signatoryName")));
        Assert.Equal(
            ("Other", "b", "X", "Bob", "987654321", Number),
            (again.Text("accountName"), again.Text("metadata.a"), again.Text("externalAccountingSystemId"), again.Text("checkOptions.signatoryName"),
                again.Text("checkOptions.accountNumberOverride"), again.Text("accountNumber")));
        Assert.True(again.At("isDefaultSource").GetBoolean());
    }

    [Theory]
    [InlineData("accountNumber", "1234567")]
    [InlineData("foreignId", "f")]
    [InlineData("type", "wallet")]
    public async Task What_cannot_change_is_refused(string field, string value)
    {
        var (tenant, business) = await OpenAsync();
        var bank = (await tenant.AddMethodAsync(business, Bank())).Text("id");

        var refused = (await tenant.PutAsync($"{MethodsOf(business)}/{bank}", new Dictionary<string, string> { [field] = value })).Is(400);

        Assert.Contains($" {field}: ", refused.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_method_is_no_default_and_cannot_become_one_before_it_is_thawed()
    {
        var (tenant, business) = await OpenAsync();
        var bank = $"{MethodsOf(business)}/{(await tenant.AddMethodAsync(business, Bank())).Text("id")}";

        var frozen = (await tenant.PutAsync(bank, new { frozen = true })).Ok();

        Assert.Equal((true, false, false), (frozen.At("frozen").GetBoolean(), frozen.At("isDefaultSource").GetBoolean(), frozen.At("isDefaultDestination").GetBoolean()));
        (await tenant.PutAsync(bank, new { defaultSource = true })).Is(400);
        var thawed = (await tenant.PutAsync(bank, new { frozen = false, defaultSource = true })).Ok();
        Assert.Equal((false, true, false), (thawed.At("frozen").GetBoolean(), thawed.At("isDefaultSource").GetBoolean(), thawed.At("isDefaultDestination").GetBoolean()));
        Assert.False((await tenant.PutAsync(bank, new { defaultSource = false })).Ok().At("isDefaultSource").GetBoolean());
    }

    [Fact]
    public async Task A_frozen_method_is_neither_source_nor_destination_of_a_new_payment()
    {
        var desk = await Desk.OpenAsync(server);
        var source = (await desk.Tenant.AddMethodAsync(desk.Payer, Bank())).Text("id");
        var destination = (await desk.Tenant.AddMethodAsync(desk.Payee, Bank("98765"))).Text("id");
        var wallet = (await desk.Tenant.AddMethodAsync(desk.Payee, new { type = "wallet" })).Text("id");
        var fundingSource = $"fs_{Guid.Parse(source["pm_".Length..]):n}";

        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payer)}/{source}", new { frozen = true })).Ok();
        (await desk.InitiateAsync(await desk.ApprovedAsync(), source: fundingSource)).Is(422);
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payer)}/{source}", new { frozen = false })).Ok();

        // Without its default the payee is paid into its wallet, unless that is frozen too.
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payee)}/{destination}", new { frozen = true })).Ok();
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payee)}/{wallet}", new { frozen = true })).Ok();
        var payable = await desk.ApprovedAsync();
        Assert.Contains("frozen", (await desk.InitiateAsync(payable, source: fundingSource)).Is(422).Text("message"), StringComparison.Ordinal);
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payee)}/{wallet}", new { frozen = false })).Ok();
        (await desk.InitiateAsync(payable, source: fundingSource)).Created();
    }

    [Fact]
    public async Task A_removed_method_is_unknown_but_what_was_paid_over_it_still_shows_it()
    {
        var desk = await Desk.OpenAsync(server);
        var source = (await desk.Tenant.AddMethodAsync(desk.Payer, Bank())).Text("id");
        (await desk.InitiateAsync(await desk.ApprovedAsync())).Created();
        await desk.Tenant.RunJobsAsync();

        (await desk.Tenant.DeleteAsync($"{MethodsOf(desk.Payer)}/{source}")).Is(204);

        (await desk.Tenant.GetAsync($"{MethodsOf(desk.Payer)}/{source}")).Is(404);
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payer)}/{source}", new { frozen = true })).Is(404);
        (await desk.Tenant.DeleteAsync($"{MethodsOf(desk.Payer)}/{source}")).Is(404);
        Assert.Equal(0, (await desk.Tenant.GetAsync($"{MethodsOf(desk.Payer)}s")).Ok().Json.GetArrayLength());
        Assert.Equal(0, (await desk.Tenant.GetAsync($"/api/businesses/{desk.Payer}/funding-sources")).Ok().Json.GetArrayLength());
        (await desk.InitiateAsync(await desk.ApprovedAsync(), source: $"fs_{Guid.Parse(source["pm_".Length..]):n}")).Is(404);
        var transaction = (await desk.Tenant.GetAsync("/transactions")).Ok().At("data")[0];
        Assert.Equal(source, transaction.GetProperty("paymentSource").GetProperty("id").GetString());
        Assert.NotEqual(source, (await desk.Tenant.AddMethodAsync(desk.Payer, Bank())).Text("id")); // The same account anew.
    }

    [Fact]
    public async Task The_numbers_of_checks_begin_where_the_payer_says_and_never_come_twice()
    {
        var (tenant, business) = await OpenAsync();
        var usual = (await tenant.AddMethodAsync(business, Bank("11111"))).Text("id");
        var chosen = (await tenant.AddMethodAsync(business, Bank("22222", new { signatoryName = "Ann", initialCheckNumber = 120 }))).Text("id");
        var wallet = (await tenant.AddMethodAsync(business, new { type = "wallet" })).Text("id");

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => NextCheckAsync(tenant, usual)));

        Assert.Equal(Enumerable.Range(5000, 8), together.Order());
        Assert.Equal(120, await NextCheckAsync(tenant, chosen));
        (await tenant.PutAsync($"{MethodsOf(business)}/{chosen}", new { checkOptions = new { signatoryName = "Ann", initialCheckNumber = 700 } })).Ok();
        Assert.Equal(700, await NextCheckAsync(tenant, chosen));
        Assert.Equal(701, await NextCheckAsync(tenant, chosen));
        (await tenant.PutAsync($"{MethodsOf(business)}/{chosen}", new { checkOptions = new { signatoryName = "Bob", initialCheckNumber = 700 } })).Ok();
        Assert.Equal(702, await NextCheckAsync(tenant, chosen));
        await Assert.ThrowsAsync<Quittance.Domain.RefusedException>(() => NextCheckAsync(tenant, wallet));
    }

    [Fact]
    public async Task Both_dialects_have_the_same_methods()
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync();
        await desk.Tenant.AddMethodAsync(desk.Payer, Card());

        var listed = (await desk.Tenant.GetAsync($"{MethodsOf(desk.Payer)}s")).Ok();
        Assert.Equal(Guid.Parse(source["fs_".Length..]), Guid.Parse(listed.Json[0].GetProperty("id").GetString()!["pm_".Length..]));
        Assert.Equal("000123456789", listed.Json[0].GetProperty("accountNumber").GetString());
        Assert.Equal([source], (await desk.Tenant.GetAsync($"/api/businesses/{desk.Payer}/funding-sources")).Ok().Texts("id")); // A card is none.

        (await desk.Tenant.PatchAsync($"/api/businesses/{desk.Payer}/funding-sources/{source}", new { isDefault = false })).Ok();
        Assert.False((await desk.Tenant.GetAsync($"{MethodsOf(desk.Payer)}s")).Ok().Json[0].GetProperty("isDefaultSource").GetBoolean());
    }

    private async Task<int> NextCheckAsync(Tenant tenant, string method)
    {
        await using var session = await server.Services.GetRequiredService<Database>().OpenAsync(tenant.Id, TestContext.Current.CancellationToken);
        var number = await session.CheckNumbers.NextAsync(new PaymentMethodId(Guid.Parse(method["pm_".Length..])), TestContext.Current.CancellationToken);
        await session.CommitAsync(TestContext.Current.CancellationToken);
        return number;
    }

    private async Task<(Tenant Tenant, string Business)> OpenAsync()
    {
        var tenant = await server.NewTenantAsync();
        return (tenant, await tenant.BusinessAsync());
    }
}
