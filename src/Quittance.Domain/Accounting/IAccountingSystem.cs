namespace Quittance.Domain.Accounting;

/// <summary>An outside system that keeps a business's books. One object serves all connections; it keeps nothing between calls that a restart may not forget.</summary>
/// <remarks>
/// Every method may throw <see cref="AccountingException"/> and nothing else but <see cref="OperationCanceledException"/>. What the system
/// answers is a stranger's: sizes are bounded and nothing of it is trusted. Never called while a database transaction is open, and never
/// by two callers at once for one connection.
/// <para>
/// The Put and Reverse methods are called again after an unknown outcome (a timeout, a killed process): they ask the system for what an
/// earlier call may have left, by the object's key, finish what is half done, and so end with exactly one object over there.
/// </para>
/// </remarks>
public interface IAccountingSystem
{
    /// <summary>What users and programs need to know to connect it.</summary>
    AccountingSystemProfile Profile { get; }

    /// <summary>Proves that the access works and says whose books these are; changes nothing there.</summary>
    Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel);

    /// <summary>All accounts that a line or a payment can be booked on.</summary>
    Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel);

    /// <summary>All tax rates that a purchase can carry.</summary>
    Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel);

    /// <summary>One page of the vendors, bills and payments that were made or changed since a place, oldest first.</summary>
    /// <param name="place">What the last page ended with; null for the beginning. Asking at the same place again is harmless.</param>
    Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel);

    /// <summary>Makes the vendor over there, or changes the one that is known.</summary>
    /// <exception cref="AccountingException"><see cref="AccountingFault.Conflict"/>: it was changed over there since <see cref="VendorToPush.Known"/>.</exception>
    Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel);

    /// <summary>Makes the bill over there and posts it, so that it is owed.</summary>
    /// <exception cref="AccountingException"><see cref="AccountingFault.TotalDiffers"/>: the system comes to another total, and the bill is not posted.</exception>
    Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel);

    /// <summary>Makes the payment of a bill over there, so that the bill is settled by that amount.</summary>
    Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel);

    /// <summary>Takes a posted bill back the way the system does that: a credit note, a reversing entry, a void.</summary>
    /// <returns>What takes it back: the credit note, or the voided bill itself.</returns>
    Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel);

    /// <summary>Takes a payment back that came back, so that the bill is owed again.</summary>
    /// <returns>What takes it back.</returns>
    Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel);
}

/// <summary>A system whose user agrees to the connection on the system's own page (OAuth 2.0 authorization code, RFC 6749, section 4.1).</summary>
public interface IAuthorizedByUser
{
    /// <summary>Whether the operator has registered an application with the system; without one nobody can be sent there.</summary>
    bool IsConfigured { get; }

    /// <summary>Where the user is sent to agree.</summary>
    /// <param name="redirectUri">Where the system sends the user back to, as registered with it.</param>
    /// <param name="state">Comes back with the user (RFC 6749, section 10.12).</param>
    /// <param name="codeChallenge">PKCE, S256 (RFC 7636); a system that does not know it ignores it.</param>
    Uri AuthorizeAt(Uri redirectUri, string state, string codeChallenge);

    /// <summary>Turns what the user came back with into tokens.</summary>
    /// <param name="callback">The query parameters of the user's return.</param>
    /// <exception cref="AccountingException">The user declined, or the code is spent.</exception>
    Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, string codeVerifier, CancellationToken cancel);

    /// <summary>New tokens for a refresh token, which may be spent by this.</summary>
    /// <exception cref="AccountingException"><see cref="AccountingFault.Deauthorized"/>: it is not accepted any more, and never will be.</exception>
    Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel);

    /// <summary>Gives the consent for this company back, so that the system forgets the connection; not the same user's for others.</summary>
    /// <param name="access">As the connection was called last; its access token may have ended.</param>
    Task RevokeAsync(AccountingAccess access, string refreshToken, CancellationToken cancel);
}

/// <summary>A system that calls us when something changes in a company's books. One address serves all companies.</summary>
public interface IAccountingWebhookSender
{
    /// <summary>Whether the system itself sent these bytes: asked before anything in them is read.</summary>
    /// <param name="header">The value of a request header by its name; null when there is none.</param>
    bool IsGenuine(ReadOnlySpan<byte> body, Func<string, string?> header);

    /// <summary>The companies in whose books something changed, by <see cref="AccountingCompany.Id"/>. Never throws on any bytes.</summary>
    IReadOnlyList<string> CompaniesIn(ReadOnlyMemory<byte> body);
}
