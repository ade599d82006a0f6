using System.Globalization;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Network;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>Each documented parameter of <c>GET /transactions</c>, over payments that were made as people make them.</summary>
public sealed class SearchingTransactions(TestServer server)
{
    [Fact]
    public async Task Pages_follow_each_other_newest_first_and_count_everything()
    {
        var desk = await Desk.OpenAsync(server);
        var ids = await PaidAsync(desk, 5);

        var first = (await desk.Tenant.GetAsync("/transactions?limit=2")).Ok();
        var second = (await desk.Tenant.GetAsync($"/transactions?limit=2&startingAfter={ids[3]}")).Ok();
        var last = (await desk.Tenant.GetAsync($"/transactions?limit=2&startingAfter={ids[1]}&search=")).Ok();

        Assert.Equal([ids[4], ids[3]], IdsOf(first));
        Assert.Equal([ids[2], ids[1]], IdsOf(second));
        Assert.Equal([ids[0]], IdsOf(last));
        Assert.All([first, second, last], page => Assert.Equal(5, page.At("count").GetInt32()));
        Assert.Equal([true, true, false], new[] { first, second, last }.Select(page => page.At("hasMore").GetBoolean()));
        (await desk.Tenant.GetAsync($"/transactions?startingAfter={Guid.CreateVersion7(server.Clock.GetUtcNow())}")).Is(404);
        (await desk.Tenant.GetAsync($"/transactions?startingAfter={Guid.CreateVersion7(server.Clock.GetUtcNow())}&search=x")).Is(404);
    }

    [Fact]
    public async Task It_is_found_by_parts_of_number_amount_and_the_vendors_current_name()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await PaidAsync(desk, 1, 1234.5m)).Single();

        foreach (var search in new[] { "inv-1", "NV-", "123450", "1234.50", "34.5", "paid sas", "  PAID ", "aid%20s" })
        {
            Assert.Equal([id], await FoundAsync(desk.Tenant, $"search={search}"));
        }

        Assert.Empty(await FoundAsync(desk.Tenant, "search=Paying")); // The payer's name is not searched.
        Assert.Empty(await FoundAsync(desk.Tenant, "search=INV-10"));
        (await desk.Tenant.PatchAsync($"/api/businesses/{desk.Payee}", new { name = "ΟΔΥΣΣΕΥΣ" })).Ok();
        Assert.Empty(await FoundAsync(desk.Tenant, "search=paid"));
        Assert.Equal([id], await FoundAsync(desk.Tenant, "search=οδυσσευς"));
    }

    [Fact]
    public async Task Parties_bills_status_type_and_times_narrow_it()
    {
        var desk = await Desk.OpenAsync(server);
        var ids = await PaidAsync(desk, 2);
        var shown = (await desk.Tenant.GetAsync($"/transaction/{ids[1]}")).Ok();
        var createdAt = shown.Text("createdAt");
        var (payer, payee, bill) = (shown.Text("payerId"), shown.Text("vendorId"), shown.At("invoices")[0].GetProperty("id").GetString());

        Assert.Equal(2, (await FoundAsync(desk.Tenant, $"payerId={payer}")).Count);
        Assert.Equal(2, (await FoundAsync(desk.Tenant, $"payerId={payee}&payerId={payer}")).Count);
        Assert.Empty(await FoundAsync(desk.Tenant, $"payerId={payee}"));
        Assert.Equal(2, (await FoundAsync(desk.Tenant, $"vendorId={payee}&status=PENDING&status=COMPLETED")).Count);
        Assert.Empty(await FoundAsync(desk.Tenant, "vendorId=nobody"));
        Assert.Equal([ids[1]], await FoundAsync(desk.Tenant, $"invoiceId={bill}"));
        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, $"transactionId={ids[0]}"));
        Assert.Empty(await FoundAsync(desk.Tenant, $"transactionId={ids[0]}&invoiceId={bill}"));
        Assert.Empty(await FoundAsync(desk.Tenant, "status=COMPLETED"));
        Assert.Equal(2, (await FoundAsync(desk.Tenant, "transactionType=walletToWallet&creatorUserId=user_1")).Count);
        Assert.Contains(ids[1], await FoundAsync(desk.Tenant, $"startDate={createdAt}&endDate={createdAt}"));
        Assert.Empty(await FoundAsync(desk.Tenant, "endDate=2001-01-01"));
        Assert.Equal(2, (await FoundAsync(desk.Tenant, $"entityId={payee}")).Count); // The payee wrote the bills.
        Assert.Empty(await FoundAsync(desk.Tenant, $"entityId={payer}"));
    }

    [Theory]
    [InlineData("status=BOGUS")]
    [InlineData("transactionType=BOGUS")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("startDate=yesterday")]
    [InlineData("metadata={")]
    [InlineData("metadata[value]=v")]
    public async Task What_cannot_be_meant_is_refused(string query)
    {
        var tenant = await server.NewTenantAsync();

        Assert.Equal("BadRequest", (await tenant.GetAsync($"/transactions?{query}")).Is(400).Text("errorName"));
    }

    [Fact]
    public async Task Metadata_is_asked_for_in_any_order_and_form()
    {
        var desk = await Desk.OpenAsync(server);
        var ids = await PaidAsync(desk, 2);
        await SetMetadataAsync(desk, ids[0], """{"department":"sales","cost center":"12"}""");
        await SetMetadataAsync(desk, ids[1], """{"department":"legal"}""");

        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, "metadata[key]=department&metadata[value]=sales"));
        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, "metadata%5Bvalue%5D=sales&metadata%5Bvalue%5D=x&metadata%5Bkey%5D=department"));
        Assert.Equal([ids[1], ids[0]], await FoundAsync(desk.Tenant, """metadata={"key":"department","value":["sales","legal"]}"""));
        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, "metadata[key]=department&metadata[value]=sales&metadata[value]=legal&metadata[key]=cost%20center&metadata[value]=12"));
        Assert.Equal([ids[1]], await FoundAsync(desk.Tenant, "metadata[key]=cost%20center&metadata[value]=NULL"));
        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, "metadata[key]=cost%20center&metadata[value]=NOT%20NULL"));
        Assert.Equal([ids[0]], await FoundAsync(desk.Tenant, "metadata[key]=department&metadata[value]=sales&metadata[key]=department&metadata[value]=legal"));
        Assert.Equal([ids[1], ids[0]], await FoundAsync(desk.Tenant, "metadata[key]=&metadata[value]="));
    }

    [Fact]
    public async Task Each_token_finds_what_it_sees()
    {
        var desk = await Desk.OpenAsync(server);
        var ids = await PaidAsync(desk, 1);
        var other = await desk.Tenant.BusinessAsync();

        foreach (var (business, found) in new[] { (desk.Payer, 1), (desk.Payee, 1), (other, 0) })
        {
            var limited = desk.Tenant.With(await TokenMaking.AddAsync(
                server.Owner, desk.Tenant.Id, ["invoices.read"], [NetworkIds.BusinessOf(business).Value]));
            foreach (var query in new[] { "", "search=INV", $"payerId={NetworkIds.BusinessOf(desk.Payer).Value:d}" })
            {
                Assert.Equal(found, (await FoundAsync(limited, query)).Count);
            }

            (await limited.GetAsync($"/transactions?startingAfter={ids[0]}")).Is(found == 1 ? 200 : 404);
        }
    }

    // The endpoint by which callers set it writes the same column and says the same to the documents.
    private async Task SetMetadataAsync(Desk desk, string transaction, string json)
    {
        var database = Get<Quittance.Server.Storage.Database>();
        await using var session = await database.OpenAsync(desk.Tenant.Id, TestContext.Current.CancellationToken);
        var shares = await session.Transactions.SharesOfAsync(
            await session.Transactions.GetAsync(new TransactionId(Guid.Parse(transaction["trx_".Length..])), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await using (var insert = session.Sql(
            """
            insert into invoice_plans (organization_id, invoice_id, creator_id, metadata)
            select $1, id, payee_id, $3::jsonb from invoices where organization_id = $1 and id = $2
            on conflict (organization_id, invoice_id) do update set metadata = excluded.metadata
            """,
            shares.Single().InvoiceId.Value, json))
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        session.Shown.InvoiceChanged(shares.Single().InvoiceId);
        await session.CommitAsync(TestContext.Current.CancellationToken);
    }

    private T Get<T>()
        where T : notnull => (T)server.Services.GetService(typeof(T))!;

    /// <summary>The ids of transactions, the oldest first.</summary>
    private static async Task<List<string>> PaidAsync(Desk desk, int count, decimal amount = 100m)
    {
        var ids = new List<string>();
        for (var n = 0; n < count; n++)
        {
            var payment = (await desk.InitiateAsync(await desk.ApprovedAsync(amount))).Created().Text("id");
            await desk.Tenant.RunJobsAsync();
            ids.Add(WithHyphens((await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("transactionId")));
        }

        return ids;
    }

    private static string WithHyphens(string id) => $"trx_{Guid.ParseExact(id["trx_".Length..], "N").ToString("D", CultureInfo.InvariantCulture)}";

    private static async Task<List<string>> FoundAsync(Tenant tenant, string query)
    {
        var found = (await tenant.GetAsync($"/transactions?{query}")).Ok();
        Assert.Equal(found.At("data").GetArrayLength(), found.At("count").GetInt32());
        return IdsOf(found);
    }

    private static List<string> IdsOf(Answer page) => [.. page.At("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
}
