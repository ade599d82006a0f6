using System.Net;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class ConnectingQuickBooks : QuickBooksTests
{
    private static readonly Uri Redirect = new("https://quittance.example/connect/callback");

    [Fact]
    public async Task A_user_who_agrees_opens_the_company_that_was_chosen()
    {
        var callback = await AgreeAsync();

        var grant = await System.ExchangeAsync(callback, Redirect, "unused", Cancel);

        Assert.Equal("the-state", callback["state"]);
        Assert.Equal(Realm.RealmId, grant.Settings[QuickBooksSystem.RealmSetting]);
        Assert.InRange(grant.AccessTokenUntil - Fake.Clock.GetUtcNow(), TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
        var company = await System.GetCompanyAsync(AccessOf(grant.AccessToken), Cancel);
        Assert.Equal(
            new AccountingCompany(Realm.RealmId, "Quayside Books", "Quayside Books Limited", "books@quayside.example", "GBP", "PrivateLimitedCompany"), company);
    }

    [Fact]
    public async Task A_code_is_good_once_and_only_for_the_address_it_was_made_for()
    {
        var (one, other) = (await AgreeAsync(), await AgreeAsync());
        await System.ExchangeAsync(one, Redirect, "", Cancel);

        var spent = await RefusedAsync(() => System.ExchangeAsync(one, Redirect, "", Cancel));
        var elsewhere = await RefusedAsync(() => System.ExchangeAsync(other, new Uri("https://elsewhere.example/"), "", Cancel));

        Assert.Equal((AccountingFault.Deauthorized, AccountingFault.Deauthorized), (spent.Fault, elsewhere.Fault));
    }

    [Fact]
    public async Task A_user_who_declines_is_told_how_to_go_on()
    {
        var callback = new Dictionary<string, string> { ["error"] = "access_denied", ["state"] = "the-state" };

        Assert.Equal(AccountingFault.Deauthorized, (await RefusedAsync(() => System.ExchangeAsync(callback, Redirect, "", Cancel))).Fault);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("../1")]
    [InlineData("12345678901234567890123456789012345")]
    public async Task A_return_without_a_company_connects_nothing(string? realm)
    {
        var callback = new Dictionary<string, string>(await AgreeAsync());
        callback.Remove("realmId");
        if (realm is not null)
        {
            callback["realmId"] = realm;
        }

        Assert.Equal(AccountingFault.BadAnswer, (await RefusedAsync(() => System.ExchangeAsync(callback, Redirect, "", Cancel))).Fault);
    }

    [Fact]
    public async Task Every_refresh_brings_another_refresh_token_and_the_old_one_is_dead()
    {
        var second = await System.RefreshAsync(Books.RefreshToken, Cancel);
        var third = await System.RefreshAsync(second.RefreshToken, Cancel);

        var dead = await RefusedAsync(() => System.RefreshAsync(Books.RefreshToken, Cancel));

        Assert.Equal(3, new[] { Books.RefreshToken, second.RefreshToken, third.RefreshToken }.Distinct().Count());
        Assert.Equal((AccountingFault.Deauthorized, "invalid_grant"), (dead.Fault, dead.Code));
        Assert.Empty(third.Settings);
        await System.GetCompanyAsync(AccessOf(third.AccessToken), Cancel);
    }

    [Fact]
    public async Task An_access_token_lives_for_an_hour()
    {
        Fake.Clock.Advance(TimeSpan.FromMinutes(61));

        var ended = await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel));
        var grant = await System.RefreshAsync(Books.RefreshToken, Cancel);

        Assert.Equal((AccountingFault.CredentialsRefused, "3200"), (ended.Fault, ended.Code));
        await System.GetCompanyAsync(AccessOf(grant.AccessToken), Cancel);
    }

    [Fact]
    public async Task What_was_given_back_opens_nothing_and_can_be_given_back_twice()
    {
        await System.RevokeAsync(Access, Books.RefreshToken, Cancel);
        await System.RevokeAsync(Access, Books.RefreshToken, Cancel);

        Assert.Equal(AccountingFault.Deauthorized, (await RefusedAsync(() => System.RefreshAsync(Books.RefreshToken, Cancel))).Fault);
        Assert.Equal(AccountingFault.CredentialsRefused, (await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel))).Fault);
    }

    [Fact]
    public async Task Without_a_registered_application_nobody_is_sent_to_Intuit()
    {
        var none = Books.SystemWith(Books.Options with { ClientId = null });
        var wrong = Books.SystemWith(Books.Options with { ClientSecret = "wrong" });

        Assert.False(none.IsConfigured);
        Assert.True(System.IsConfigured);
        Assert.Equal(AccountingFault.NotConfigured, Assert.Throws<AccountingException>(() => none.AuthorizeAt(Redirect, "s", "c")).Fault);
        Assert.Equal(AccountingFault.NotConfigured, (await RefusedAsync(() => none.RefreshAsync(Books.RefreshToken, Cancel))).Fault);
        Assert.Equal(AccountingFault.NotConfigured, (await RefusedAsync(() => wrong.RefreshAsync(Books.RefreshToken, Cancel))).Fault);
    }

    [Fact]
    public void Production_and_sandbox_are_two_platforms_and_show_no_secret()
    {
        Assert.Equal(("quickbooks_online", "quickbooks.api.intuit.com"), (QuickBooksOptions.Production.Platform, QuickBooksOptions.Production.ApiUrl.Host));
        Assert.Equal(("quickbooks_online_sandbox", "sandbox-quickbooks.api.intuit.com"), (QuickBooksOptions.Sandbox.Platform, QuickBooksOptions.Sandbox.ApiUrl.Host));
        Assert.DoesNotContain(Books.Options.ClientSecret!, Books.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_are_told_by_kind_and_those_that_QuickBooks_books_by_itself_are_left_out()
    {
        Realm.EnterAccount("51", "Lease", "Expense", "Expense", isActive: false);

        var accounts = await System.ListLedgerAccountsAsync(Access, Cancel);

        Assert.DoesNotContain(accounts, account => account.Id == Realm.PayableAccountId);
        Assert.Equal((LedgerAccountType.Liability, true, null), Of(accounts, Realm.CardAccountId));
        Assert.Equal((LedgerAccountType.Asset, true, "1000"), Of(accounts, Realm.BankAccountId));
        Assert.Equal((LedgerAccountType.Income, false, "4000"), Of(accounts, "9"));
        Assert.Equal(LedgerAccountStatus.Archived, accounts.Single(account => account.Id == "51").Status);
        Assert.All(accounts, account => Assert.Null(account.CurrencyCode));
    }

    private static (LedgerAccountType, bool, string?) Of(IReadOnlyList<RemoteLedgerAccount> accounts, string id)
    {
        var found = accounts.Single(account => account.Id == id);
        return (found.Type, found.IsBankAccount, found.Code);
    }

    private AccountingAccess AccessOf(string token) => Access with { AccessToken = token };

    /// <summary>Goes to the page as a browser would, and comes back.</summary>
    private async Task<Dictionary<string, string>> AgreeAsync()
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var page = await browser.GetAsync(System.AuthorizeAt(Redirect, "the-state", "challenge"), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.StartsWith(Redirect.AbsoluteUri, page.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        return page.Headers.Location.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
    }
}
