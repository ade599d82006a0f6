using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Keeps a company's books in QuickBooks Online, by its Accounting API, minor version 75. docs/connectors/quickbooks_online.md says what it does and why.</summary>
/// <param name="clock">For the end of access tokens, and the age of a place.</param>
public sealed class QuickBooksSystem(QuickBooksOptions options, ProviderHttp http, TimeProvider clock) : IAccountingSystem, IAuthorizedByUser, IAccountingWebhookSender
{
    /// <summary>The setting that names the company. A grant brings it along.</summary>
    public const string RealmSetting = "realm_id";

    private readonly QuickBooksTokens _tokens = new(options, http, clock);

    private readonly QuickBooksApi _api = new(options, http);

    /// <inheritdoc/>
    public AccountingSystemProfile Profile { get; } = new(
        options.Platform,
        options.Name,
        "Vendors, bills and bill payments of a company in QuickBooks Online. Someone who may manage the company agrees on Intuit's page.",
        []);

    /// <inheritdoc/>
    public bool IsConfigured => _tokens.IsConfigured;

    /// <inheritdoc/>
    public Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksChart(_api).GetCompanyAsync(access, cancel));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksChart(_api).ListAccountsAsync(access, cancel));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(async () => (await QuickBooksTaxes.LoadAsync(_api, access, cancel)).Rates);

    /// <inheritdoc/>
    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksChanges(_api, clock).ListAsync(access, place, cancel));

    /// <inheritdoc/>
    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksVendors(_api).PutAsync(access, vendor, cancel));

    /// <inheritdoc/>
    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksBills(_api).PutAsync(access, bill, cancel));

    /// <inheritdoc/>
    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksPayments(_api).PutAsync(access, payment, cancel));

    /// <inheritdoc/>
    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksReversals(_api).ReverseBillAsync(access, reversal, cancel));

    /// <inheritdoc/>
    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => new QuickBooksReversals(_api).ReversePaymentAsync(access, reversal, cancel));

    /// <inheritdoc/>
    public Uri AuthorizeAt(Uri redirectUri, string state, string codeChallenge) => _tokens.AuthorizeAt(redirectUri, state);

    /// <inheritdoc/>
    public Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, string codeVerifier, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => _tokens.ExchangeAsync(callback, redirectUri, cancel));

    /// <inheritdoc/>
    public Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => _tokens.RefreshAsync(refreshToken, cancel));

    /// <inheritdoc/>
    public Task RevokeAsync(AccountingAccess access, string refreshToken, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(() => _tokens.RevokeAsync(refreshToken, cancel));

    /// <inheritdoc/>
    public bool IsGenuine(ReadOnlySpan<byte> body, Func<string, string?> header) =>
        WebhookSignature.IsGenuine(options.WebhookVerifierToken, body, header(QuickBooksWebhooks.SignatureHeader));

    /// <inheritdoc/>
    public IReadOnlyList<string> CompaniesIn(ReadOnlyMemory<byte> body) => QuickBooksWebhooks.CompaniesIn(body);
}
