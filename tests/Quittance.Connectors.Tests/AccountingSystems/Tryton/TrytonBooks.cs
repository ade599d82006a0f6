using System.Globalization;
using Quittance.Connectors.AccountingSystems.Tryton;
using Quittance.Connectors.Http;
using Quittance.Counterparts;
using Quittance.Counterparts.Tryton;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>The books of a company in a database of its own in the real Tryton.</summary>
public sealed class TrytonBooks : Books
{
    private readonly ProviderHttp _http = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);
    private readonly FaultyProxy _proxy;

    private TrytonBooks(TrytonDatabase database, FaultyProxy proxy)
    {
        (Database, _proxy) = (database, proxy);
        System = new TrytonSystem(_http, TimeProvider.System);
        Access = AccessTo(proxy.Address, database.Name);
    }

    /// <summary>The same books, without the connector.</summary>
    public TrytonDatabase Database { get; }

    public override IAccountingSystem System { get; }

    public override AccountingAccess Access { get; }

    public override FaultyProxy Proxy => _proxy;

    public override AccountingAccess WrongAccess => Access with { Secrets = new Dictionary<string, string> { ["password"] = "not this one" } };

    public override Currency Currency => Currency.Eur;

    public override string ExpenseAccountId => Text(Database.ExpenseAccountId);

    public override string BankAccountId => Text(Database.BankAccountId);

    public override string? TaxRateId => Text(Database.TaxId);

    public override DateOnly Today => new(2026, 6, 15);

    public static async Task<TrytonBooks> OpenAsync(TrytonDatabase database, Uri server) => new(database, await FaultyProxy.StartAsync(server));

    /// <summary>An access as its user would set it up.</summary>
    public static AccountingAccess AccessTo(Uri address, string database, params (string Name, string Value)[] more) => new(
        Guid.Parse("019a0000-0000-7000-8000-000000000001"),
        TrytonDatabase.CompanyName,
        new Dictionary<string, string>([.. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))])
        {
            ["base_url"] = address.ToString(),
            ["database"] = database,
            ["user"] = TrytonDatabase.User,
        },
        new Dictionary<string, string> { ["password"] = TrytonDatabase.Password },
        null);

    public override Task<int> CountBillsAsync(string number, CancellationToken cancel) => Database.CountBillsAsync(number, cancel);

    public override Task<int> CountVendorsAsync(string name, CancellationToken cancel) => Database.CountPartiesAsync(name, cancel);

    public override Task<long> OwedToAsync(string vendorName, CancellationToken cancel) => Database.OwedToAsync(vendorName, cancel);

    public override async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _http.Dispose();
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
