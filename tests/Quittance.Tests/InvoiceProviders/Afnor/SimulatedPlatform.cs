using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>An accredited platform on a socket, one company's account at it, and the provider that calls it.</summary>
internal sealed class SimulatedPlatform : IAsyncDisposable
{
    private readonly RunningSimulator _simulator;

    private SimulatedPlatform(RunningSimulator simulator, TimeSpan? timeout)
    {
        _simulator = simulator;
        Account = simulator.Accounts.New();
        Provider = new AfnorProvider(new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System, timeout), TimeProvider.System);
    }

    public Account Account { get; }

    public AfnorProvider Provider { get; }

    /// <summary>The access with the account's present credentials.</summary>
    public ProviderAccess Access => AccessWith();

    public static async Task<SimulatedPlatform> StartAsync(TimeSpan? timeout = null) => new(await RunningSimulator.StartAsync(), timeout);

    public ProviderAccess AccessWith(params (string Name, string Value)[] settings)
    {
        var address = _simulator[Quittance.Simulator.Provider.Afnor];
        var all = new Dictionary<string, string>
        {
            [AfnorProfile.BaseUrl] = address.BaseUrl,
            [AfnorProfile.TokenUrl] = address.TokenUrl!,
            [AfnorProfile.ClientId] = Account.Credentials.ClientId,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new ProviderAccess(Guid.Parse("01930000-0000-7000-8000-000000000001"), Account.Credentials.ClientSecret, all);
    }

    public Bill Add(string number, DocumentSyntax syntax = DocumentSyntax.Cii) =>
        Account.Add(Quittance.Simulator.Provider.Afnor, new BillTemplate { Number = number, Syntax = syntax });

    public Bill Touch(Bill bill) => Account.Bills(Quittance.Simulator.Provider.Afnor).Update(bill.Id, null)!;

    public void Fail(FaultKind kind, string path, Func<Fault, Fault>? with = null)
    {
        var fault = new Fault { Kind = kind, Path = path };
        Account.Faults.Add(with is null ? fault : with(fault));
    }

    public Task<ProviderPage> ListAsync(string? watermark = null, bool isContinuation = false) =>
        Provider.ListAsync(Access, new ProviderPlace(watermark, isContinuation), TestContext.Current.CancellationToken);

    /// <summary>Reads from a place to the end, as a run does.</summary>
    public async Task<(List<AnnouncedBill> Bills, string? Watermark, int Pages)> RunAsync(string? watermark = null)
    {
        var bills = new List<AnnouncedBill>();
        for (var pages = 1; pages <= 100; pages++)
        {
            var page = await ListAsync(watermark, isContinuation: pages > 1);
            bills.AddRange(page.Bills);
            watermark = page.Watermark;
            if (!page.HasMore)
            {
                return (bills, watermark, pages);
            }
        }

        throw new InvalidOperationException("The list does not end.");
    }

    public int Requests(string path) => Account.Requests.All().Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();
}
