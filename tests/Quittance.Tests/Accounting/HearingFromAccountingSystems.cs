using System.Globalization;
using System.Text;

namespace Quittance.Tests.Accounting;

/// <summary>Webhooks of accounting systems: one address for all companies, and nothing believed but that something changed.</summary>
public sealed class HearingFromAccountingSystems(TestServer server) : IDisposable
{
    private const string Jobs = "select kind from jobs where organization_id = $1";

    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Those_whom_it_names_are_synchronised()
    {
        var (one, two, third) = (await ConsentAsync(), await ConsentAsync(), await ConsentAsync());

        var answer = await SendAsync(ConsentedBooks.Platform, $"{one.Company}\n{two.Company}\n{one.Company}\nnobody's");

        Assert.Equal((200, ""), (answer.Status, answer.Body));
        var jobs = await Task.WhenAll(new[] { one, two, third }.Select(async desk => (await desk.TextsAsync(Jobs, desk.Organization.Value)).Count));
        Assert.Equal([1, 1, 0], jobs);
    }

    [Fact]
    public async Task What_the_system_did_not_sign_is_not_read()
    {
        var desk = await ConsentAsync();

        var answer = await SendAsync(ConsentedBooks.Platform, desk.Company, signature: "forged");

        Assert.Equal((401, ""), (answer.Status, answer.Body));
        Assert.Empty(await desk.TextsAsync(Jobs, desk.Organization.Value));
    }

    [Fact]
    public async Task A_connection_that_has_ended_is_not_found_by_its_company()
    {
        var desk = await ConsentAsync();
        var id = (await desk.Api.GetAsync(AccountingDesk.Connections)).At("data")[0].GetProperty("id").GetString();
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();
        await desk.Owner.RunJobsAsync(); // It gives the consent back.

        (await SendAsync(ConsentedBooks.Platform, desk.Company)).Ok();

        Assert.Empty(await desk.TextsAsync(Jobs, desk.Organization.Value));
    }

    [Theory]
    [InlineData("xero", 401)] // Its operator registered no app, so nothing is genuine.
    [InlineData("quickbooks_online", 401)]
    [InlineData(FormBooks.Platform, 404)] // It never calls.
    [InlineData("peachtree", 404)]
    public async Task A_system_that_cannot_call_is_told_so(string platform, int status) => (await SendAsync(platform, "x")).Is(status);

    [Fact]
    public async Task Any_number_of_names_is_taken()
    {
        var desk = await ConsentAsync();

        (await SendAsync(ConsentedBooks.Platform, string.Join('\n', Enumerable.Range(0, 5000).Select(n => n.ToString(CultureInfo.InvariantCulture)).Prepend(desk.Company)))).Ok();

        Assert.Single(await desk.TextsAsync(Jobs, desk.Organization.Value));
    }

    private async Task<AccountingDesk> ConsentAsync()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        await desk.ConsentAsync();
        await desk.ExecuteAsync("delete from jobs where organization_id = $1", desk.Organization.Value); // That of connecting.
        return desk;
    }

    private async Task<Answer> SendAsync(string platform, string body, string signature = "genuine")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/webhooks/accounting/{platform}", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.Add(ConsentedBooks.SignatureHeader, signature);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
