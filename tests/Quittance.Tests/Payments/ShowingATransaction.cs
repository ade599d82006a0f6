using System.Text.Json;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>What a transaction shows, by the contract's example: seed 004.</summary>
public sealed class ShowingATransaction(TestServer server)
{
    private const string AccountNumber = "000123456789";

    [Fact]
    public async Task It_comes_with_its_bills_parties_and_payment_methods()
    {
        var (desk, id) = await PaidAsync();

        var list = (await desk.Tenant.GetAsync("/transactions")).Ok();
        var one = (await desk.Tenant.GetAsync($"/transaction/{id}")).Ok();

        Assert.Equal(1, list.At("count").GetInt64());
        Assert.False(list.At("hasMore").GetBoolean());
        Assert.True(JsonElement.DeepEquals(one.Json, list.At("data")[0]));
        Assert.Equal(("PENDING", "bankAccountToWallet", 1234m), (one.Text("status"), one.Text("type"), one.At("amount").GetDecimal()));
        Assert.Equal(
            (one.Text("payerId"), one.Text("vendorId"), one.Text("paymentSourceId"), one.Text("paymentDestinationId")),
            (one.Text("payer.id"), one.Text("vendor.id"), one.Text("paymentSource.id"), one.Text("paymentDestination.id")));
        Assert.Equal(("Paying Ltd", "Paying Ltd"), (one.Text("payer.name"), one.Text("payer.profile.business.legalBusinessName")));
        Assert.Equal(one.Text("paymentSourceId"), one.At("payer.paymentMethods")[0].GetProperty("id").GetString());

        var bill = one.At("invoices")[0];
        Assert.Equal(("INV-1", 12.34m, "PENDING"), (bill.GetProperty("invoiceNumber").GetString(), bill.GetProperty("amount").GetDecimal(), bill.GetProperty("status").GetString()));
        var inner = bill.GetProperty("transactions")[0];
        Assert.Equal((one.Text("id"), "Paying Ltd"), (inner.GetProperty("id").GetString(), inner.GetProperty("payer").GetProperty("name").GetString()));
        Assert.False(inner.TryGetProperty("invoices", out _));
    }

    [Fact]
    public async Task What_is_null_is_left_out()
    {
        var (desk, id) = await PaidAsync();

        var one = (await desk.Tenant.GetAsync($"/transaction/{id}")).Ok();

        Assert.DoesNotContain("null", one.Body, StringComparison.Ordinal);
        Assert.False(one.Json.TryGetProperty("checkNumber", out _));
    }

    [Fact]
    public async Task A_new_name_is_shown_at_once()
    {
        var (desk, id) = await PaidAsync();
        Assert.Equal("Paid SAS", (await desk.Tenant.GetAsync($"/transaction/{id}")).Ok().Text("vendor.name"));

        (await desk.Tenant.PatchAsync($"/api/businesses/{desk.Payee}", new { name = "Globex" })).Ok();

        Assert.Equal("Globex", (await desk.Tenant.GetAsync($"/transaction/{id}")).Ok().Text("vendor.name"));
        Assert.Equal("Globex", (await desk.Tenant.GetAsync("/transactions")).Ok().At("data")[0].GetProperty("vendor").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Account_numbers_are_whole_only_for_those_who_pay()
    {
        var (desk, id) = await PaidAsync();
        var reader = await LimitedAsync(desk, ["invoices.read"], null);
        var payee = await LimitedAsync(desk, ["invoices.read", "payments"], desk.Payee);
        var payer = await LimitedAsync(desk, ["invoices.read", "payments"], desk.Payer);

        Assert.Equal(AccountNumber, await NumberAsync(desk.Tenant, id));
        Assert.Equal(AccountNumber, await NumberAsync(payer, id));
        Assert.Equal("****6789", await NumberAsync(reader, id));
        Assert.Equal("****6789", await NumberAsync(payee, id));
    }

    [Fact]
    public async Task One_that_the_caller_does_not_see_is_unknown()
    {
        var (desk, id) = await PaidAsync();
        var other = await desk.Tenant.BusinessAsync();
        var stranger = await LimitedAsync(desk, ["invoices.read"], other);

        (await stranger.GetAsync($"/transaction/{id}")).Is(404);
        Assert.Equal(0, (await stranger.GetAsync("/transactions")).Ok().At("count").GetInt64());
    }

    private async Task<(Desk Desk, string Id)> PaidAsync()
    {
        var desk = await Desk.OpenAsync(server);
        var source = await desk.AccountAsync(AccountNumber);
        var payment = (await desk.InitiateAsync(await desk.ApprovedAsync(12.34m), source: source)).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        return (desk, (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("transactionId"));
    }

    private async Task<Tenant> LimitedAsync(Desk desk, string[] permissions, string? business) => desk.Tenant.With(await TokenMaking.AddAsync(
        server.Owner, desk.Tenant.Id, permissions, business is null ? null : [Guid.Parse(business["biz_".Length..])]));

    private static async Task<string> NumberAsync(Tenant tenant, string id) =>
        (await tenant.GetAsync($"/transaction/{id}")).Ok().Text("paymentSource.accountNumber");
}
