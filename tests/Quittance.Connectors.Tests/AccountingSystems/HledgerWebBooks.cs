using System.Text.Json;
using Quittance.Connectors.AccountingSystems.HledgerWeb;
using Quittance.Connectors.Http;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>Books behind the real hledger-web, counted by hledger in the file.</summary>
public sealed class HledgerWebBooks : Books
{
    private readonly ProviderHttp _http = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);

    private HledgerWebBooks(HledgerWeb web, FaultyProxy proxy)
    {
        (Web, Proxy) = (web, proxy);
        System = new HledgerWebSystem(_http, TimeProvider.System);
        var settings = System.Profile.WithDefaults(new Dictionary<string, string> { ["base_url"] = proxy.Address.ToString() });
        Access = new AccountingAccess(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "Books Ltd", settings, new Dictionary<string, string>(), null);
    }

    public HledgerWeb Web { get; }

    public override FaultyProxy Proxy { get; }

    public override IAccountingSystem System { get; }

    public override AccountingAccess Access { get; }

    public override Currency Currency => Currency.Eur;

    public override string ExpenseAccountId => "Expenses:Consulting";

    public override string BankAccountId => "Assets:Bank:Checking";

    public override string? TaxRateId => null;

    public override DateOnly Today => new(2026, 3, 14);

    public static async Task<HledgerWebBooks> StartAsync(CancellationToken cancel)
    {
        Assert.SkipUnless(HledgerWeb.IsInstalled, "hledger-web is not installed.");
        var web = await HledgerWeb.StartAsync("account Expenses:Consulting\naccount Expenses:Rent\naccount Assets:Bank:Checking\n\n2026-01-01 Opening\n    Assets:Bank:Checking  1000.00 EUR\n    Equity:Opening\n", cancel);
        return new HledgerWebBooks(web, await FaultyProxy.StartAsync(web.Address));
    }

    public override async Task<int> CountBillsAsync(string number, CancellationToken cancel)
    {
        await CheckAsync(cancel);
        var entries = await PlainTextJournal.EntriesAsync(Web.Journal, cancel);
        return entries.Count(entry => entry.Contains($" | Bill {number} ", StringComparison.Ordinal)) - entries.Count(entry => entry.Contains($" | Reversal of Bill {number} ", StringComparison.Ordinal));
    }

    public override async Task<int> CountVendorsAsync(string name, CancellationToken cancel) => (await AccountsAsync(name, cancel)).Count;

    public override async Task<long> OwedToAsync(string vendorName, CancellationToken cancel)
    {
        await CheckAsync(cancel);
        var balances = await PlainTextJournal.BalancesByHledgerAsync(Web.Journal, cancel);
        return -(await AccountsAsync(vendorName, cancel)).Sum(account => balances.GetValueOrDefault(account));
    }

    /// <summary>Has hledger check the file.</summary>
    public Task CheckAsync(CancellationToken cancel) => OutsideProgram.RunAsync("hledger", ["-f", Web.Journal, "check"], cancel);

    public override async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Web.DisposeAsync();
        _http.Dispose();
    }

    // The last entry of a vendor says what it is called.
    private async Task<List<string>> AccountsAsync(string vendorName, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(await OutsideProgram.RunAsync("hledger", ["-f", Web.Journal, "print", "-O", "json"], cancel));
        return
        [
            .. json.RootElement.EnumerateArray().Where(entry => entry.GetProperty("tdescription").GetString()!.EndsWith("| Vendor", StringComparison.Ordinal))
                .GroupBy(entry => entry.GetProperty("tpostings")[0].GetProperty("paccount").GetString()!)
                .Where(account => account.MaxBy(entry => entry.GetProperty("tindex").GetInt32()).GetProperty("tdescription").GetString() == $"{vendorName} | Vendor")
                .Select(account => account.Key),
        ];
    }
}
