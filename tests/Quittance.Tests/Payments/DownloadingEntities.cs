using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary><c>GET /entities/download</c>: a link to everything that the list of entities holds, as CSV or JSON.</summary>
public sealed class DownloadingEntities(TestServer server)
{
    private static readonly string[] Columns =
    [
        "id", "name", "email", "accountType", "status", "isCustomer", "isPayor", "isPayee", "isNetworkPayor", "isNetworkPayee", "acceptedTos", "foreignId",
        "emailTo", "doingBusinessAs", "website", "addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode", "country", "createdAt",
        "updatedAt", "metadata",
    ];

    [Fact]
    public async Task The_csv_has_a_row_for_each_newest_first()
    {
        var tenant = await server.NewTenantAsync();
        var old = (await tenant.NewEntityAsync("Old", isPayee: false)).Text("id");
        var made = await tenant.NewEntityAsync("=Acme, \"Sons\"", "a-1", isNetworkPayee: true, metadata: new { region = "north", secret = "x" }, email: "bills@acme.test");

        var link = (await tenant.GetAsync("/entities/download?returnMetadata=region")).Ok();
        Assert.Equal("text/csv", link.Text("mimeType"));
        var rows = DownloadingTransactions.Parse((await OpenAsync(tenant, link)).Ok().Body);

        Assert.Equal(Columns, rows[0]);
        Assert.Equal([made.Text("id"), old], rows.Skip(1).Select(row => row[0]));
        var shown = (await tenant.GetAsync($"/entity/{made.Text("id")}")).Ok();
        Assert.Equal(
            [
                made.Text("id"), "'=Acme, \"Sons\"", "bills@acme.test", "business", shown.Text("status"), "true", "true", "true", "false", "true", "false", "a-1",
                "", "", "", "", "", "", "", "", "", shown.Text("createdAt"), shown.Text("updatedAt"), """{"region":"north"}""",
            ],
            rows[1]);
        Assert.Equal("false", rows[2][Array.IndexOf(Columns, "isPayee")]);
    }

    [Fact]
    public async Task The_json_is_the_array_that_the_pages_make_together()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.AddMethodAsync(await tenant.BusinessAsync("Banked"), PaymentMethodSteps.Bank());
        foreach (var number in Enumerable.Range(1, 101)) // More than one portion.
        {
            await tenant.EntityAsync($"Acme {number}");
        }

        var page = (await tenant.GetAsync("/entity?limit=100&paymentMethods=true")).Ok();
        var ids = page.At("data").EnumerateArray().Select(entity => entity.GetProperty("id").GetString()!).ToList();
        var rest = (await tenant.GetAsync($"/entity?limit=100&paymentMethods=true&startingAfter={ids[^1]}")).Ok();
        var json = (await OpenAsync(tenant, (await tenant.GetAsync("/entities/download?format=JSON&paymentMethods=true")).Ok())).Ok().Json;

        Assert.Equal(
            page.At("data").EnumerateArray().Concat(rest.At("data").EnumerateArray()).Select(entity => entity.GetRawText()), json.EnumerateArray().Select(entity => entity.GetRawText()));
        Assert.Equal(102, json.GetArrayLength());
        Assert.Equal([ids[2], ids[3]], await IdsAsync(tenant, $"/entities/download?startingAfter={ids[1]}&limit=2"));
        Assert.Equal("[]", (await OpenAsync(tenant, (await tenant.GetAsync("/entities/download?format=JSON&search=nothing")).Ok())).Ok().Body);
    }

    [Fact]
    public async Task A_filter_takes_what_it_takes_in_the_list()
    {
        var tenant = await server.NewTenantAsync();
        var one = (await tenant.NewEntityAsync("Big Box", "one", isPayee: false, metadata: new { region = "north" })).Text("id");
        var two = (await tenant.NewEntityAsync("Globex", "two")).Text("id");

        Assert.Equal([one], await IdsAsync(tenant, "/entities/download?search=box"));
        Assert.Equal([two], await IdsAsync(tenant, "/entities/download?isPayee=true"));
        Assert.Equal([two], await IdsAsync(tenant, "/entities/download?foreignId=two"));
        Assert.Equal([one], await IdsAsync(tenant, "/entities/download?metadata%5Bkey%5D=region&metadata%5Bvalue%5D=north"));
        Assert.Empty(await IdsAsync(tenant, "/entities/download?status=verified"));
    }

    [Fact]
    public async Task A_link_sees_what_its_maker_sees_and_no_more()
    {
        var tenant = await server.NewTenantAsync();
        var (business, hidden) = (await tenant.BusinessAsync("Seen"), await tenant.EntityAsync("Hidden"));
        var limited = await tenant.LimitedToAsync(business);
        var other = await server.NewTenantAsync();

        Assert.Equal([PaymentsSteps.EntityOf(business)], await IdsAsync(limited, "/entities/download"));
        (await limited.GetAsync($"/entities/download?startingAfter={hidden}")).Is(404);
        Assert.Empty(await IdsAsync(other, "/entities/download"));
        (await other.GetAsync($"/entities/download?startingAfter={hidden}")).Is(404);
        (await tenant.GetAsync("/entities/download?format=PDF")).Is(400);
        (await tenant.GetAsync("/entities/download?status=BOGUS")).Is(400);
        (await tenant.With(null).GetAsync("/entities/download")).Is(401);
        (await (await tenant.HoldingAsync(["invoices.read"])).GetAsync("/entities/download")).Is(403);
    }

    // As whoever got the link, who has no token.
    private static Task<Answer> OpenAsync(Tenant tenant, Answer link) => tenant.With(null).GetAsync(new Uri(link.Text("url")).PathAndQuery);

    private static async Task<IReadOnlyList<string>> IdsAsync(Tenant tenant, string path) =>
        [.. DownloadingTransactions.Parse((await OpenAsync(tenant, (await tenant.GetAsync(path)).Ok())).Ok().Body).Skip(1).Select(row => row[0])];
}
