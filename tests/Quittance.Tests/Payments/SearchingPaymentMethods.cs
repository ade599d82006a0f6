using Quittance.Tests.Network;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

public sealed class SearchingPaymentMethods(TestServer server)
{
    [Fact]
    public async Task All_pages_together_are_all_methods_the_newest_first()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var made = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            made.Add((await tenant.AddMethodAsync(business, Bank($"12345{n}"))).Text("id"));
        }

        var seen = new List<string>();
        string? after = null;
        bool more;
        do
        {
            var page = (await tenant.GetAsync($"/paymentMethods?limit=2{(after is null ? "" : $"&startingAfter={after}")}")).Ok();
            Assert.Equal(5, page.At("count").GetInt32());
            seen.AddRange(page.At("data").EnumerateArray().Select(item => item.GetProperty("paymentMethod").GetProperty("id").GetString()!));
            Assert.All(page.At("data").EnumerateArray(), item => Assert.Equal(PaymentsSteps.EntityOf(business), item.GetProperty("entity").GetProperty("id").GetString()));
            more = page.At("hasMore").GetBoolean();
            after = seen[^1];
        }
        while (more);

        Assert.Equal(Enumerable.Reverse(made), seen);
    }

    [Fact]
    public async Task They_are_narrowed_to_types_and_entities()
    {
        var desk = await Desk.OpenAsync(server);
        var foreign = (await desk.Tenant.PostAsync("/api/businesses", new { name = "Named", foreignId = "mine/1" })).Created().Text("id");
        await desk.Tenant.AddMethodAsync(desk.Payer, Bank());
        await desk.Tenant.AddMethodAsync(desk.Payer, new { type = "wallet" });
        await desk.Tenant.AddMethodAsync(foreign, Check());
        async Task<int> Count(string query) => (await desk.Tenant.GetAsync($"/paymentMethods?{query}")).Ok().At("count").GetInt32();

        Assert.Equal(3, await Count(""));
        Assert.Equal(1, await Count("type=check"));
        Assert.Equal(2, await Count("type=check&type=wallet"));
        Assert.Equal(0, await Count("type=virtualCard"));
        Assert.Equal(2, await Count($"entityId={PaymentsSteps.EntityOf(desk.Payer)}"));
        Assert.Equal(1, await Count("entityId=mine%2F1"));
        Assert.Equal(3, await Count($"entityId=mine%2F1&entityId={PaymentsSteps.EntityOf(desk.Payer)}"));
        Assert.Equal(0, await Count("entityId=nobody"));
        Assert.Equal(0, await Count($"entityId={PaymentsSteps.EntityOf(desk.Payer)}&type=check"));
        (await desk.Tenant.GetAsync("/paymentMethods?limit=0")).Is(400);
        (await desk.Tenant.GetAsync("/paymentMethods?limit=101")).Is(400);
        (await desk.Tenant.GetAsync("/paymentMethods?type=cash")).Is(400);
        (await desk.Tenant.GetAsync("/paymentMethods?startingAfter=pm_nothing")).Is(404);
    }
}
