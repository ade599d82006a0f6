using System.Globalization;
using Quittance.Connectors.AccountingSystems.Odoo;
using Quittance.Connectors.Http;
using Quittance.Counterparts;
using Quittance.Counterparts.Odoo;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>Books in a fake Odoo, counted in its records.</summary>
public sealed class OdooBooks : Books
{
    private readonly ProviderHttp _http = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);

    private OdooBooks(OdooServer server, FaultyProxy proxy)
    {
        (Server, Proxy) = (server, proxy);
        System = new OdooSystem(_http, TimeProvider.System);
        Access = new AccountingAccess(
            Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "Books Ltd", new Dictionary<string, string> { ["base_url"] = proxy.Address.ToString(), ["database"] = "books" },
            new Dictionary<string, string> { ["api_key"] = OdooServer.ApiKey }, null);
    }

    public OdooServer Server { get; }

    public override FaultyProxy Proxy { get; }

    public override IAccountingSystem System { get; }

    public override AccountingAccess Access { get; }

    public override AccountingAccess WrongAccess => Access with { Secrets = new Dictionary<string, string> { ["api_key"] = "wrong" } };

    public override Currency Currency => Currency.Eur;

    public override string ExpenseAccountId => Server.ExpenseAccountId.ToString(CultureInfo.InvariantCulture);

    public override string BankAccountId => Server.BankAccountId.ToString(CultureInfo.InvariantCulture);

    public override string? TaxRateId => Server.TaxId.ToString(CultureInfo.InvariantCulture);

    public override DateOnly Today => new(2026, 3, 14);

    public static async Task<OdooBooks> StartAsync()
    {
        var server = await OdooServer.StartAsync();
        return new OdooBooks(server, await FaultyProxy.StartAsync(server.Address));
    }

    public override Task<int> CountBillsAsync(string number, CancellationToken cancel) => Task.FromResult(Server.Data.All("account.move").Count(move =>
        move.Text("move_type") == "in_invoice" && move.Text("ref") == number && move.Text("state") == "posted" && move.Text("payment_state") != "reversed"));

    public override Task<int> CountVendorsAsync(string name, CancellationToken cancel) => Task.FromResult(Server.Data.All("res.partner").Count(partner => partner.Text("name") == name));

    // By the entries: what stands on the lines of what is owed, of all that is posted.
    public override Task<long> OwedToAsync(string vendorName, CancellationToken cancel)
    {
        var vendors = Server.Data.All("res.partner").Where(partner => partner.Text("name") == vendorName).Select(partner => partner.Id).ToHashSet();
        return Task.FromResult(decimal.ToInt64(-100 * Server.Data.All("account.move.line")
            .Where(line => line.Text("display_type") == "payment_term" && vendors.Contains(line.Reference("partner_id") ?? 0))
            .Where(line => Server.Data.Get("account.move", line.Reference("move_id")).Text("state") == "posted")
            .Sum(line => line.Number("balance"))));
    }

    public override async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
        _http.Dispose();
    }
}
