using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Counterparts.Xero;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>The consent, its tokens and its end.</summary>
public sealed class AllowingXero : IAsyncLifetime
{
    private const string Verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";

    private static readonly Uri Redirect = new("https://pay.example/accounting/callback");

    private readonly MovableClock _clock = new();
    private XeroDesk _desk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await XeroDesk.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task A_consent_opens_the_first_organisation_that_it_chose()
    {
        await AllowAsync(_desk.Xero); // An earlier consent, of another organisation.
        var (first, second) = (_desk.Fake.AddBooks("First", "GBP"), _desk.Fake.AddBooks("Second", "USD"));
        _desk.Fake.Chosen.Clear();
        _desk.Fake.Chosen.Add(first);
        _desk.Fake.Chosen.Add(second);

        var grant = await AllowAsync(_desk.Xero);
        var company = await _desk.Xero.GetCompanyAsync(_desk.AccessWith(grant.AccessToken, grant.Settings["tenant_id"]), Cancel);

        Assert.Equal(_clock.GetUtcNow().AddMinutes(30), grant.AccessTokenUntil);
        Assert.Equal(new AccountingCompany(first.TenantId, "First", "First SAS", null, "GBP", "COMPANY"), company);
    }

    [Fact]
    public async Task An_app_without_a_secret_is_known_by_its_id_and_the_verifier()
    {
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), _clock);
        var system = new XeroSystem(XeroDesk.OptionsFor(_desk.Fake) with { ClientSecret = null }, http, _clock);

        var grant = await AllowAsync(system);
        var refused = await KeepingBooksInXero.FailsAsync(() => AllowAsync(system, verifier: "another-verifier-0123456789-0123456789-0123456789"));

        Assert.NotEmpty(grant.RefreshToken);
        Assert.Equal(AccountingFault.Deauthorized, refused.Fault);
    }

    [Fact]
    public async Task A_user_who_says_no_is_told_so_and_a_code_is_good_once()
    {
        _desk.Fake.Declines = true;
        var declined = await KeepingBooksInXero.FailsAsync(() => AllowAsync(_desk.Xero));
        _desk.Fake.Declines = false;
        var callback = await ReturnAsync(_desk.Xero);
        await _desk.Xero.ExchangeAsync(callback, Redirect, Verifier, Cancel);

        var spent = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.ExchangeAsync(callback, Redirect, Verifier, Cancel));

        Assert.Equal("The connection was not allowed at Xero.", declined.Message);
        Assert.Equal(AccountingFault.Deauthorized, spent.Fault);
    }

    [Fact]
    public async Task A_refresh_brings_another_token_and_a_lost_answer_does_no_harm()
    {
        var lost = await _desk.Xero.RefreshAsync(_desk.RefreshToken, Cancel);
        var again = await _desk.Xero.RefreshAsync(_desk.RefreshToken, Cancel);
        _clock.Move(TimeSpan.FromMinutes(31));

        var late = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.RefreshAsync(_desk.RefreshToken, Cancel));
        var next = await _desk.Xero.RefreshAsync(again.RefreshToken, Cancel);

        Assert.NotEqual(lost.RefreshToken, again.RefreshToken);
        Assert.Empty(next.Settings);
        Assert.Equal(AccountingFault.Deauthorized, late.Fault);
        Assert.Equal("Demo Company (FR)", (await _desk.Xero.GetCompanyAsync(_desk.AccessWith(next.AccessToken), Cancel)).Name);
    }

    [Fact]
    public async Task An_access_token_that_has_ended_asks_for_another_and_a_connection_that_has_ended_for_a_person()
    {
        _clock.Move(TimeSpan.FromMinutes(31));
        var ended = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.GetCompanyAsync(_desk.Access, Cancel));
        var renewed = await _desk.Xero.RefreshAsync(_desk.RefreshToken, Cancel);
        _desk.Fake.Disconnect(_desk.There);

        var disconnected = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.GetCompanyAsync(_desk.AccessWith(renewed.AccessToken), Cancel));

        Assert.Equal((AccountingFault.CredentialsRefused, AccountingFault.Deauthorized), (ended.Fault, disconnected.Fault));
    }

    [Fact]
    public async Task What_is_given_back_is_not_taken_again()
    {
        await _desk.Xero.RevokeAsync(_desk.Access, _desk.RefreshToken, Cancel);
        await _desk.Xero.RevokeAsync(_desk.Access, _desk.RefreshToken, Cancel);

        var refused = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.RefreshAsync(_desk.RefreshToken, Cancel));

        Assert.Equal(AccountingFault.Deauthorized, refused.Fault);
    }

    [Fact]
    public async Task Giving_one_organisation_back_leaves_the_same_users_others_connected()
    {
        var other = _desk.Fake.AddBooks("Other Company", "EUR");
        var (access, refresh) = _desk.Fake.Grant(_desk.Fake.Books, other);

        await _desk.Xero.RevokeAsync(_desk.AccessWith(access), refresh, Cancel);

        var kept = await _desk.Xero.RefreshAsync(refresh, Cancel);
        Assert.Equal("Other Company", (await _desk.Xero.GetCompanyAsync(_desk.AccessWith(kept.AccessToken, other.TenantId), Cancel)).Name);
        Assert.Equal(
            AccountingFault.Deauthorized, (await KeepingBooksInXero.FailsAsync(() => _desk.Xero.GetCompanyAsync(_desk.AccessWith(kept.AccessToken), Cancel))).Fault);
    }

    [Fact]
    public async Task A_scope_that_is_missing_is_no_matter_of_the_token()
    {
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), _clock);
        var grant = await AllowAsync(new XeroSystem(XeroDesk.OptionsFor(_desk.Fake) with { Scopes = "offline_access accounting.settings" }, http, _clock));

        var refused = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.ListChangesAsync(_desk.AccessWith(grant.AccessToken), null, Cancel));

        Assert.Equal(AccountingFault.Forbidden, refused.Fault);
    }

    [Fact]
    public async Task Without_offline_access_or_with_a_wrong_secret_it_is_the_operators_turn()
    {
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), _clock);
        var fleeting = await KeepingBooksInXero.FailsAsync(() => AllowAsync(new XeroSystem(XeroDesk.OptionsFor(_desk.Fake) with { Scopes = "accounting.settings" }, http, _clock)));
        var wrong = await KeepingBooksInXero.FailsAsync(() =>
            new XeroSystem(XeroDesk.OptionsFor(_desk.Fake) with { ClientSecret = "wrong" }, http, _clock).RefreshAsync(_desk.RefreshToken, Cancel));

        Assert.Equal((AccountingFault.NotConfigured, AccountingFault.NotConfigured), (fleeting.Fault, wrong.Fault));
    }

    [Fact]
    public void Nobody_can_be_sent_to_Xero_without_an_app()
    {
        using var http = new ProviderHttp(AllowedNetworks.None, _clock);
        var system = new XeroSystem(XeroOptions.Public, http, _clock);

        Assert.False(system.IsConfigured);
        Assert.True(_desk.Xero.IsConfigured);
        Assert.Equal(AccountingFault.NotConfigured, Assert.Throws<AccountingException>(() => system.AuthorizeAt(Redirect, "s", "c")).Fault);
        Assert.DoesNotContain(FakeXero.ClientSecret, $"{XeroDesk.OptionsFor(_desk.Fake)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_too_many_calls_says_which_limit_and_for_how_long()
    {
        _desk.Fake.Throttle(1, "minute", 37);
        var told = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.GetCompanyAsync(_desk.Access, Cancel));
        _desk.Fake.Throttle(1, "concurrent", null);
        var untold = await KeepingBooksInXero.FailsAsync(() => _desk.Xero.GetCompanyAsync(_desk.Access, Cancel));

        Assert.Equal((AccountingFault.RateLimited, TimeSpan.FromSeconds(37)), (told.Fault, told.RetryAfter));
        Assert.Contains("minute", told.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2), untold.RetryAfter);
    }

    private static async Task<AccountingGrant> AllowAsync(XeroSystem system, string verifier = Verifier) =>
        await system.ExchangeAsync(await ReturnAsync(system), Redirect, verifier, Cancel);

    /// <summary>What the user comes back with.</summary>
    private static async Task<Dictionary<string, string>> ReturnAsync(XeroSystem system)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CheckCertificateRevocationList = true };
        using var browser = new HttpClient(handler);
        using var answer = await browser.GetAsync(system.AuthorizeAt(Redirect, "the state", challenge), Cancel);
        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.Equal("the state", query["state"]);
        return query.AllKeys.ToDictionary(name => name!, name => query[name]!);
    }
}
