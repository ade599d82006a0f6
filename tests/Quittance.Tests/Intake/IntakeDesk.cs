using System.Text;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Webhooks;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.Intake;

/// <summary>A company that gets its bills from a simulated provider, and the supplier that writes them.</summary>
internal sealed class IntakeDesk : IAsyncDisposable
{
    private readonly RunningSimulator _simulator;

    private IntakeDesk(Tenant tenant, RunningSimulator simulator, Account account, string company, string supplier)
    {
        Tenant = tenant;
        _simulator = simulator;
        Account = account;
        Company = company;
        Supplier = supplier;
    }

    public Tenant Tenant { get; }

    /// <summary>The company's account at the provider.</summary>
    public Account Account { get; }

    /// <summary>The business that receives the bills.</summary>
    public string Company { get; }

    /// <summary>The business that the simulator's bills are from.</summary>
    public string Supplier { get; }

    public static async Task<IntakeDesk> OpenAsync(TestServer server, bool isConnected = true)
    {
        var tenant = await server.NewTenantAsync();
        var simulator = await RunningSimulator.StartAsync();
        var company = await tenant.BusinessAsync(Party.Buyer.Name, new { siren = Party.Buyer.Siren });
        var supplier = await tenant.BusinessAsync(Party.Seller.Name, new { siren = Party.Seller.Siren });
        if (isConnected)
        {
            await tenant.ConnectAsync(company, supplier);
        }

        return new IntakeDesk(tenant, simulator, simulator.Accounts.New(), company, supplier);
    }

    /// <summary>Connects the company to the simulated provider.</summary>
    /// <returns>The invoice connection's id.</returns>
    public async Task<string> ConnectAsync(Provider provider = Provider.Yooz, string? webhookSecret = null, string? statuses = null)
    {
        var at = _simulator[provider];
        var isFlowService = provider == Provider.Afnor;
        return (await Tenant.PostAsync("/invoice-connections", new
        {
            provider = Key(provider),
            apiKey = isFlowService ? Account.Credentials.ClientSecret : Account.Credentials.ApiKey,
            webhookSecret,
            client = Company,
            settings = isFlowService
                ? new { baseUrl = at.BaseUrl, tokenUrl = at.TokenUrl, clientId = Account.Credentials.ClientId, statuses }
                : (object)new { baseUrl = at.BaseUrl },
        })).Created().Text("id");
    }

    /// <summary>Puts a bill at the provider, which tells nobody of it.</summary>
    public Bill Add(string number, Provider provider = Provider.Yooz) => Account.Add(provider, new BillTemplate { Number = number });

    /// <summary>Has the provider call us from now on.</summary>
    public void CallAt(string connection, string secret, Provider provider = Provider.Yooz)
    {
        var (scheme, header) = WebhookTarget.UsualOf(provider);
        Account.Targets.Put(new WebhookTarget("hook", provider, new Uri(Tenant.Server.Address, $"/webhooks/{Key(provider)}/{connection}"), secret, scheme, header));
    }

    /// <summary>Has the provider tell of a bill.</summary>
    public Task<IReadOnlyList<Delivery>> TellAsync(Bill bill, SignatureFlaw flaw = SignatureFlaw.None, int times = 1) => _simulator.Webhooks.RunAsync(
        Account, new DeliveryOrder { Provider = bill.Provider, Bills = [bill.Id], Signature = flaw, Count = times }, TestContext.Current.CancellationToken);

    public async Task<Answer> HealthAsync(string connection) => (await Tenant.GetAsync($"/invoice-connections/{connection}/health")).Ok();

    /// <summary>Asks for new bills now and works off what follows.</summary>
    public async Task PollAsync(string connection)
    {
        (await Tenant.PostAsync($"/invoice-connections/{connection}/poll")).Is(202);
        await Tenant.RunJobsAsync();
    }

    /// <summary>The invoice numbers of the company's payables, in order.</summary>
    public async Task<IReadOnlyList<string>> PayablesAsync() =>
        [.. (await Tenant.GetAsync($"/api/businesses/{Company}/payables")).Ok().Json.EnumerateArray().Select(payable => payable.GetProperty("invoiceNumber").GetString()!).Order(StringComparer.Ordinal)];

    public async Task<string> DeliveriesAsync(string connection)
    {
        var text = new StringBuilder();
        foreach (var delivery in (await Tenant.GetAsync($"/invoice-connections/{connection}/deliveries")).Ok().Json.EnumerateArray())
        {
            text.Append(delivery.GetProperty("verdict").GetString()).Append(' ')
                .Append(delivery.GetProperty("fault").GetString() ?? delivery.GetProperty("outcome").GetString()).Append(' ')
                .Append(delivery.GetProperty("timesReceived").GetInt32()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The lifecycle messages (CDAR) that the platform has taken from us, in their order.</summary>
    public IReadOnlyList<string> Messages() => [.. Account.Flows.All().Select(flow => Encoding.UTF8.GetString(flow.File.Span))];

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    private static string Key(Provider provider) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(provider.ToString());
}
