using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>A company's account at an accredited platform on a socket, and the provider that calls it. Accounts share nothing, so a test is an account.</summary>
internal sealed class SimulatedPlatform
{
    private readonly RunningSimulator _simulator;

    public SimulatedPlatform(RunningSimulator simulator, TimeSpan? timeout = null)
    {
        _simulator = simulator;
        Account = simulator.Accounts.New();
        Provider = new AfnorProvider(new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System, timeout), TimeProvider.System);
    }

    public Account Account { get; }

    public AfnorProvider Provider { get; }

    /// <summary>The access with the account's present credentials.</summary>
    public ProviderAccess Access => AccessWith();

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
        Past(Account.Add(Quittance.Simulator.Provider.Afnor, new BillTemplate { Number = number, Syntax = syntax }));

    public Bill Touch(Bill bill) => Past(Account.Bills(Quittance.Simulator.Provider.Afnor).Update(bill.Id, null)!);

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

    // No two changes share a time, so many at once are stamped ahead of the platform's clock, which then does not list them yet.
    private Bill Past(Bill bill)
    {
        Account.Clock.Advance(TimeSpan.FromSeconds(1));
        return bill;
    }

    public int Requests(string path) => Account.Requests.All().Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));
}
