using System.Net;
using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Simulating;

public sealed class ServingQonto : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;
    private Account _account = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await RunningSimulator.StartAsync();
        _account = _simulator.Accounts.New();
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Pages_count_from_one_and_the_meta_says_where_they_stand()
    {
        var ids = Enumerable.Range(1, 5).Select(number => Add($"F{number}").Id).ToList();

        var pages = new List<SimulatorAnswer>();
        for (var page = 1; page <= 3; page++)
        {
            pages.Add(await AskAsync($"/v2/supplier_invoices?page={page}&per_page=2&sort_by=created_at:asc"));
        }

        Assert.Equal(ids, pages.SelectMany(page => page.Each("supplier_invoices", "id")));
        Assert.Equal("""{"current_page":2,"next_page":3,"prev_page":1,"total_pages":3,"total_count":5,"per_page":2}""", pages[1].Json.GetProperty("meta").GetRawText());
        Assert.Equal(JsonValueKind.Null, pages[2].Json.GetProperty("meta").GetProperty("next_page").ValueKind);
    }

    [Fact]
    public async Task A_window_has_those_that_changed_in_it_both_ends_included()
    {
        var first = Add("F1");
        var second = Add("F2");
        Add("F3");
        _account.Bills(Provider.Qonto).Update(first.Id, null);

        var window = await AskAsync($"/v2/supplier_invoices?filter[updated_at_from]={Stamp(second)}&filter[updated_at_to]={Stamp(second)}");
        var since = await AskAsync($"/v2/supplier_invoices?filter[updated_at_from]={Stamp(second)}&sort_by=created_at:asc");

        Assert.Equal(["F2"], window.Each("supplier_invoices", "invoice_number"));
        Assert.Equal(["F1", "F2", "F3"], since.Each("supplier_invoices", "invoice_number"));
    }

    [Fact]
    public async Task Without_a_sort_the_newest_comes_first_and_the_time_of_change_is_no_sort()
    {
        Add("F1");
        Add("F2");

        var refused = await AskAsync("/v2/supplier_invoices?sort_by=updated_at:asc");

        Assert.Equal(["F2", "F1"], (await AskAsync("/v2/supplier_invoices")).Each("supplier_invoices", "invoice_number"));
        Assert.Equal((HttpStatusCode.BadRequest, "not_in_list"), (refused.Status, refused.Json.GetProperty("errors")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_invoice_has_amounts_with_currency_and_no_link()
    {
        var bill = _account.Add(Provider.Qonto, new BillTemplate { Number = "F1", Total = 99.99m });

        var invoice = (await AskAsync($"/v2/supplier_invoices/{bill.Id}")).Json.GetProperty("supplier_invoice");

        Assert.Equal("""{"value":"99.99","currency":"EUR"}""", invoice.GetProperty("total_amount").GetRawText());
        Assert.True(invoice.GetProperty("is_einvoice").GetBoolean());
        Assert.DoesNotContain("/files/", invoice.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_an_attachment_works_for_thirty_minutes_and_wants_no_credentials()
    {
        var bill = Add("F1");
        var attachment = (await AskAsync($"/v2/attachments/{bill.AttachmentId}")).Json.GetProperty("attachment");
        var link = attachment.GetProperty("url").GetString()!;

        _account.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(bill.File.Bytes.ToArray(), (await _simulator.AskAsync(link)).Bytes);
        Assert.Equal(HttpStatusCode.BadRequest, (await _simulator.AskAsync(link, _account.Credentials.ApiKey)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _simulator.AskAsync(link.Replace("expires=", "expires=9", StringComparison.Ordinal))).Status);
        _account.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await _simulator.AskAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, late.Status);
        Assert.Contains("Request has expired", late.Text, StringComparison.Ordinal);
        Assert.Equal($"{bill.File.Bytes.Length}", attachment.GetProperty("file_size").GetString());
    }

    [Fact]
    public async Task The_key_goes_with_the_login_of_its_organization()
    {
        Assert.Equal(HttpStatusCode.OK, await ByPairAsync($"{_account.Credentials.Login}:{_account.Credentials.ApiKey}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ByPairAsync($"somebody:{_account.Credentials.ApiKey}"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/v2/organization")).Status);
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?per_page=101")]
    [InlineData("?filter[updated_at_from]=soon")]
    public async Task Nonsense_is_told_as_json_api_tells_it(string query)
    {
        var refused = await AskAsync($"/v2/supplier_invoices{query}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.NotEmpty(refused.Json.GetProperty("errors")[0].GetProperty("source").GetProperty("parameter").GetString()!);
    }

    private static string Stamp(Bill bill) => bill.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private Bill Add(string number) => _account.Add(Provider.Qonto, new BillTemplate { Number = number });

    private Task<SimulatorAnswer> AskAsync(string path) => _simulator.AskAsync(path, _account.Credentials.ApiKey);

    private async Task<HttpStatusCode> ByPairAsync(string pair)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/organization");
        request.Headers.TryAddWithoutValidation("Authorization", pair);
        return (await _simulator.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
    }
}
