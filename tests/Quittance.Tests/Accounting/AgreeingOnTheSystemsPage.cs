using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Tests.Accounting;

/// <summary>OAuth 2.0: the user goes to the system's own page, agrees, and comes back.</summary>
[Collection("moves the clock")]
public sealed class AgreeingOnTheSystemsPage(TestServer server) : IDisposable
{
    private readonly LinkBrowser _browser = new(server);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_user_agrees_and_the_books_are_connected()
    {
        var (desk, token) = await BeginAsync();

        var page = await _browser.GetAsync($"/connect/{token}");
        var sent = await _browser.LeaveAsync(token);
        var back = (await _browser.ReturnAsync(sent, $"code={desk.Company}")).Is(302);
        var done = await _browser.GetAsync(back.Headers.Location!.ToString());

        Assert.Contains("Continue to Consented books", page.Ok().Body, StringComparison.Ordinal);
        Assert.Equal("consented.example.test", sent.Host);
        Assert.Contains(Uri.EscapeDataString($"{server.Address.AbsoluteUri}connect/callback"), sent.Query, StringComparison.Ordinal);
        Assert.Contains("You are connected", done.Ok().Body, StringComparison.Ordinal);
        Assert.Contains($"Company {desk.Company}", done.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_is_bound_to_this_server_by_a_verifier()
    {
        var (desk, token) = await BeginAsync();
        var sent = await _browser.LeaveAsync(token);
        (await _browser.ReturnAsync(sent, $"code={desk.Company}")).Is(302);

        var verifier = server.Consented.Of(desk.Company).Verifier!;

        Assert.Equal(43, verifier.Length);
        Assert.Contains($"code_challenge={Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))}", sent.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_declines_reads_why_and_can_try_again()
    {
        var (desk, token) = await BeginAsync();

        var declined = (await _browser.ReturnAsync(await _browser.LeaveAsync(token), "error=access_denied")).Is(422);

        Assert.Contains("The &lt;owner&gt; said no.", declined.Body, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/connect/{token}\">Try again</a>", declined.Body, StringComparison.Ordinal);
        (await _browser.AgreeAsync(token, desk.Company)).Is(302);
    }

    [Fact]
    public async Task A_return_serves_once()
    {
        var (desk, token) = await BeginAsync();
        var sent = await _browser.LeaveAsync(token);
        (await _browser.ReturnAsync(sent, $"code={desk.Company}")).Is(302);

        (await _browser.ReturnAsync(sent, $"code={desk.Company}")).Is(410);

        Assert.Equal(1, server.Consented.Of(desk.Company).Grants);
    }

    [Fact]
    public async Task Somebody_elses_consent_cannot_be_slipped_in()
    {
        var (desk, token) = await BeginAsync();
        var sent = await _browser.LeaveAsync(token);

        using var victim = new LinkBrowser(server); // Who was shown the address of the system's page by somebody else.
        (await victim.ReturnAsync(sent, $"code={desk.Company}")).Is(410);

        Assert.Equal(0, server.Consented.Of(desk.Company).Grants);
        Assert.Equal("pending_auth", await StatusAsync(desk));
    }

    [Fact]
    public async Task A_user_who_takes_longer_than_a_quarter_of_an_hour_begins_again()
    {
        var (desk, token) = await BeginAsync();
        var sent = await _browser.LeaveAsync(token);
        server.Clock.Advance(TimeSpan.FromMinutes(15));

        (await _browser.ReturnAsync(sent, $"code={desk.Company}")).Is(410);

        Assert.Equal(0, server.Consented.Of(desk.Company).Grants);
        (await _browser.AgreeAsync(token, desk.Company)).Is(302);
    }

    [Fact]
    public async Task Only_the_last_beginning_counts()
    {
        var (desk, token) = await BeginAsync();
        var first = await _browser.LeaveAsync(token);
        var second = await _browser.LeaveAsync(token);

        (await _browser.ReturnAsync(first, $"code={desk.Company}")).Is(410);
        Assert.Single(await desk.TextsAsync("select platform from accounting_consents where organization_id = $1", desk.Organization.Value));
        (await _browser.AgreeAsync(token, desk.Company)).Is(302);
        Assert.NotEqual(LinkBrowser.StateOf(first), LinkBrowser.StateOf(second));
    }

    [Fact]
    public async Task Disconnecting_gives_the_consent_back_once()
    {
        var (desk, id, consent) = await AgreedAsync();

        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();
        await desk.Owner.RunJobsAsync();

        Assert.Equal([consent.RefreshToken!], consent.Revoked);
        Assert.Null(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
        Assert.Empty(await WaitingAsync(desk));
    }

    [Fact]
    public async Task A_consent_that_the_system_does_not_take_back_is_offered_again_and_its_tokens_are_kept_until_then()
    {
        var (desk, id, consent) = await AgreedAsync();
        consent.IsDown = true;
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();
        await desk.Owner.RunJobsAsync();
        Assert.NotNull(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
        Assert.Equal(["Unavailable"], await WaitingAsync(desk));

        consent.IsDown = false;
        await MakeDueAsync(desk);

        Assert.Equal([consent.RefreshToken!, consent.RefreshToken!], consent.Revoked);
        Assert.Null(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
        Assert.Empty(await WaitingAsync(desk));
    }

    [Fact]
    public async Task A_consent_that_is_never_taken_back_is_given_up_and_forgotten()
    {
        var (desk, id, consent) = await AgreedAsync();
        consent.IsDown = true;
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();

        for (var i = 0; i <= 10; i++)
        {
            await MakeDueAsync(desk);
        }

        Assert.Equal(10, consent.Revoked.Count);
        Assert.Null(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
        Assert.Empty(await WaitingAsync(desk));
    }

    [Fact]
    public async Task An_old_consent_is_not_given_back_once_the_company_is_connected_again()
    {
        var (desk, id, consent) = await AgreedAsync();
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();

        await desk.ConsentAsync();
        await desk.Owner.RunJobsAsync();

        Assert.Empty(consent.Revoked);
        Assert.Null(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
    }

    private async Task<(AccountingDesk Desk, string Id, ConsentedBooks.Consent Consent)> AgreedAsync()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        return (desk, await desk.ConsentAsync(), server.Consented.Of(desk.Company));
    }

    /// <summary>What the jobs say that wait to give a consent back.</summary>
    private static Task<IReadOnlyList<string>> WaitingAsync(AccountingDesk desk) =>
        desk.TextsAsync("select coalesce(last_error, '') from jobs where organization_id = $1 and kind = 'revoke_accounting'", desk.Organization.Value);

    private static async Task MakeDueAsync(AccountingDesk desk)
    {
        await desk.ExecuteAsync("update jobs set due_at = created_at where organization_id = $1 and kind = 'revoke_accounting'", desk.Organization.Value);
        await desk.Owner.RunJobsAsync();
    }

    [Fact]
    public async Task Agreeing_for_another_company_changes_nothing()
    {
        var (desk, token) = await BeginAsync();
        (await _browser.AgreeAsync(token, desk.Company)).Is(302);
        var id = (await desk.Api.GetAsync(AccountingDesk.Connections)).At("data")[0].GetProperty("id").GetString()!;
        await desk.DeauthorizeAsync(id);

        var other = (await _browser.AgreeAsync(token, $"{desk.Company}-other")).Is(422);

        Assert.Contains($"It keeps the books of Company {desk.Company}", other.Body, StringComparison.Ordinal);
        Assert.Equal("deauthorized", await StatusAsync(desk));
        (await _browser.AgreeAsync(token, desk.Company)).Is(302);
        Assert.Equal("connected", await StatusAsync(desk));
    }

    [Theory]
    [InlineData("/connect/callback")]
    [InlineData("/connect/callback?state=&code=x")]
    [InlineData("/connect/callback?state=unknown&code=x")]
    public async Task Whoever_did_not_go_from_here_is_told_to(string address) => (await _browser.GetAsync(address)).Is(410);

    [Fact]
    public async Task A_system_without_a_page_of_its_own_sends_nobody_anywhere()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var token = LinkBrowser.TokenOf(await desk.BeginAsync());

        (await _browser.GetAsync($"/connect/{token}/authorize?platform={FormBooks.Platform}")).Is(409);
        (await _browser.GetAsync($"/connect/{token}/authorize?platform=xero")).Is(409);
        (await _browser.GetAsync($"/connect/{token}/authorize")).Is(409);
    }

    private async Task<(AccountingDesk Desk, string Token)> BeginAsync()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        return (desk, LinkBrowser.TokenOf(await desk.BeginAsync(ConsentedBooks.Platform)));
    }

    private static async Task<string?> StatusAsync(AccountingDesk desk) =>
        (await desk.Api.GetAsync(AccountingDesk.Connections)).Ok().At("data")[0].GetProperty("status").GetString();
}
