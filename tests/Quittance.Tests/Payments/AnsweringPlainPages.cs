using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Api.Network;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>The short way of the newest page and those after it: the same answers as the ordinary way, and never one more.</summary>
public sealed class AnsweringPlainPages(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_byte_for_byte_what_the_ordinary_way_does()
    {
        var (desk, ids) = await PaidAsync(5);
        var payer = NetworkIds.BusinessOf(desk.Payer).Value;

        foreach (var query in new[] { "", "limit=2", $"limit=2&startingAfter={ids[3]}", $"payerId=ent_{payer:d}", $"payerId={payer:n}&limit=3", $"payerId={payer:d}&startingAfter={ids[1]}&limit=2" })
        {
            var ordinary = (await desk.Tenant.GetAsync($"/transactions?{query}&search=")).Ok().Body;
            Assert.Equal(ordinary, (await desk.Tenant.GetAsync($"/transactions?{query}")).Ok().Body);
        }

        Assert.NotNull(await FindAsync(desk.Tenant, null, null, 10));
        Assert.NotNull(await FindAsync(desk.Tenant, payer, Guid.Parse(ids[2]["trx_".Length..]), 2));
    }

    [Fact]
    public async Task What_was_committed_before_is_in_it()
    {
        var (desk, ids) = await PaidAsync(2);
        Assert.NotNull(await KnownAsync(desk.Tenant));

        (await desk.Tenant.PatchAsync($"/api/businesses/{desk.Payee}", new { name = "Globex" })).Ok();
        Assert.Null(await FindAsync(desk.Tenant, null, null, 10)); // Its JSON is old and has to be read.
        Assert.Equal("Globex", (await desk.Tenant.GetAsync("/transactions")).Ok().At("data")[0].GetProperty("vendor").GetProperty("name").GetString());
        Assert.NotNull(await FindAsync(desk.Tenant, null, null, 10));

        var third = await PayAsync(desk);
        var page = (await desk.Tenant.GetAsync("/transactions")).Ok();
        Assert.Equal([third, ids[1], ids[0]], page.At("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(3, page.At("count").GetInt64());
    }

    [Fact]
    public async Task A_page_that_was_sent_before_is_sent_again_only_while_it_is_right()
    {
        var (desk, ids) = await PaidAsync(2);
        await KnownAsync(desk.Tenant);
        var first = await FindAsync(desk.Tenant, null, null, 10);
        Assert.Same(first, await FindAsync(desk.Tenant, null, null, 10));
        var older = await FindAsync(desk.Tenant, null, Guid.Parse(ids[1]["trx_".Length..]), 10);
        Assert.NotSame(first, older);

        await PayAsync(desk);
        await KnownAsync(desk.Tenant);
        var second = await FindAsync(desk.Tenant, null, null, 10);
        Assert.NotSame(first, second);
        Assert.Same(second, await FindAsync(desk.Tenant, null, null, 10));
    }

    [Fact]
    public async Task Who_may_not_hold_account_numbers_never_gets_the_page_of_one_who_may()
    {
        var (desk, _) = await PaidAsync(1);
        var reader = desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read"], null));
        var (whole, masked) = ((await desk.Tenant.GetAsync("/transactions?search=")).Ok().Body, (await reader.GetAsync("/transactions?search=")).Ok().Body);
        Assert.NotEqual(whole, masked);

        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal(whole, (await desk.Tenant.GetAsync("/transactions")).Ok().Body);
            Assert.Equal(masked, (await reader.GetAsync("/transactions")).Ok().Body);
        }

        await ChangeAsync(reader, "permissions = array['invoices.read', 'payments']");
        Assert.Equal(whole, (await reader.GetAsync("/transactions")).Ok().Body);
        Assert.Equal(whole, (await reader.GetAsync("/transactions")).Ok().Body);
    }

    [Fact]
    public async Task A_token_that_is_revoked_or_narrowed_is_so_at_once()
    {
        var (desk, _) = await PaidAsync(1);
        var revoked = desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read"], null));
        var narrowed = desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read"], null));
        var robbed = desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read"], null));
        foreach (var tenant in new[] { revoked, narrowed, robbed })
        {
            Assert.NotNull(await KnownAsync(tenant));
        }

        await ChangeAsync(revoked, "revoked_at = now()");
        await ChangeAsync(narrowed, $"business_ids = array['{await OtherAsync(desk)}'::uuid]");
        await ChangeAsync(robbed, "permissions = array['businesses']");

        (await revoked.GetAsync("/transactions")).Is(401);
        Assert.Equal(0, (await narrowed.GetAsync("/transactions")).Ok().At("count").GetInt64());
        Assert.Equal(0, (await narrowed.GetAsync($"/transactions?payerId={NetworkIds.BusinessOf(desk.Payer).Value:d}")).Ok().At("count").GetInt64());
        (await robbed.GetAsync("/transactions")).Is(403);
        foreach (var tenant in new[] { revoked, narrowed, robbed })
        {
            Assert.Null(await FindAsync(tenant, null, null, 10));
        }
    }

    [Fact]
    public async Task A_token_that_sees_the_payer_is_answered_and_one_that_does_not_is_not()
    {
        var (desk, _) = await PaidAsync(1);
        var (payer, payee) = (NetworkIds.BusinessOf(desk.Payer).Value, NetworkIds.BusinessOf(desk.Payee).Value);
        var (own, other) = (await LimitedAsync(desk, payer), await LimitedAsync(desk, payee));
        await KnownAsync(own);
        await KnownAsync(other);

        Assert.NotNull(await FindAsync(own, payer, null, 10));
        Assert.Null(await FindAsync(own, null, null, 10));
        Assert.Null(await FindAsync(other, payer, null, 10));
        Assert.Equal(1, (await other.GetAsync($"/transactions?payerId={payer:d}")).Ok().At("count").GetInt64());
    }

    [Fact]
    public async Task Another_organizations_payer_and_cursor_are_unknown()
    {
        var (desk, ids) = await PaidAsync(1);
        var (stranger, _) = await PaidAsync(1);
        Assert.NotNull(await KnownAsync(stranger.Tenant));

        Assert.Equal(0, (await stranger.Tenant.GetAsync($"/transactions?payerId={NetworkIds.BusinessOf(desk.Payer).Value:d}")).Ok().At("count").GetInt64());
        (await stranger.Tenant.GetAsync($"/transactions?startingAfter={ids[0]}")).Is(404);
    }

    // As a request that comes for the second time finds it: the token is known, and so is what is shown.
    private async Task<object?> KnownAsync(Tenant tenant)
    {
        (await tenant.GetAsync("/transactions?search=")).Ok();
        return await FindAsync(tenant, null, null, 10);
    }

    private async Task<object?> FindAsync(Tenant tenant, Guid? payer, Guid? after, int limit) =>
        await server.Services.GetRequiredService<AnswerPlainPages>().FindAsync(tenant.Token, Permission.InvoicesRead, payer, after, limit, Cancel);

    private async Task ChangeAsync(Tenant tenant, string change)
    {
        await using var update = server.Owner.CreateCommand($"update api_tokens set {change} where hash = $1");
        update.Parameters.Add(new() { Value = Token.HashOf(tenant.Token) });
        Assert.Equal(1, await update.ExecuteNonQueryAsync(Cancel));
    }

    private async Task<Tenant> LimitedAsync(Desk desk, Guid business) =>
        desk.Tenant.With(await TokenMaking.AddAsync(server.Owner, desk.Tenant.Id, ["invoices.read"], [business]));

    private static async Task<Guid> OtherAsync(Desk desk) => NetworkIds.BusinessOf(await desk.Tenant.BusinessAsync()).Value;

    private async Task<(Desk Desk, List<string> Ids)> PaidAsync(int count)
    {
        var desk = await Desk.OpenAsync(server);
        var ids = new List<string>();
        for (var n = 0; n < count; n++)
        {
            ids.Add(await PayAsync(desk));
        }

        return (desk, ids);
    }

    private static async Task<string> PayAsync(Desk desk)
    {
        var payment = (await desk.InitiateAsync(await desk.ApprovedAsync())).Created().Text("id");
        await desk.Tenant.RunJobsAsync();
        var id = (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("transactionId");
        return $"trx_{Guid.ParseExact(id["trx_".Length..], "N").ToString("D", CultureInfo.InvariantCulture)}";
    }
}
