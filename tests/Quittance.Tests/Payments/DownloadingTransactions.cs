using System.Globalization;
using System.Text.Json;
using Quittance.Server.Api.Network;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary><c>GET /transactions/download</c>: a link to everything that a search finds, as CSV or JSON.</summary>
[Collection<MovesTheClock>]
public sealed class DownloadingTransactions(TestServer server)
{
    private static readonly string[] Columns =
    [
        "id", "type", "status", "amount", "currency", "payerId", "payerName", "vendorId", "vendorName", "paymentSourceId", "paymentDestinationId",
        "createdAt", "updatedAt", "checkNumber", "mailedOnDate", "failureCode", "failureDescription", "invoiceIds", "invoiceNumbers",
    ];

    [Fact]
    public async Task The_csv_has_a_row_for_each_newest_first()
    {
        var (desk, ids) = await PaidAsync(12);
        (await desk.Tenant.PatchAsync($"/api/businesses/{desk.Payee}", new { name = "=1+1, \"Sons\"\r\nand \u00e9" })).Ok();

        var link = (await desk.Tenant.GetAsync("/transactions/download")).Ok();
        Assert.Equal("text/csv", link.Text("mimeType"));
        var csv = (await OpenAsync(desk.Tenant, link)).Ok();
        var rows = Parse(csv.Body);

        Assert.Equal(Columns, rows[0]);
        Assert.Equal(Enumerable.Reverse(ids), rows.Skip(1).Select(row => row[0]));
        var newest = (await desk.Tenant.GetAsync($"/transaction/{ids[^1]}")).Ok();
        Assert.Equal(
            [
                newest.Text("id"), newest.Text("type"), newest.Text("status"), newest.At("amount").GetRawText(), newest.Text("currency"), newest.Text("payerId"),
                newest.Text("payer.name"), newest.Text("vendorId"), $"'{newest.Text("vendor.name")}", newest.Text("paymentSourceId"), newest.Text("paymentDestinationId"),
                newest.Text("createdAt"), newest.Text("updatedAt"), "", "", "", "", newest.At("invoices")[0].GetProperty("id").GetString()!, "INV-12",
            ],
            rows[1]);
        Assert.EndsWith("\r\n", csv.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_is_the_array_that_the_pages_make_together()
    {
        var (desk, ids) = await PaidAsync(3);

        var link = (await desk.Tenant.GetAsync("/transactions/download?format=JSON")).Ok();
        var page = (await desk.Tenant.GetAsync("/transactions?limit=100")).Ok();
        var two = await OpenAsync(desk.Tenant, (await desk.Tenant.GetAsync($"/transactions/download?format=JSON&limit=1&startingAfter={ids[2]}")).Ok());
        var none = await OpenAsync(desk.Tenant, (await desk.Tenant.GetAsync("/transactions/download?format=JSON&search=nothing")).Ok());

        Assert.Equal("application/json", link.Text("mimeType"));
        Assert.True(JsonElement.DeepEquals(page.At("data"), (await OpenAsync(desk.Tenant, link)).Ok().Json));
        Assert.Equal([ids[1]], two.Ok().Json.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("[]", none.Ok().Body);
    }

    [Theory]
    [InlineData("metadata[key]=project&metadata[value]=apollo", 0)]
    [InlineData("metadata[key]=project&metadata[value]=NOT NULL", 0)]
    [InlineData("metadata[key]=project&metadata[value]=NULL", 1)]
    [InlineData("lineItemMetadata[key]=project&lineItemMetadata[value]=apollo", 0)]
    [InlineData("lineItemGlAccountId=600", 0)]
    public async Task One_that_has_nothing_to_filter_by_is_taken_only_where_nothing_is_asked_for(string query, int taken)
    {
        var (desk, _) = await PaidAsync(1);

        var file = (await OpenAsync(desk.Tenant, (await desk.Tenant.GetAsync($"/transactions/download?{query}")).Ok())).Ok();

        Assert.Equal(taken, Parse(file.Body).Count - 1);
        Assert.Equal(taken, (await desk.Tenant.GetAsync($"/transactions?{query}")).Ok().At("count").GetInt32());
    }

    [Fact]
    public async Task A_link_sees_what_its_maker_sees_and_ends_with_their_token()
    {
        var (desk, ids) = await PaidAsync(1);
        var other = await desk.Tenant.BusinessAsync();
        var (payer, stranger) = (await LimitedAsync(desk, desk.Payer), await LimitedAsync(desk, other));
        var (seen, unseen) = ((await payer.GetAsync("/transactions/download")).Ok(), (await stranger.GetAsync("/transactions/download")).Ok());
        Assert.Equal(ids, Parse((await OpenAsync(desk.Tenant, seen)).Ok().Body).Skip(1).Select(row => row[0]));
        Assert.Single(Parse((await OpenAsync(desk.Tenant, unseen)).Ok().Body));
        (await stranger.GetAsync($"/transactions/download?startingAfter={ids[0]}")).Is(404);

        await ChangeAsync(payer, $"business_ids = array['{NetworkIds.BusinessOf(other).Value}'::uuid]");
        Assert.Single(Parse((await OpenAsync(desk.Tenant, seen)).Ok().Body));
        await ChangeAsync(payer, "revoked_at = now()");
        Assert.Equal(404, (await OpenAsync(desk.Tenant, seen)).Status);
    }

    [Fact]
    public async Task A_link_serves_for_a_quarter_of_an_hour()
    {
        var (desk, _) = await PaidAsync(1);
        var link = (await desk.Tenant.GetAsync("/transactions/download")).Ok();

        server.Clock.Advance(TimeSpan.FromMinutes(14));
        (await OpenAsync(desk.Tenant, link)).Ok();
        server.Clock.Advance(TimeSpan.FromMinutes(1));

        var late = (await OpenAsync(desk.Tenant, link)).Is(404);
        Assert.Equal(late.Body, (await desk.Tenant.With(null).GetAsync("/downloads/qtd_nothing")).Is(404).Body);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        var tenant = await server.NewTenantAsync();

        (await tenant.GetAsync("/transactions/download?format=PDF")).Is(400);
        (await tenant.GetAsync("/transactions/download?status=BOGUS")).Is(400);
        (await tenant.GetAsync($"/transactions/download?startingAfter={Guid.CreateVersion7(server.Clock.GetUtcNow())}")).Is(404);
        (await tenant.With(null).GetAsync("/transactions/download")).Is(401);
        (await tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, ["businesses"], null)).GetAsync("/transactions/download")).Is(403);
    }

    // As whoever got the link, who has no token.
    private static Task<Answer> OpenAsync(Tenant tenant, Answer link) => tenant.With(null).GetAsync(new Uri(link.Text("url")).PathAndQuery);

    /// <summary>Rows of cells by RFC 4180.</summary>
    internal static List<List<string>> Parse(string csv)
    {
        var (rows, cell, isQuoted) = (new List<List<string>> { new() }, new System.Text.StringBuilder(), false);
        for (var at = 0; at < csv.Length; at++)
        {
            switch (csv[at])
            {
                case '"' when isQuoted && at + 1 < csv.Length && csv[at + 1] == '"':
                    cell.Append(csv[++at]);
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    rows[^1].Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !isQuoted:
                    Assert.Equal('\n', csv[++at]);
                    rows[^1].Add(cell.ToString());
                    cell.Clear();
                    rows.Add([]);
                    break;
                default:
                    cell.Append(csv[at]);
                    break;
            }
        }

        Assert.False(isQuoted);
        Assert.Empty(rows[^1]);
        return rows[..^1];
    }

    private async Task ChangeAsync(Tenant tenant, string change)
    {
        await using var update = server.Owner.CreateCommand($"update api_tokens set {change} where hash = $1");
        update.Parameters.Add(new() { Value = Token.HashOf(tenant.Token) });
        Assert.Equal(1, await update.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private async Task<Tenant> LimitedAsync(Desk desk, string business) => desk.Tenant.With(await TokenMaking.AddAsync(
        server.Owner, desk.Tenant.Id, ["invoices.read"], [NetworkIds.BusinessOf(business).Value]));

    private async Task<(Desk Desk, List<string> Ids)> PaidAsync(int count)
    {
        var desk = await Desk.OpenAsync(server);
        var ids = new List<string>();
        for (var n = 0; n < count; n++)
        {
            var payment = (await desk.InitiateAsync(await desk.ApprovedAsync())).Created().Text("id");
            await desk.Tenant.RunJobsAsync();
            var id = (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("transactionId");
            ids.Add($"trx_{Guid.ParseExact(id["trx_".Length..], "N").ToString("D", CultureInfo.InvariantCulture)}");
        }

        return (desk, ids);
    }
}
