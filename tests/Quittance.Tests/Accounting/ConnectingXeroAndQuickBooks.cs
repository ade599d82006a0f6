using Microsoft.Extensions.DependencyInjection;
using Quittance.Counterparts.QuickBooks;
using Quittance.Counterparts.Xero;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;

namespace Quittance.Tests.Accounting;

/// <summary>From connection_url over the system's own page and back, against stand-ins for the two systems.</summary>
public sealed class ConnectingXeroAndQuickBooks(SystemsServer systems) : IClassFixture<SystemsServer>, IDisposable
{
    private const string Xero = "xero";
    private const string QuickBooks = "quickbooks_online";
    private const string Jobs = "select kind from jobs where organization_id = $1 and kind = 'sync_accounting'";

    private readonly LinkBrowser _browser = new(systems.Server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData(Xero, Xero)]
    [InlineData(QuickBooks, QuickBooks)]
    [InlineData("quickbooks", QuickBooks)]
    public async Task A_user_agrees_there_and_the_books_are_open_until_they_are_disconnected(string word, string platform)
    {
        var (desk, id) = await ConnectAsync(word);
        var connected = await desk.GetAsync(id);
        var open = systems.Server.Services.GetRequiredService<OpenAccounting>();
        var opened = (await open.RunAsync(desk.Organization, new AccountingConnectionId(Guid.Parse(id)), null, Cancel))!;
        var accounts = await open.CallAsync(opened, (system, access, cancel) => system.ListLedgerAccountsAsync(access, cancel), Cancel);

        // The system has one company, which other tests have connected too: while it is, no consent for it is given back.
        await desk.ExecuteAsync("delete from gate.directory where kind = 'accounting_company' and organization_id <> $1", desk.Organization.Value);
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();
        await desk.Owner.RunJobsAsync();

        Assert.Equal((platform, "connected"), (connected.GetProperty("platform").GetString(), connected.GetProperty("status").GetString()));
        Assert.NotEmpty(connected.GetProperty("business_info").GetProperty("name").GetString()!);
        Assert.NotEmpty(accounts);
        await Assert.ThrowsAsync<AccountingException>(() => opened.System.GetCompanyAsync(opened.Access, Cancel)); // The system has forgotten the consent, too.
    }

    [Theory]
    [InlineData(Xero)]
    [InlineData(QuickBooks)]
    public async Task A_token_that_the_system_ended_is_exchanged_under_way(string platform)
    {
        var (desk, id) = await ConnectAsync(platform);
        var open = systems.Server.Services.GetRequiredService<OpenAccounting>();
        var opened = (await open.RunAsync(desk.Organization, new AccountingConnectionId(Guid.Parse(id)), null, Cancel))!;
        opened.Access = opened.Access with { AccessToken = "ended before its time" };
        var before = opened.Access.AccessToken;

        var company = await open.CallAsync(opened, (system, access, cancel) => system.GetCompanyAsync(access, cancel), Cancel);

        Assert.Equal((await desk.GetAsync(id)).GetProperty("business_info").GetProperty("name").GetString(), company.Name);
        Assert.NotEqual(before, opened.Access.AccessToken);
    }

    [Fact]
    public async Task A_user_who_says_no_at_Xero_reads_what_to_do()
    {
        var desk = await AccountingDesk.OpenAsync(systems.Server);
        var token = LinkBrowser.TokenOf(await desk.BeginAsync(Xero));
        systems.Xero.Declines = true;
        try
        {
            Assert.Contains("The connection was not allowed at Xero.", (await AgreeAsync(token, Xero)).Is(422).Body, StringComparison.Ordinal);
        }
        finally
        {
            systems.Xero.Declines = false;
        }

        (await AgreeAsync(token, Xero)).Is(302);
    }

    [Theory]
    [InlineData(Xero)]
    [InlineData(QuickBooks)]
    public async Task What_changes_there_is_asked_for_here_when_the_system_itself_says_so(string platform)
    {
        var (desk, id) = await ConnectAsync(platform);
        var company = Assert.Single(await desk.TextsAsync("select company ->> 'id' from accounting_connections where id = $1", Guid.Parse(id)));
        await desk.ExecuteAsync("delete from jobs where organization_id = $1", desk.Organization.Value);
        var (header, body, signature) = Call(platform, company);

        var forged = await CallAsync(platform, header, body, Call(platform, "another").Signature);
        var before = await desk.TextsAsync(Jobs, desk.Organization.Value);
        var genuine = await CallAsync(platform, header, body, signature);

        Assert.Equal((401, "", 200, ""), (forged.Status, forged.Body, genuine.Status, genuine.Body));
        Assert.Empty(before);
        Assert.Single(await desk.TextsAsync(Jobs, desk.Organization.Value));
    }

    [Fact]
    public async Task Xeros_intent_to_receive_is_answered()
    {
        var (body, signature) = FakeXero.Webhook(FakeXero.WebhookKey);

        Assert.Equal(200, (await CallAsync(Xero, "x-xero-signature", body, signature)).Status);
        Assert.Equal(401, (await CallAsync(Xero, "x-xero-signature", body, FakeXero.Webhook("another key").Signature)).Status);
    }

    private (string Header, byte[] Body, string Signature) Call(string platform, string company)
    {
        if (platform == Xero)
        {
            var (body, signature) = FakeXero.Webhook(FakeXero.WebhookKey, (company, "INVOICE", "x"));
            return ("x-xero-signature", body, signature);
        }

        var call = QuickBooksWebhook.Notifications(SystemsServer.VerifierToken, systems.Server.Clock.GetUtcNow(), (company, "Bill", "1"));
        return ("intuit-signature", call.Body, call.Signature);
    }

    private async Task<Answer> CallAsync(string platform, string header, byte[] body, string signature)
    {
        using var http = new HttpClient { BaseAddress = systems.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/webhooks/accounting/{platform}", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Headers.Add(header, signature);
        using var response = await http.SendAsync(request, Cancel);
        return await Answer.ReadAsync(response);
    }

    private async Task<(AccountingDesk Desk, string Id)> ConnectAsync(string platform)
    {
        var desk = await AccountingDesk.OpenAsync(systems.Server);
        var made = await desk.BeginAsync(platform);
        var back = (await AgreeAsync(LinkBrowser.TokenOf(made), platform)).Is(302);
        Assert.Contains("You are connected", (await _browser.GetAsync(back.Headers.Location!.ToString())).Ok().Body, StringComparison.Ordinal);
        return (desk, made.GetProperty("id").GetString()!);
    }

    /// <summary>Goes to the system's page, which agrees at once, and follows it back.</summary>
    private async Task<Answer> AgreeAsync(string token, string platform)
    {
        var there = await _browser.GetAsync((await _browser.LeaveAsync(token, platform)).AbsoluteUri);
        return await _browser.GetAsync(there.Is(302).Headers.Location!.AbsoluteUri);
    }
}
