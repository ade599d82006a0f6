using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Keeps books in Xero, Accounting API 2.0. docs/connectors/xero.md says what it calls and why.</summary>
public sealed class XeroSystem : IAccountingSystem, IAuthorizedByUser, IAccountingWebhookSender
{
    /// <summary>The platform's key.</summary>
    public const string Platform = "xero";

    /// <summary>How many pages of what could be meant are looked through.</summary>
    private const int SearchPagesMax = 20;

    private readonly XeroOptions _options;
    private readonly XeroApi _api;
    private readonly XeroAuthorization _authorization;
    private readonly XeroChanges _changes;

    public XeroSystem(XeroOptions options, ProviderHttp http, TimeProvider clock)
    {
        _options = options;
        _api = new XeroApi(options, http, clock);
        _authorization = new XeroAuthorization(options, http, clock);
        _changes = new XeroChanges(_api, clock);
    }

    /// <inheritdoc/>
    public AccountingSystemProfile Profile { get; } = new(
        Platform,
        "Xero",
        "Xero's Accounting API for one organisation, allowed by a user of it. Vendors are contacts, bills are invoices to pay.",
        []);

    /// <inheritdoc/>
    public bool IsConfigured => _options.ClientId is not null;

    /// <inheritdoc/>
    public Uri AuthorizeAt(Uri redirectUri, string state, string codeChallenge) => _authorization.AuthorizeAt(redirectUri, state, codeChallenge);

    /// <inheritdoc/>
    public Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, string codeVerifier, CancellationToken cancel) =>
        _authorization.ExchangeAsync(callback, redirectUri, codeVerifier, cancel);

    /// <inheritdoc/>
    public Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel) => _authorization.RefreshAsync(refreshToken, cancel);

    /// <inheritdoc/>
    public Task RevokeAsync(AccountingAccess access, string refreshToken, CancellationToken cancel) =>
        _authorization.DisconnectAsync(access.Required(XeroApi.TenantSetting), refreshToken, cancel);

    /// <inheritdoc/>
    public bool IsGenuine(ReadOnlySpan<byte> body, Func<string, string?> header) => WebhookSignature.IsGenuine(_options.WebhookKey, body, header(XeroWebhooks.SignatureHeader));

    /// <inheritdoc/>
    public IReadOnlyList<string> CompaniesIn(ReadOnlyMemory<byte> body) => XeroWebhooks.TenantsIn(body);

    /// <inheritdoc/>
    public Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel) =>
        _api.GetAsync(access, "/Organisation", null, answer => XeroLedger.ReadCompany(answer, access.Required(XeroApi.TenantSetting)), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) =>
        _api.GetAsync(access, "/Accounts", null, XeroLedger.ReadAccounts, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) =>
        _api.GetAsync(access, "/TaxRates", null, XeroLedger.ReadRates, cancel);

    /// <inheritdoc/>
    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) => _changes.ListAsync(access, place, cancel);

    /// <inheritdoc/>
    public async Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        var found = vendor.Known is { } known
            ? await ContactAsync(access, known.Id, cancel) ?? throw new AccountingException(AccountingFault.NotFound, "Xero has no such contact any more.")
            : await ContactAsync(access, vendor.Key, cancel);
        var written = found is null ? await MakeAsync(access, vendor, cancel) : await ChangeAsync(access, vendor, found, cancel);
        return written.Reference;
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var there = await BillsLikeAsync(access, bill, cancel);
        var ours = there.Where(found => found.Key == bill.Key).ToList();
        var earlier = ours.Find(found => !found.IsGone);
        var posted = earlier ?? await PostAsync(access, bill, there, ours.Count, cancel);
        if (posted.Bill.Total == bill.Total.ToMajor())
        {
            return posted.Bill.Reference;
        }

        if (earlier is not null && (earlier.HasPayments || !XeroBillBody.IsAsSent(earlier.Bill, bill)))
        {
            throw new AccountingException(
                AccountingFault.Conflict, string.Create(CultureInfo.InvariantCulture, $"The bill {bill.Number} was changed in Xero: it is of {earlier.Bill.Total:0.00} there, and of {bill.Total} here."));
        }

        await TakeBackAsync(access, posted, bill.Key, cancel);
        throw new AccountingException(
            AccountingFault.TotalDiffers, string.Create(CultureInfo.InvariantCulture, $"Xero comes to {posted.Bill.Total:0.00} instead of {bill.Total}. The bill was taken back there."));
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel)
    {
        if (XeroJson.Normal(payment.LedgerAccountId) is null)
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Xero has no account {payment.LedgerAccountId}.");
        }

        var where = Uri.EscapeDataString($"Invoice.InvoiceID==guid(\"{IdOf(payment.BillId, "bill")}\")");
        var there = await SearchAsync(access, $"/Payments?where={where}", XeroPayment.PageSize, XeroPayment.ReadAll, cancel);
        var ours = there.Where(found => found.Key == payment.Key).ToList();
        var made = ours.Find(found => !found.IsGone) ?? await _api.WriteAsync(
            access, HttpMethod.Put, "/Payments?summarizeErrors=true", XeroPayment.Body(payment), Attempt(payment.Key, ours.Count), XeroPayment.ReadWritten, cancel);
        return made.Payment.Reference;
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel)
    {
        var bill = await _api.FindAsync(access, $"/Invoices/{IdOf(reversal.BillId, "bill")}", XeroBill.ReadWritten, cancel)
            ?? throw new AccountingException(AccountingFault.NotFound, "Xero has no such bill any more.");
        return bill switch
        {
            { IsGone: true } => bill.Bill.Reference,
            { HasPayments: true } => throw new AccountingException(AccountingFault.Rejected, "Xero voids no bill that has payments or credits. Take them back in Xero, then push again."),
            _ => (await TakeBackAsync(access, bill, reversal.Key, cancel)).Bill.Reference,
        };
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel)
    {
        var path = $"/Payments/{IdOf(reversal.PaymentId, "payment")}";
        var payment = await _api.FindAsync(access, path, XeroPayment.ReadWritten, cancel)
            ?? throw new AccountingException(AccountingFault.NotFound, "Xero has no such payment any more.");
        payment = payment.IsGone ? payment : await _api.WriteAsync(access, HttpMethod.Post, path, new { Status = "DELETED" }, reversal.Key, XeroPayment.ReadWritten, cancel);
        return payment.Payment.Reference;
    }

    private Task<XeroContact?> ContactAsync(AccountingAccess access, string idOrNumber, CancellationToken cancel) =>
        _api.FindAsync(access, $"/Contacts/{ProviderRequest.Segment(idOrNumber)}", XeroContact.ReadWritten, cancel);

    /// <summary>The one contact in use with the vendor's tax number that is no other vendor of ours; null when there is none, or more than one.</summary>
    private async Task<XeroContact?> OfTaxNumberAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        if (vendor.TaxNumber is not { Length: > 0 } number || !IsPlain(number))
        {
            return null;
        }

        var where = Uri.EscapeDataString($"TaxNumber==\"{number}\"");
        var found = await _api.GetAsync(access, Page($"/Contacts?where={where}", 1, XeroContact.CountMax), null, XeroContact.ReadAll, cancel);
        return found.Where(contact => contact.IsActive && contact.TaxNumber == number && !contact.IsOurs).ToList() is [var only] ? only : null;
    }

    /// <summary>Makes a contact, unless there is one with the vendor's tax number: then our key is all that is written to it.</summary>
    private async Task<XeroContact> MakeAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) => await OfTaxNumberAsync(access, vendor, cancel) switch
    {
        null => await _api.WriteAsync(access, HttpMethod.Put, "/Contacts?summarizeErrors=true", XeroContact.Body(vendor, null, vendor.Key), vendor.Key, XeroContact.ReadWritten, cancel),
        { Number: null } same => await WriteAsync(access, vendor, same, new { Contacts = new[] { new { ContactID = same.Id, ContactNumber = vendor.Key } } }, cancel),
        var same => same, // It carries another program's key, and keeps it.
    };

    /// <summary>Brings a contact up to what the vendor says, if it may be.</summary>
    private async Task<XeroContact> ChangeAsync(AccountingAccess access, VendorToPush vendor, XeroContact found, CancellationToken cancel)
    {
        if (!found.IsActive)
        {
            throw new AccountingException(AccountingFault.NotFound, $"The contact {found.Name} is archived in Xero.");
        }

        // What an earlier call has written has changed the version too; what is the same already is nobody's conflict.
        if (found.IsLike(vendor))
        {
            return found;
        }

        return vendor is { Known: { } last, Overwrite: false } && last.Version != found.Reference.Version
            ? throw new AccountingException(AccountingFault.Conflict, $"The contact {found.Name} was changed in Xero since it was last seen.")
            : await WriteAsync(access, vendor, found, XeroContact.Body(vendor, found.Id, found.Number ?? vendor.Key), cancel);
    }

    // The version tells the same change made twice on purpose, with another between, from one that is repeated.
    private Task<XeroContact> WriteAsync(AccountingAccess access, VendorToPush vendor, XeroContact found, object body, CancellationToken cancel) =>
        _api.WriteAsync(access, HttpMethod.Post, $"/Contacts/{found.Id}", body, $"{vendor.Key} {found.Reference.Version}", XeroContact.ReadWritten, cancel);

    /// <summary>The vendor's bills that an earlier call may have made, or somebody else with the same number.</summary>
    private async Task<List<XeroBill>> BillsLikeAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var number = XeroBillBody.NumberOf(bill);
        // How a quote is written inside of Xero's conditions is nowhere said; so none ever gets into one.
        var narrowed = IsPlain(number)
            ? $"InvoiceNumber==\"{number}\""
            : string.Create(CultureInfo.InvariantCulture, $"Date==DateTime({bill.Date.Year},{bill.Date.Month},{bill.Date.Day})");
        var where = Uri.EscapeDataString($"Type==\"ACCPAY\" AND Contact.ContactID==guid(\"{IdOf(bill.VendorId, "contact")}\") AND {narrowed}");
        return await SearchAsync(access, $"/Invoices?where={where}&includeArchived=true", XeroBill.PageSize, XeroBill.ReadAll, cancel);
    }

    /// <summary>All entries that a condition finds.</summary>
    /// <exception cref="AccountingException">There are more than are read.</exception>
    private async Task<List<T>> SearchAsync<T>(AccountingAccess access, string path, int size, Func<JsonElement, IReadOnlyList<T>> read, CancellationToken cancel)
    {
        var found = new List<T>();
        for (var page = 1; page <= SearchPagesMax; page++)
        {
            var entries = await _api.GetAsync(access, Page(path, page, size), null, read, cancel);
            found.AddRange(entries);
            if (entries.Count < size)
            {
                return found;
            }
        }

        throw AccountingRefusals.TooManyToLookThrough("Xero", found.Count);
    }

    private async Task<XeroBill> PostAsync(AccountingAccess access, BillToPush bill, List<XeroBill> there, int attempts, CancellationToken cancel)
    {
        var number = XeroBillBody.NumberOf(bill);
        if (there.Exists(found => found is { IsGone: false, Key: null } && string.Equals(found.Bill.Number, number, StringComparison.OrdinalIgnoreCase)))
        {
            throw AccountingRefusals.Duplicate("Xero", number);
        }

        var accounts = await ListLedgerAccountsAsync(access, cancel);
        var codes = accounts.Where(account => account.Status == LedgerAccountStatus.Active).ToDictionary(account => account.Id, account => account.Code, StringComparer.Ordinal);
        return await _api.WriteAsync(
            access, HttpMethod.Put, "/Invoices?summarizeErrors=true&unitdp=4", XeroBillBody.Of(bill, codes, _options.BillLink), Attempt(bill.Key, attempts), XeroBill.ReadWritten, cancel);
    }

    /// <summary>Voids what is posted and deletes what is only written down.</summary>
    private Task<XeroBill> TakeBackAsync(AccountingAccess access, XeroBill bill, string key, CancellationToken cancel)
    {
        var id = bill.Bill.Reference.Id;
        var body = new { Invoices = new[] { new { InvoiceID = id, Status = bill.IsDraft ? "DELETED" : "VOIDED" } } };
        return _api.WriteAsync(access, HttpMethod.Post, $"/Invoices/{id}", body, key, XeroBill.ReadWritten, cancel);
    }

    // After one was taken back another is meant, and not a repeated answer about the first.
    private static string Attempt(string key, int earlier) => string.Create(CultureInfo.InvariantCulture, $"{key} {earlier}");

    private static string Page(string path, int page, int size) => string.Create(CultureInfo.InvariantCulture, $"{path}&page={page}&pageSize={size}");

    private static bool IsPlain(string text) => text.All(letter => letter is >= ' ' and <= '~' and not '"' and not '\\');

    private static string IdOf(string id, string what) => XeroJson.Normal(id) ?? throw new AccountingException(AccountingFault.NotFound, $"Xero has no {what} {id}.");
}
