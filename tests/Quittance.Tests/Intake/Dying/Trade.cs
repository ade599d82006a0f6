using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Webhooks;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.Intake.Dying;

/// <summary>A company whose supplier keeps sending bills, over a French platform and an HTTP feed, told or only listed. All of them are paid by rule.</summary>
internal sealed class Trade : IAsyncDisposable
{
    private const string Secret = "whsec_Zm9yIHRlc3RzIG9ubHkgMTIzNDU2Nzg5MA==";

    private readonly TestServer _server;
    private readonly RunningSimulator _simulator;
    private readonly Dictionary<Provider, string> _connections;
    private readonly List<string> _numbers = [];

    private Trade(TestServer server, Tenant tenant, RunningSimulator simulator, Account account, Dictionary<Provider, string> connections)
    {
        (_server, Tenant, _simulator, Account, _connections) = (server, tenant, simulator, account, connections);
    }

    public Tenant Tenant { get; }

    public Account Account { get; }

    /// <summary>The numbers of all bills that were ever offered.</summary>
    public IReadOnlyList<string> Numbers => _numbers;

    public static async Task<Trade> OpenAsync(TestServer server)
    {
        var tenant = await server.NewTenantAsync();
        var simulator = await RunningSimulator.StartAsync();
        var account = simulator.Accounts.New();
        var company = await tenant.BusinessAsync(Party.Buyer.Name, new { siren = Party.Buyer.Siren });
        var supplier = await tenant.BusinessAsync(Party.Seller.Name, new { siren = Party.Seller.Siren });
        await tenant.ConnectAsync(company, supplier, autoApproval: new { enabled = true, requireMatchedSupplier = true });
        var connections = new Dictionary<Provider, string>
        {
            [Provider.Yooz] = await ConnectAsync("yooz", account.Credentials.ApiKey, new { baseUrl = simulator[Provider.Yooz].BaseUrl }),
            [Provider.Afnor] = await ConnectAsync("afnor", account.Credentials.ClientSecret, new
            {
                baseUrl = simulator[Provider.Afnor].BaseUrl,
                tokenUrl = simulator[Provider.Afnor].TokenUrl,
                clientId = account.Credentials.ClientId,
            }),
        };
        return new Trade(server, tenant, simulator, account, connections);

        async Task<string> ConnectAsync(string provider, string apiKey, object settings) =>
            (await tenant.PostAsync("/invoice-connections", new { provider, apiKey, webhookSecret = Secret, client = company, settings })).Created().Text("id");
    }

    /// <summary>Puts a new bill at one of the providers, sometimes at both. Some are to be told of, others only to be found.</summary>
    public void Offer(Random random)
    {
        var template = new BillTemplate { Number = $"B{_numbers.Count + 1}", Net = 100 + _numbers.Count };
        _numbers.Add(template.Number);
        var at = random.Next(8) switch { 0 => [Provider.Yooz, Provider.Afnor], < 4 => new[] { Provider.Yooz }, _ => [Provider.Afnor] };
        foreach (var provider in at)
        {
            var bill = Account.Add(provider, template);
            if (random.Next(2) == 0)
            {
                _untold.Add(bill);
            }
        }
    }

    /// <summary>Has the providers tell what is new, and tell again what was never answered well, as they do for hours or days.</summary>
    /// <param name="address">Where the server listens now.</param>
    /// <param name="isOver">Whether it has died, so that there is nobody to tell any more.</param>
    public async Task TellAsync(Uri address, Func<bool> isOver)
    {
        foreach (var (provider, connection) in _connections)
        {
            var (scheme, header) = WebhookTarget.UsualOf(provider);
            Account.Targets.Put(new WebhookTarget($"{provider}", provider, new Uri(address, $"/webhooks/{Key(provider)}/{connection}"), Secret, scheme, header));
        }

        foreach (var unheard in Unheard().TakeWhile(_ => !isOver()))
        {
            await _simulator.Webhooks.ResendAsync(Account, unheard, TestContext.Current.CancellationToken);
        }

        while (_untold.Count > 0 && !isOver())
        {
            var bill = _untold[0];
            _untold.RemoveAt(0);
            await _simulator.Webhooks.RunAsync(Account, new DeliveryOrder { Provider = bill.Provider, Bills = [bill.Id] }, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Lets time pass for the server and for the providers.</summary>
    public void Wait(TimeSpan time)
    {
        _server.Clock.Advance(time);
        Account.Clock.Advance(time);
    }

    /// <summary>A server that lives on takes over, and has all the time it needs.</summary>
    public async Task EndInPeaceAsync()
    {
        for (var quarter = 0; quarter < 8; quarter++)
        {
            await TellAsync(_server.Address, () => false);
            await Tenant.RunJobsAsync();
            Wait(TimeSpan.FromMinutes(20));
        }

        Assert.Empty(Unheard());
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    private readonly List<Bill> _untold = [];

    private IReadOnlyList<Delivery> Unheard() => [.. Account.Deliveries.All().Where(delivery => delivery.Attempts is not [.., { Status: 200 }])];

    private static string Key(Provider provider) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{provider}");
}
