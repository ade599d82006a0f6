using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Connectors.Http;
using Quittance.Counterparts;
using Quittance.Counterparts.QuickBooks;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

/// <summary>A company's books in the QuickBooks counterpart, reached through a proxy that breaks lines.</summary>
public sealed class QuickBooksBooks : Books
{
    public const string VerifierToken = "the-verifier-token";

    private readonly ProviderHttp _http;
    private readonly string _accessToken;

    private QuickBooksBooks(QuickBooksFake fake, FaultyProxy proxy)
    {
        (Fake, Proxy) = (fake, proxy);
        _http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), fake.Clock, TimeSpan.FromSeconds(20));
        Options = QuickBooksOptions.Production with
        {
            ApiUrl = proxy.Address,
            AuthorizeUrl = new Uri(fake.Address, QuickBooksFake.AuthorizePath),
            TokenUrl = new Uri(fake.Address, QuickBooksFake.TokenPath),
            RevokeUrl = new Uri(fake.Address, QuickBooksFake.RevokePath),
            ClientId = fake.Identity.ClientId,
            ClientSecret = fake.Identity.ClientSecret,
            WebhookVerifierToken = VerifierToken,
        };
        QuickBooks = new QuickBooksSystem(Options, _http, fake.Clock);
        (_accessToken, RefreshToken) = fake.Identity.NewTokens(fake.Realm.RealmId);
    }

    public QuickBooksFake Fake { get; }

    public QuickBooksRealm Realm => Fake.Realm;

    public QuickBooksOptions Options { get; }

    public QuickBooksSystem QuickBooks { get; }

    public string RefreshToken { get; }

    public override IAccountingSystem System => QuickBooks;

    public override FaultyProxy Proxy { get; }

    public override AccountingAccess Access => AccessTo(Realm.RealmId, _accessToken);

    public override AccountingAccess WrongAccess => AccessTo(Realm.RealmId, "nobody's");

    public override Currency Currency { get; } = Currency.Of("GBP");

    public override string ExpenseAccountId => Realm.ExpenseAccountId;

    public override string BankAccountId => Realm.BankAccountId;

    public override string? TaxRateId => Realm.StandardTaxId;

    public override DateOnly Today => DateOnly.FromDateTime(Fake.Clock.GetUtcNow().UtcDateTime);

    public static async Task<QuickBooksBooks> OpenAsync()
    {
        var fake = await QuickBooksFake.StartAsync();
        return new QuickBooksBooks(fake, await FaultyProxy.StartAsync(fake.Address));
    }

    /// <summary>Another company, to which these tokens were given.</summary>
    public AccountingAccess AccessTo(QuickBooksRealm realm) => AccessTo(realm.RealmId, Fake.Identity.NewTokens(realm.RealmId).Access);

    public QuickBooksSystem SystemWith(QuickBooksOptions options) => new(options, _http, Fake.Clock);

    public override Task<int> CountBillsAsync(string number, CancellationToken cancel) => Task.FromResult(Realm.CountBills(number));

    public override Task<int> CountVendorsAsync(string name, CancellationToken cancel) => Task.FromResult(Realm.CountVendors(name));

    public override Task<long> OwedToAsync(string vendorName, CancellationToken cancel) => Task.FromResult((long)(Realm.OwedTo(vendorName) * Currency.MinorPerMajor));

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Proxy.DisposeAsync();
        await Fake.DisposeAsync();
    }

    private static AccountingAccess AccessTo(string realm, string token) => new(
        Guid.Empty, "Quayside", new Dictionary<string, string> { [QuickBooksSystem.RealmSetting] = realm }, new Dictionary<string, string>(), token);
}
