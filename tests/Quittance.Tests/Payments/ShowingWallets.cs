using System.Text.Json;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>What is on a wallet, wherever the wallet is shown.</summary>
[Collection<MovesTheClock>]
public sealed class ShowingWallets(TestServer server)
{
    [Fact]
    public async Task What_is_paid_into_it_is_shown_everywhere()
    {
        var till = await Till.OpenAsync(server);
        var wallet = await till.MethodAsync(till.Vendor, new { type = "wallet" });
        Assert.Equal((0m, 0m), await ShownAsync(till.Tenant, till.Vendor, wallet));
        await till.ScheduledAsync(await till.BankAsync(till.Payer), wallet, amount: 12.34m);

        await till.Tenant.RunJobsAsync();
        Assert.Equal((0m, 12.34m), await ShownAsync(till.Tenant, till.Vendor, wallet));
        Assert.Equal((0m, 12.34m), Balances((await till.TransactionAsync()).GetProperty("paymentDestination")));
        await till.PassAsync(Till.Settlement);

        Assert.Equal((12.34m, 0m), await ShownAsync(till.Tenant, till.Vendor, wallet));
        var transaction = await till.TransactionAsync();
        var vendors = transaction.GetProperty("vendor").GetProperty("paymentMethods").EnumerateArray().Single(method => method.GetProperty("id").GetString() == wallet);
        Assert.Equal(((12.34m, 0m), (12.34m, 0m)), (Balances(transaction.GetProperty("paymentDestination")), Balances(vendors)));
        var told = (await till.Tenant.GetAsync($"{PaymentMethodSteps.MethodsOf(till.Vendor)}/{wallet}/wallet-balance")).Ok();
        Assert.Equal((12.34m, 0m), Balances(told.Json));
    }

    [Fact]
    public async Task What_leaves_one_for_another_is_shown_on_both()
    {
        var till = await Till.OpenAsync(server);
        var (from, to) = (await till.MethodAsync(till.Payer, new { type = "wallet" }), await till.MethodAsync(till.Vendor, new { type = "wallet" }));
        await till.ScheduledAsync(from, to);

        await till.Tenant.RunJobsAsync();
        Assert.Equal(((-100m, 0m), (0m, 100m)), (await ShownAsync(till.Tenant, till.Payer, from), await ShownAsync(till.Tenant, till.Vendor, to)));
        await till.PassAsync(Till.Settlement);

        Assert.Equal(((-100m, 0m), (100m, 0m)), (await ShownAsync(till.Tenant, till.Payer, from), await ShownAsync(till.Tenant, till.Vendor, to)));
    }

    [Fact]
    public async Task Who_may_not_ask_for_it_is_not_shown_it()
    {
        var till = await Till.OpenAsync(server);
        var wallet = await till.MethodAsync(till.Vendor, new { type = "wallet" });
        await till.ScheduledAsync(await till.BankAsync(till.Payer), wallet);
        await till.SettleAsync();
        Assert.Equal((100m, 0m), await ShownAsync(till.Tenant, till.Vendor, wallet));

        // Who pays into it sees the wallet, as it sees an account that it pays into, but not what is on it.
        foreach (var who in new[] { await till.Tenant.LimitedToAsync(till.Payer), await till.Tenant.HoldingAsync(["invoices.read"]) })
        {
            Assert.Equal((0m, 0m), await ShownAsync(who, till.Vendor, wallet));
            Assert.Equal((0m, 0m), Balances((await who.GetAsync("/transactions")).Ok().At("data")[0].GetProperty("paymentDestination")));
        }
    }

    private static async Task<(decimal Available, decimal Pending)> ShownAsync(Tenant tenant, string business, string wallet) =>
        Balances((await tenant.GetAsync($"{PaymentMethodSteps.MethodsOf(business)}/{wallet}")).Ok().Json);

    private static (decimal Available, decimal Pending) Balances(JsonElement wallet) =>
        (wallet.GetProperty("availableBalance").GetProperty("amount").GetDecimal(), wallet.GetProperty("pendingBalance").GetProperty("amount").GetDecimal());
}
