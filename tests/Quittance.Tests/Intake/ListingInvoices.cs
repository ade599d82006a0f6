using System.Globalization;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

/// <summary>GET /api/v3.0/invoices, as dev.bob-desk.com/invoices-api publishes it.</summary>
public sealed class ListingInvoices(TestServer server)
{
    [Fact]
    public async Task A_delivered_bill_has_the_published_fields_first_and_exact_amounts()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        await tenant.DeliverAsync(payer, new WrittenBill { Number = "FA-1", Net = 1000.10m, Siret = "12345678900011", Vat = "FR44732829320" });

        var answer = (await tenant.GetAsync(IntakeSteps.Invoices)).Ok();

        Assert.Equal(["cursor", "invoices"], answer.Json.EnumerateObject().Select(field => field.Name));
        var invoice = answer.At("invoices")[0];
        Assert.Equal(
            ["id", "provider", "invoice_platform_id", "number", "issue_date", "due_date", "currency", "amounts", "supplier", "state", "ticket_id", "supplier_id", "created_at", "updated_at"],
            invoice.EnumerateObject().Select(field => field.Name).Take(14));
        Assert.Equal(("upload", null, "FA-1", "EUR", "ticket_unmatched"), (invoice.Said("provider"), invoice.Said("invoice_platform_id"), invoice.Said("number"), invoice.Said("currency"), invoice.Said("state")));
        Assert.Equal(("2026-01-15T00:00:00.000Z", "2026-02-14T00:00:00.000Z"), (invoice.Said("issue_date"), invoice.Said("due_date")));
        Assert.Equal("""{"ht":1000.10,"tva":200.02,"ttc":1200.12}""", invoice.GetProperty("amounts").GetRawText());
        Assert.Equal("""{"name":"Domo-Elec","siret":"12345678900011","siren":"123456789","vat":"FR44732829320"}""", invoice.GetProperty("supplier").GetRawText());
        Assert.Equal((null, null, IntakeSteps.Bare(payer), "bill.xml"), (invoice.Said("ticket_id"), invoice.Said("supplier_id"), invoice.Said("client"), invoice.Said("file_name")));
    }

    [Fact]
    public async Task The_cursor_is_the_last_id_until_an_empty_page_without_one()
    {
        var (tenant, payer) = await OfAsync(3);

        var seen = new List<string>();
        string? cursor = null;
        Answer page;
        do
        {
            page = (await tenant.GetAsync($"{IntakeSteps.Invoices}?limit=2&client={payer}{(cursor is null ? "" : $"&cursor={cursor}")}")).Ok();
            seen.AddRange(page.At("invoices").EnumerateArray().Select(invoice => invoice.Said("number")!));
            cursor = page.At("cursor").GetString();
            Assert.Equal(page.At("invoices").EnumerateArray().Select(invoice => invoice.Said("id")).LastOrDefault(), cursor);
        }
        while (cursor is not null);

        Assert.Equal(["N-0", "N-1", "N-2"], seen);
        Assert.Empty(page.At("invoices").EnumerateArray());
    }

    [Fact]
    public async Task The_feed_of_changes_misses_nothing_when_a_listed_bill_changes_between_two_pages()
    {
        var (tenant, payer) = await OfAsync(4);
        var supplier = await tenant.BusinessAsync("Domo-Elec");
        await tenant.ConnectAsync(payer, supplier);
        await tenant.RunJobsAsync();

        var first = (await tenant.GetAsync($"{IntakeSteps.Invoices}?updated_after=0&limit=2")).Ok();
        (await tenant.MatchAsync(first.At("invoices")[1], supplier)).Ok();
        var rest = await tenant.ListAsync($"updated_after=0&limit=50&cursor={first.Text("cursor")}");

        Assert.Equal(["N-0", "N-1"], first.At("invoices").EnumerateArray().Select(invoice => invoice.Said("number")));
        Assert.Equal(["N-2", "N-3", "N-1"], rest.Select(invoice => invoice.Said("number")));
        Assert.Equal("linked", rest[^1].Said("state"));
    }

    [Fact]
    public async Task The_bare_id_of_the_last_item_goes_on_in_the_feed_too()
    {
        var (tenant, _) = await OfAsync(3);

        var first = await tenant.ListAsync("updated_after=0&limit=1");
        var rest = await tenant.ListAsync($"updated_after=0&cursor={first[0].Said("id")}");

        Assert.Equal(["N-1", "N-2"], rest.Select(invoice => invoice.Said("number")));
        (await tenant.GetAsync($"{IntakeSteps.Invoices}?updated_after=0&cursor=0198f000-0000-7000-8000-0000000000aa")).Is(422);
    }

    [Fact]
    public async Task Filters_narrow_and_times_are_milliseconds_that_include_the_first()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var early = await tenant.DeliverAsync(payer, new WrittenBill { Number = "A", Issued = "2026-01-10", Siret = "80101747600020" });
        var late = await tenant.DeliverAsync(payer, new WrittenBill { Number = "B", Issued = "2026-01-20", Siret = "73282932000074" });
        var day = Milliseconds("2026-01-20T00:00:00.000Z");
        var created = Milliseconds(late.Said("created_at")!);

        foreach (var (query, numbers) in new (string, string[])[]
        {
            ("", ["A", "B"]), ("association=all", ["A", "B"]), ("association=unmatched", ["A", "B"]), ("association=linked", []),
            ("provider=upload", ["A", "B"]), ("provider=yooz", []), ("supplier_siret=73282932000074", ["B"]), ("number=A", ["A"]), ("number=a", []), ("invoice_platform_id=A", []),
            ($"issued_after={day}", ["B"]), ($"issued_after={day + 1}", []), ($"issued_before={day}", ["A"]), ($"issued_before={day + 1}", ["A", "B"]),
            ($"created_after={created}", ["B"]), ($"created_after={created + 1}", []), ($"created_before={created}", ["A"]),
            ($"updated_after={Milliseconds(late.Said("updated_at")!)}", ["B"]), ($"updated_before={Milliseconds(early.Said("updated_at")!) + 1}", ["A"]),
        })
        {
            Assert.True(numbers.SequenceEqual((await tenant.ListAsync(query)).Select(invoice => invoice.Said("number"))), query);
        }
    }

    [Theory]
    [InlineData("association=some", "association")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("updated_after=yesterday", "updated_after")]
    [InlineData("issued_before=253402214400001", "issued_before")]
    [InlineData("cursor=last", "cursor")]
    public async Task What_cannot_be_a_filter_is_refused_by_name(string query, string field) =>
        Assert.Equal([field], (await (await server.NewTenantAsync()).GetAsync($"{IntakeSteps.Invoices}?{query}")).Is(422).FaultyFields());

    [Fact]
    public async Task Both_walls_hold_and_the_permission_is_accounting()
    {
        var tenant = await server.NewTenantAsync();
        var (one, other) = (await tenant.BusinessAsync("One"), await tenant.BusinessAsync("Other"));
        var bill = await tenant.DeliverAsync(one, new WrittenBill());
        await tenant.DeliverAsync(other, new WrittenBill());
        var limited = await tenant.LimitedToAsync(other);
        var stranger = await server.NewTenantAsync();

        Assert.Equal(2, (await tenant.ListAsync()).Count);
        Assert.Single(await tenant.ListAsync($"client={other}"));
        Assert.Equal(IntakeSteps.Bare(other), Assert.Single(await limited.ListAsync()).Said("client"));
        Assert.Empty(await stranger.ListAsync());
        foreach (var path in new[] { "", "/document" })
        {
            (await limited.GetAsync($"{IntakeSteps.Invoices}/{bill.Said("id")}{path}")).Is(404);
            (await stranger.GetAsync($"{IntakeSteps.Invoices}/{bill.Said("id")}{path}")).Is(404);
        }

        (await limited.GetAsync($"{IntakeSteps.Invoices}?client={one}")).Is(404);
        (await limited.MatchAsync(bill, one)).Is(404);
        (await (await tenant.PermittedAsync(Permission.InvoicesRead)).GetAsync(IntakeSteps.Invoices)).Is(403);
        (await (await tenant.PermittedAsync(Permission.Accounting)).GetAsync(IntakeSteps.Invoices)).Ok();
    }

    private static long Milliseconds(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private async Task<(Tenant Tenant, string Payer)> OfAsync(int count)
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        for (var place = 0; place < count; place++)
        {
            await tenant.DeliverAsync(payer, new WrittenBill { Number = $"N-{place}" });
        }

        return (tenant, payer);
    }
}
