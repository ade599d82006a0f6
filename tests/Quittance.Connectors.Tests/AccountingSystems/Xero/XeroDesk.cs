using System.Text.Json.Nodes;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Counterparts;
using Quittance.Counterparts.Xero;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>Books in the fake Xero, called through a line that can break.</summary>
internal sealed class XeroDesk : Books
{
    private readonly ProviderHttp _http;

    private XeroDesk(FakeXero xero, FaultyProxy proxy, TimeProvider clock)
    {
        (Fake, Proxy) = (xero, proxy);
        _http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), clock);
        Xero = new XeroSystem(OptionsFor(xero) with { ApiUrl = new Uri(proxy.Address, "/api.xro/2.0") }, _http, clock);
        (var access, RefreshToken) = xero.Grant(xero.Books);
        Access = AccessWith(access);
    }

    public FakeXero Fake { get; }

    /// <summary>The books at the fake.</summary>
    public XeroBooks There => Fake.Books;

    public XeroSystem Xero { get; }

    public string RefreshToken { get; }

    public override IAccountingSystem System => Xero;

    public override AccountingAccess Access { get; }

    public override FaultyProxy Proxy { get; }

    public override AccountingAccess WrongAccess => AccessWith("nobody's");

    public override Currency Currency => Currency.Eur;

    public override string ExpenseAccountId => There.Expenses;

    public override string BankAccountId => There.Bank;

    public override string TaxRateId => "INPUT2";

    public override DateOnly Today => new(2026, 6, 15);

    public static async Task<XeroDesk> OpenAsync(TimeProvider? clock = null)
    {
        var xero = await FakeXero.StartAsync(clock);
        return new XeroDesk(xero, await FaultyProxy.StartAsync(xero.Address), clock ?? TimeProvider.System);
    }

    /// <summary>The options that lead to a fake.</summary>
    public static XeroOptions OptionsFor(FakeXero xero) => new()
    {
        ApiUrl = xero.ApiUrl,
        IdentityUrl = xero.AuthorizeUrl,
        TokenUrl = xero.TokenUrl,
        RevokeUrl = xero.RevokeUrl,
        ConnectionsUrl = xero.ConnectionsUrl,
        ClientId = FakeXero.ClientId,
        ClientSecret = FakeXero.ClientSecret,
        WebhookKey = FakeXero.WebhookKey,
        BillLink = new Uri("https://pay.example/"),
    };

    public AccountingAccess AccessWith(string token, string? tenant = null) => new(
        Guid.Empty, "Example SAS", new Dictionary<string, string> { ["tenant_id"] = tenant ?? There.TenantId }, new Dictionary<string, string>(), token);

    public override Task<int> CountBillsAsync(string number, CancellationToken cancel) =>
        Task.FromResult(There.Bills.Count(bill => Text(bill, "InvoiceNumber") == number && Text(bill, "Status") is "AUTHORISED" or "PAID"));

    public override Task<int> CountVendorsAsync(string name, CancellationToken cancel) =>
        Task.FromResult(There.Contacts.Count(contact => Text(contact, "Name") == name && Text(contact, "ContactStatus") == "ACTIVE"));

    public override Task<long> OwedToAsync(string vendorName, CancellationToken cancel) =>
        Task.FromResult((long)(100 * There.Bills.Where(bill => bill["Contact"]!["Name"]!.GetValue<string>() == vendorName).Sum(bill => bill["AmountDue"]!.GetValue<decimal>())));

    /// <summary>A text of an object at the fake; empty when it is absent.</summary>
    public static string Text(JsonObject entity, string name) => entity[name]?.GetValue<string>() ?? "";

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Proxy.DisposeAsync();
        await Fake.DisposeAsync();
    }
}
