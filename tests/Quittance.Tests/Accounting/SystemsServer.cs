using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quittance.Connectors;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Counterparts.QuickBooks;
using Quittance.Counterparts.Xero;

namespace Quittance.Tests.Accounting;

/// <summary>A server whose operator has registered applications with Xero and Intuit, and stand-ins for both that hold it to their protocols.</summary>
public sealed class SystemsServer : IAsyncLifetime
{
    public const string VerifierToken = "a-verifier-token";

    private readonly TestServer _server;

    public SystemsServer() => _server = new TestServer
    {
        Adjust = services =>
        {
            services.RemoveAll<ConnectorCatalog>();
            services.AddSingleton(provider => ConnectorCatalog.Standard(
                provider.GetRequiredService<ProviderHttp>(), "/nowhere", new AccountingSystemOptions("/nowhere") { Xero = XeroApp(), QuickBooks = IntuitApp() }, _server!.Clock));
        },
    };

    internal TestServer Server => _server;

    internal FakeXero Xero { get; private set; } = null!;

    internal QuickBooksFake QuickBooks { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Xero = await FakeXero.StartAsync();
        QuickBooks = await QuickBooksFake.StartAsync();
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Xero.DisposeAsync();
        await QuickBooks.DisposeAsync();
    }

    private XeroOptions XeroApp() => XeroOptions.Public with
    {
        ApiUrl = Xero.ApiUrl,
        IdentityUrl = Xero.AuthorizeUrl,
        TokenUrl = Xero.TokenUrl,
        ConnectionsUrl = Xero.ConnectionsUrl,
        RevokeUrl = Xero.RevokeUrl,
        ClientId = FakeXero.ClientId,
        ClientSecret = FakeXero.ClientSecret,
        WebhookKey = FakeXero.WebhookKey,
    };

    private QuickBooksOptions IntuitApp() => QuickBooksOptions.Production with
    {
        ApiUrl = QuickBooks.Address,
        AuthorizeUrl = new Uri(QuickBooks.Address, QuickBooksFake.AuthorizePath),
        TokenUrl = new Uri(QuickBooks.Address, QuickBooksFake.TokenPath),
        RevokeUrl = new Uri(QuickBooks.Address, QuickBooksFake.RevokePath),
        ClientId = QuickBooks.Identity.ClientId,
        ClientSecret = QuickBooks.Identity.ClientSecret,
        WebhookVerifierToken = VerifierToken,
    };
}
