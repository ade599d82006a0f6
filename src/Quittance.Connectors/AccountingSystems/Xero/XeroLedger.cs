using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Reads an organisation, its accounts and its tax rates. Pure.</summary>
internal static class XeroLedger
{
    private const int AccountsMax = 5_000;

    private const int RatesMax = 1_000;

    private const decimal PercentMax = 10_000;

    /// <summary>Accounts that Xero books on by itself and lets nobody else book bills on.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "DEBTORS", "CREDITORS", "BANKCURRENCYGAIN", "REALISEDCURRENCYGAIN", "UNREALISEDCURRENCYGAIN", "RETAINEDEARNINGS", "TRACKINGTRANSFERS",
    };

    /// <summary>The company; its id is the tenant's, which webhooks name.</summary>
    public static AccountingCompany ReadCompany(JsonElement answer, string tenant)
    {
        var organisation = answer.Items("Organisations", 1) is [var one] ? one : throw new ProviderException(ProviderFault.BadAnswer, "Xero's answer has no organisation.");
        return new AccountingCompany(
            XeroJson.Normal(tenant) ?? tenant,
            organisation.RequiredText("Name"),
            organisation.Text("LegalName"),
            null,
            organisation.Text("BaseCurrency"),
            organisation.Text("OrganisationType"));
    }

    /// <summary>The accounts that can be booked on, archived ones among them.</summary>
    public static IReadOnlyList<RemoteLedgerAccount> ReadAccounts(JsonElement answer) =>
    [
        .. answer.Items("Accounts", AccountsMax)
            .Where(account => account.Text("Status") != "DELETED" && !Kept.Contains(account.Text("SystemAccount") ?? ""))
            .Select(ReadAccount)
            .DistinctBy(account => account.Id),
    ];

    /// <summary>The rates that a purchase can carry. Their id is the <c>TaxType</c>, which lines name.</summary>
    public static IReadOnlyList<RemoteTaxRate> ReadRates(JsonElement answer) =>
    [
        .. answer.Items("TaxRates", RatesMax)
            .Where(rate => rate.Text("Status") != "DELETED" && rate.YesNo("CanApplyToExpenses") != false)
            .Select(ReadRate)
            .OrderByDescending(rate => rate.IsActive)
            .DistinctBy(rate => rate.Id),
    ];

    private static RemoteLedgerAccount ReadAccount(JsonElement account)
    {
        var type = account.Text("Type") ?? "";
        return new RemoteLedgerAccount(
            account.Id("AccountID"),
            account.RequiredText("Name"),
            account.Text("Code"),
            TypeOf(account.Text("Class"), type),
            type.Length == 0 ? null : type,
            account.Text("Status") switch
            {
                null or "ACTIVE" => LedgerAccountStatus.Active,
                "ARCHIVED" => LedgerAccountStatus.Archived,
                _ => LedgerAccountStatus.Unknown,
            },
            account.Text("Description"),
            account.Text("CurrencyCode"),
            null,
            type == "BANK" || account.YesNo("EnablePaymentsToAccount") == true);
    }

    private static LedgerAccountType TypeOf(string? accountClass, string type) => accountClass switch
    {
        "ASSET" => LedgerAccountType.Asset,
        "EQUITY" => LedgerAccountType.Equity,
        "EXPENSE" => LedgerAccountType.Expense,
        "LIABILITY" => LedgerAccountType.Liability,
        "REVENUE" => LedgerAccountType.Income,
        _ => type switch
        {
            "BANK" or "CURRENT" or "FIXED" or "INVENTORY" or "NONCURRENT" or "PREPAYMENT" => LedgerAccountType.Asset,
            "EQUITY" => LedgerAccountType.Equity,
            "DEPRECIATN" or "DIRECTCOSTS" or "EXPENSE" or "OVERHEADS" => LedgerAccountType.Expense,
            "CURRLIAB" or "LIABILITY" or "PAYG" or "TERMLIAB" => LedgerAccountType.Liability,
            "OTHERINCOME" or "REVENUE" or "SALES" => LedgerAccountType.Income,
            _ => LedgerAccountType.Unknown,
        },
    };

    private static RemoteTaxRate ReadRate(JsonElement rate)
    {
        var components = rate.Items("TaxComponents", RatesMax)
            .Select(part => new RemoteTaxComponent(part.Text("Name") ?? "", Hundredths(part, "Rate"), part.YesNo("IsCompound") == true))
            .ToList();
        var effective = Hundredths(rate, "EffectiveRate");
        var total = components.Count == 0 ? effective : components.Sum(part => part.Rate);
        return new RemoteTaxRate(
            rate.RequiredText("TaxType"), rate.RequiredText("Name"), rate.Text("TaxType"), effective, total, rate.Text("Status") is null or "ACTIVE", components);
    }

    private static int Hundredths(JsonElement parent, string name) => parent.Number(name) switch
    {
        null => 0,
        { } percent when Math.Abs(percent) <= PercentMax => (int)decimal.Round(percent * 100, MidpointRounding.AwayFromZero),
        _ => throw new ProviderException(ProviderFault.BadAnswer, $"Xero's answer has no {name} that is a percentage."),
    };
}
