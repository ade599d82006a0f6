using System.Globalization;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Keeps vendor bills and payments in Odoo. docs/connectors/odoo.md says what it calls, and what was not tried.</summary>
/// <param name="clock">For an answer of Odoo that does not tell its time.</param>
public sealed class OdooSystem(ProviderHttp http, TimeProvider clock) : IAccountingSystem
{
    private readonly OdooApi _api = new(http, clock);

    /// <inheritdoc/>
    public AccountingSystemProfile Profile => OdooProfile.Value;

    /// <inheritdoc/>
    public async Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var id = await _api.CompanyAsync(access, cancel);
        return await _api.SearchAsync(access, "res.company", [new("id", "=", id)], ["name", "email", "currency_id"], 1, cancel) is [var company]
            ? new AccountingCompany(
                string.Create(CultureInfo.InvariantCulture, $"{access.Setting(OdooProfile.Database) ?? new Uri(access.Required(OdooProfile.BaseUrl)).Host}/{id}"),
                company.Word("name"), null, company.Text("email"), company.ReferenceName("currency_id"), null)
            : throw new AccountingException(AccountingFault.NotConfigured, $"Odoo has no company {id} that the key's user may see.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) =>
    [
        .. (await _api.AllAsync(
            access, "account.account", [OdooCondition.Words("account_type", "not in", "asset_receivable", "liability_payable", "off_balance")], ["code", "name", "account_type", "currency_id"], cancel))
            .Select(account => new RemoteLedgerAccount(
                IdOf(account), account.Word("name"), account.Text("code"), TypeOf(account.Word("account_type")), account.Word("account_type"), LedgerAccountStatus.Active, null,
                account.ReferenceName("currency_id"), null, account.Word("account_type") is "asset_cash" or "liability_credit_card")),
    ];

    /// <inheritdoc/>
    /// <remarks>A tax that is included in prices would be taken out of the net amounts, so it cannot be chosen.</remarks>
    public async Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) =>
    [
        .. (await _api.AllAsync(access, "account.tax", [new("type_tax_use", "=", "purchase"), new("amount_type", "=", "percent")], ["name", "amount", "price_include", "active"], cancel))
            .Where(tax => !tax.Flag("price_include") && Math.Abs(tax.Number("amount")) <= 1000)
            .Select(tax => new RemoteTaxRate(
                IdOf(tax), tax.Word("name"), null, (int)decimal.Round(tax.Number("amount") * 100), (int)decimal.Round(tax.Number("amount") * 100), tax.Flag("active"), [])),
    ];

    /// <inheritdoc/>
    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) => new OdooChanges(_api, access).PageAsync(place, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) => new OdooVendors(_api, access).PutAsync(vendor, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) => new OdooBills(_api, access).PutAsync(bill, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) => new OdooPayments(_api, access).PutAsync(payment, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) => new OdooBills(_api, access).ReverseAsync(reversal, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) =>
        new OdooPayments(_api, access).ReverseAsync(reversal, cancel);

    /// <summary>An id of ours as Odoo's number.</summary>
    /// <exception cref="AccountingException">It is none, so nothing there can have it.</exception>
    public static int NumberOf(string id, AccountingFault fault, string what) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new AccountingException(fault, $"{id} is no id of Odoo's for {what}.");

    /// <summary>A number of Odoo's as text.</summary>
    internal static string IdOf(OdooRecord record) => record.Id.ToString(CultureInfo.InvariantCulture);

    private static LedgerAccountType TypeOf(string type) => type.Split('_')[0] switch
    {
        "asset" => LedgerAccountType.Asset,
        "liability" => LedgerAccountType.Liability,
        "equity" => LedgerAccountType.Equity,
        "income" => LedgerAccountType.Income,
        "expense" => LedgerAccountType.Expense,
        _ => LedgerAccountType.Unknown,
    };
}
