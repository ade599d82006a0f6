using System.Net;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Simulating;

public sealed class ServingTheFeed : IAsyncLifetime
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
    public async Task Pages_follow_the_time_of_change_and_end_with_a_null_cursor()
    {
        var ids = Enumerable.Range(1, 5).Select(number => Add($"F{number}").Id).ToList();

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = await AskAsync($"/http/invoices?limit=2{cursor}");
            seen.AddRange(page.Each("invoices", "id"));
            cursor = page.Json.GetProperty("cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task Updated_after_includes_its_moment_and_a_changed_bill_comes_again()
    {
        Add("F1");
        var second = Add("F2");
        Add("F3");
        _account.Bills(Provider.Http).Update(second.Id, null);

        var since = await AskAsync($"/http/invoices?updated_after={second.UpdatedAt:O}".Replace("+", "%2B", StringComparison.Ordinal));

        Assert.Equal(["F3.xml", "F2.xml"], since.Each("invoices", "fileName"));
    }

    [Fact]
    public async Task A_deleted_bill_is_listed_as_such_and_its_document_is_gone()
    {
        var bill = Add("F1");
        _account.Bills(Provider.Http).Delete(bill.Id);

        Assert.Equal(["True"], (await AskAsync("/http/invoices")).Each("invoices", "deleted"));
        Assert.Equal(HttpStatusCode.Gone, (await AskAsync($"/http/invoices/{bill.Id}/document")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("/http/invoices/inv_none/document")).Status);
    }

    [Fact]
    public async Task A_document_comes_as_it_is_with_its_name()
    {
        var bill = Add("F1");

        var document = await AskAsync($"/http/invoices/{bill.Id}/document");

        Assert.Equal(bill.File.Bytes.ToArray(), document.Bytes);
        Assert.Equal("application/xml", document.MediaType);
        Assert.Equal("F1.xml", document.FileName);
    }

    [Fact]
    public async Task The_key_is_taken_from_the_accounts_own_header_only()
    {
        var key = _account.Credentials.ApiKey;
        _account.Settings = _account.Settings with { AuthHeader = "X-Api-Key" };

        using var bare = new HttpRequestMessage(HttpMethod.Get, "/yooz/invoices") { Headers = { { "X-Api-Key", key } } };
        using var other = new HttpRequestMessage(HttpMethod.Get, "/yooz/invoices") { Headers = { { "X-Other-Key", key } } };

        Assert.Equal(HttpStatusCode.OK, (await _simulator.Http.SendAsync(bare, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _simulator.Http.SendAsync(other, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _simulator.AskAsync("/yooz/invoices", key)).Status);
    }

    [Theory]
    [InlineData("?updated_after=yesterday")]
    [InlineData("?cursor=zzz")]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    public async Task Nonsense_is_400(string query) => Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync($"/http/invoices{query}")).Status);

    [Fact]
    public async Task The_earliest_time_there_is_lists_everything()
    {
        Add("F1");

        Assert.Single((await AskAsync("/http/invoices?updated_after=0001-01-01T00:00:00Z")).Each("invoices", "id"));
    }

    private Bill Add(string number) => _account.Add(Provider.Http, new BillTemplate { Number = number });

    private Task<SimulatorAnswer> AskAsync(string path) => _simulator.AskAsync(path, _account.Credentials.ApiKey);
}
