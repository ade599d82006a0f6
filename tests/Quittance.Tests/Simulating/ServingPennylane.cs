using System.Globalization;
using System.Net;
using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Simulating;

public sealed class ServingPennylane : IAsyncLifetime
{
    private const string Api = "/api/external/v2";

    private RunningSimulator _simulator = null!;
    private Account _account = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await RunningSimulator.StartAsync();
        _account = _simulator.Accounts.New();
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task The_changelog_tells_of_every_change_in_order_with_microseconds()
    {
        var bill = Add("F1");
        Add("F2");
        _account.Bills(Provider.Pennylane).Update(bill.Id, null);
        _account.Bills(Provider.Pennylane).Delete(bill.Id);

        var first = await AskAsync("/changelogs/supplier_invoices?limit=3");
        var cursor = Uri.EscapeDataString(first.Json.GetProperty("next_cursor").GetString()!);
        var rest = await AskAsync($"/changelogs/supplier_invoices?limit=3&cursor={cursor}");

        Assert.Equal(["insert", "insert", "update"], first.Each("items", "operation"));
        Assert.True(first.Json.GetProperty("has_more").GetBoolean());
        Assert.Equal(["delete"], rest.Each("items", "operation"));
        Assert.Equal(JsonValueKind.Null, rest.Json.GetProperty("next_cursor").ValueKind);
        Assert.All(first.Each("items", "processed_at"), time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", time));
        Assert.DoesNotContain(first.Each("items", "processed_at"), time => time.EndsWith("000Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_date_includes_its_moment_and_reaches_four_weeks_back()
    {
        Add("F1");
        Add("F2");
        var last = (await AskAsync("/changelogs/supplier_invoices")).Each("items", "processed_at")[^1];

        Assert.Single((await AskAsync($"/changelogs/supplier_invoices?start_date={last}")).Each("items", "id"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SinceAsync(_account.Clock.Now.AddDays(-29))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SinceAsync(_account.Clock.Now.AddDays(-27))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync($"/changelogs/supplier_invoices?start_date={last}&cursor=x")).Status);
        _account.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Empty((await AskAsync("/changelogs/supplier_invoices")).Each("items", "id"));
    }

    [Fact]
    public async Task An_invoice_has_its_amounts_as_text_and_its_supplier_elsewhere()
    {
        var bill = _account.Add(Provider.Pennylane, new BillTemplate { Number = "F1", Net = 100, Currency = "EUR" });

        var invoice = (await AskAsync($"/supplier_invoices/{bill.Id}")).Json;
        var supplier = (await AskAsync($"/suppliers/{invoice.GetProperty("supplier").GetProperty("id")}")).Json;

        Assert.Equal(
            ("F1", "120.00", "100.00", "20.00", "2026-01-15"),
            (Word(invoice, "invoice_number"), Word(invoice, "currency_amount"), Word(invoice, "currency_amount_before_tax"), Word(invoice, "currency_tax"), Word(invoice, "date")));
        Assert.Equal(("100000009", "FR88100000009"), (Word(supplier, "reg_no"), Word(supplier, "vat_number")));
        Assert.Equal($"{_simulator.Address.GetLeftPart(UriPartial.Authority)}{Api}/suppliers/{supplier.GetProperty("id")}", Word(invoice.GetProperty("supplier"), "url"));
    }

    [Fact]
    public async Task People_get_a_pdf_and_programs_the_file_as_it_came_for_half_an_hour()
    {
        var bill = Add("F1");
        var invoice = (await AskAsync($"/supplier_invoices/{bill.Id}")).Json;
        var source = Word(invoice.GetProperty("e_invoicing"), "source_file_url")!;

        Assert.StartsWith("%PDF-", (await _simulator.AskAsync(Word(invoice, "public_file_url")!)).Text, StringComparison.Ordinal);
        Assert.Equal(bill.File.Bytes.ToArray(), (await _simulator.AskAsync(source)).Bytes);
        _account.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Forbidden, (await _simulator.AskAsync(source)).Status);
    }

    [Fact]
    public async Task A_pdf_that_was_uploaded_has_no_e_invoicing()
    {
        var bill = _account.Add(Provider.Pennylane, new BillTemplate { Number = "F1", Syntax = DocumentSyntax.Pdf });

        var invoice = (await AskAsync($"/supplier_invoices/{bill.Id}")).Json;

        Assert.Equal(JsonValueKind.Null, invoice.GetProperty("e_invoicing").ValueKind);
        Assert.Equal(bill.File.Bytes.ToArray(), (await _simulator.AskAsync(Word(invoice, "public_file_url")!)).Bytes);
    }

    [Fact]
    public async Task A_deleted_invoice_is_not_found()
    {
        var bill = Add("F1");
        _account.Bills(Provider.Pennylane).Delete(bill.Id);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync($"/supplier_invoices/{bill.Id}")).Status);
        Assert.Empty((await AskAsync("/supplier_invoices")).Each("items", "id"));
    }

    [Fact]
    public async Task Ids_go_up_and_the_list_is_sorted_by_them()
    {
        var ids = Enumerable.Range(1, 3).Select(number => Add($"F{number}").Id).ToList();

        Assert.Equal(ids, (await AskAsync("/supplier_invoices?sort=id")).Each("items", "id"));
        Assert.Equal(ids.AsEnumerable().Reverse(), (await AskAsync("/supplier_invoices")).Each("items", "id"));
    }

    [Fact]
    public async Task The_rate_limit_counts_down_and_says_when_to_come_back()
    {
        _account.Settings = _account.Settings with { RateLimit = 2 };
        _account.Clock.Stop();

        var first = await AskAsync("/me");
        await AskAsync("/me");
        var third = await AskAsync("/me");
        _account.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("1", first.Headers.GetValues("ratelimit-remaining").Single());
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (third.Status, third.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/me")).Status);
    }

    [Fact]
    public async Task Strangers_are_refused_in_its_own_words()
    {
        var refused = await _simulator.AskAsync($"{Api}/me", "not-a-key");

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, Word(refused.Json, "error")));
    }

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();

    private Bill Add(string number) => _account.Add(Provider.Pennylane, new BillTemplate { Number = number });

    private Task<SimulatorAnswer> SinceAsync(DateTimeOffset start) =>
        AskAsync($"/changelogs/supplier_invoices?start_date={start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}");

    private Task<SimulatorAnswer> AskAsync(string path) => _simulator.AskAsync($"{Api}{path}", _account.Credentials.ApiKey);
}
