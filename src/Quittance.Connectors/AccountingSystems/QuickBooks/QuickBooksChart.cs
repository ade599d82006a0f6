using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>What a company has set up: itself, its currency and its accounts.</summary>
internal sealed class QuickBooksChart(QuickBooksApi api)
{
    private const int NameValuesMax = 1000;

    public async Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var realm = access.Required(QuickBooksSystem.RealmSetting);
        var company = await api.ReadAsync(access, "CompanyInfo", realm, cancel);
        var type = company.Items("NameValue", NameValuesMax).FirstOrDefault(pair => pair.Text("Name") == "CompanyType");
        return new AccountingCompany(
            realm,
            company.RequiredText("CompanyName"),
            company.Text("LegalName"),
            company.Part("Email")?.Text("Address") ?? company.Part("CompanyEmailAddr")?.Text("Address"),
            await HomeCurrencyAsync(access, cancel),
            type.ValueKind == JsonValueKind.Undefined ? null : type.Text("Value"));
    }

    /// <summary>All accounts but those of customers and vendors, on which QuickBooks books by itself.</summary>
    public async Task<IReadOnlyList<RemoteLedgerAccount>> ListAccountsAsync(AccountingAccess access, CancellationToken cancel)
    {
        var home = await HomeCurrencyAsync(access, cancel);
        var accounts = await api.QueryAllAsync(access, "Account", " where Active IN (true, false)", cancel);
        return [.. accounts.DistinctBy(account => account.RequiredText("Id")).Where(IsBookable).Select(account => Mapped(account, home))];
    }

    private async Task<string?> HomeCurrencyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var (found, _) = await api.QueryAsync(access, "Preferences", "", 1, 1, cancel);
        return found.Count == 0 ? null : found[0].Part("CurrencyPrefs")?.Ref("HomeCurrency");
    }

    private static bool IsBookable(JsonElement account) => account.Text("AccountType") is not ("Accounts Payable" or "Accounts Receivable");

    private static RemoteLedgerAccount Mapped(JsonElement account, string? home)
    {
        var type = account.Text("AccountType");
        var currency = account.Ref("CurrencyRef");
        return new RemoteLedgerAccount(
            account.RequiredText("Id"),
            account.Text("FullyQualifiedName") ?? account.RequiredText("Name"),
            account.Text("AcctNum"),
            TypeOf(account.Text("Classification"), type),
            account.Text("AccountSubType") ?? type,
            (account.Flag("Active") ?? true) ? LedgerAccountStatus.Active : LedgerAccountStatus.Archived,
            account.Text("Description"),
            currency == home ? null : currency,
            account.Number("CurrentBalance"),
            IsBank(type));
    }

    /// <summary>Whether a bill can be paid from an account of this type.</summary>
    public static bool IsBank(string? accountType) => accountType == "Bank" || IsCreditCard(accountType);

    /// <summary>Whether it is a credit card's, from which a bill is paid in another way.</summary>
    public static bool IsCreditCard(string? accountType) => accountType == "Credit Card";

    private static LedgerAccountType TypeOf(string? classification, string? accountType) => (classification, accountType) switch
    {
        ("Asset", _) => LedgerAccountType.Asset,
        ("Equity", _) => LedgerAccountType.Equity,
        ("Expense", _) => LedgerAccountType.Expense,
        ("Liability", _) => LedgerAccountType.Liability,
        ("Revenue", _) => LedgerAccountType.Income,
        (_, "Bank" or "Other Current Asset" or "Fixed Asset" or "Other Asset") => LedgerAccountType.Asset,
        (_, "Equity") => LedgerAccountType.Equity,
        (_, "Expense" or "Other Expense" or "Cost of Goods Sold") => LedgerAccountType.Expense,
        (_, "Credit Card" or "Other Current Liability" or "Long Term Liability") => LedgerAccountType.Liability,
        (_, "Income" or "Other Income") => LedgerAccountType.Income,
        _ => LedgerAccountType.Unknown,
    };
}
