using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>What bills and payments can be booked with: the company, its accounts, its purchase taxes.</summary>
internal static class TrytonLists
{
    private const int PageSize = 1000;
    private const int PagesMax = 20;
    private const decimal HundredthsOfPercent = 10_000m;

    private static readonly string[] AccountFields =
    [
        "name", "code", "closed", "second_currency.code", "type.name", "type.statement", "type.assets", "type.payable", "type.debt", "type.revenue", "type.expense",
    ];

    private static readonly string[] TaxFields = ["name", "type", "rate", "update_unit_price", "parent", "start_date", "end_date"];

    public static async Task<AccountingCompany> CompanyAsync(TrytonCalls tryton, CancellationToken cancel)
    {
        string[] fields = ["party.name", "party.email", "currency.code"];
        var company = await tryton.FirstAsync("company.company", [Is("id", tryton.CompanyId)], fields, cancel)
            ?? throw new AccountingException(AccountingFault.NotConfigured, "The company is not in Tryton any more.");
        // Fails here, and not at the first bill, where the module is missing or the user may not see invoices.
        await tryton.FirstAsync(TrytonBills.Invoice, [Is("type", "in"), tryton.OfCompany], ["state"], cancel);
        var party = company.Related("party");
        var name = party?.Text("name") ?? Text(tryton.CompanyId);
        return new AccountingCompany(
            $"{tryton.Access.Required(TrytonProfile.Database)}/{Text(tryton.CompanyId)}", name, null, party?.Text("email"), company.Related("currency")?.Text("code"), null);
    }

    public static async Task<IReadOnlyList<RemoteLedgerAccount>> AccountsAsync(TrytonCalls tryton, CancellationToken cancel)
    {
        var methods = await tryton.SearchReadAsync("account.invoice.payment.method", [tryton.OfCompany], ["credit_account"], PageSize, cancel);
        var paying = methods.Select(method => method.Id("credit_account")).OfType<long>().ToHashSet();
        var accounts = new List<RemoteLedgerAccount>();
        for (var page = 0; page < PagesMax; page++)
        {
            var rows = await tryton.SearchReadAsync("account.account", [tryton.OfCompany, Is("type", "!=", null)], AccountFields, PageSize, cancel, offset: page * PageSize);
            accounts.AddRange(rows.Select(row => Account(row, paying.Contains(row.Id()))));
            if (rows.Count < PageSize)
            {
                break;
            }
        }

        return accounts;
    }

    public static async Task<IReadOnlyList<RemoteTaxRate>> TaxesAsync(TrytonCalls tryton, CancellationToken cancel)
    {
        JsonArray forPurchases = ["OR", Is("group", null), Is("group.kind", "in", Texts(["purchase", "both"]))];
        var taxes = await tryton.SearchReadAsync("account.tax", [tryton.OfCompany, Is("parent", null), forPurchases], TaxFields, PageSize, cancel);
        var children = await tryton.SearchReadAsync("account.tax", [tryton.OfCompany, Is("parent", "in", Ids(taxes.Select(tax => tax.Id())))], TaxFields, PageSize, cancel);
        var today = DateOnly.FromDateTime((tryton.Clock ?? DateTimeOffset.MinValue).UtcDateTime);
        return [.. taxes.Select(tax => Rate(tax, [.. children.Where(child => child.Id("parent") == tax.Id())], today)).OfType<RemoteTaxRate>()];
    }

    private static RemoteLedgerAccount Account(JsonElement row, bool isPaying)
    {
        var type = row.Related("type") ?? throw new AccountingException(AccountingFault.BadAnswer, "Tryton told an account without its type.");
        return new RemoteLedgerAccount(
            Text(row.Id()),
            row.Text("name") ?? Text(row.Id()),
            row.Text("code"),
            TypeOf(type),
            type.Text("name"),
            row.Is("closed") ? LedgerAccountStatus.Archived : LedgerAccountStatus.Active,
            null,
            row.Related("second_currency")?.Text("code"),
            null,
            isPaying);
    }

    private static LedgerAccountType TypeOf(JsonElement type) => type.Text("statement") switch
    {
        "balance" when type.Is("assets") => LedgerAccountType.Asset,
        "balance" when !type.Is("payable") && !type.Is("debt") && (type.Text("name") ?? "").Contains("equity", StringComparison.OrdinalIgnoreCase) => LedgerAccountType.Equity,
        "balance" => LedgerAccountType.Liability,
        "income" when type.Is("expense") => LedgerAccountType.Expense,
        "income" when type.Is("revenue") => LedgerAccountType.Income,
        _ => LedgerAccountType.Unknown,
    };

    // A tax of a fixed amount is no rate, and nor is one of which a part is.
    private static RemoteTaxRate? Rate(JsonElement tax, JsonElement[] children, DateOnly today)
    {
        var parts = children.Length > 0 ? children : [tax];
        if (tax.Text("type") == "fixed" || parts.Any(part => part.Text("type") != "percentage"))
        {
            return null;
        }

        var components = parts.Select(part => new RemoteTaxComponent(part.Text("name") ?? Text(part.Id()), Rounded(part.Number("rate")), part.Is("update_unit_price"))).ToList();
        var rate = components.Sum(component => component.Rate);
        var isActive = !(tax.Day("start_date") > today) && !(tax.Day("end_date") < today);
        return new RemoteTaxRate(Text(tax.Id()), tax.Text("name") ?? Text(tax.Id()), null, rate, rate, isActive, components);
    }

    private static int Rounded(decimal? rate) => (int)decimal.Round(Math.Clamp(rate ?? 0, -10m, 10m) * HundredthsOfPercent);
}
