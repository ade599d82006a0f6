using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Simulator.Webhooks;

namespace Quittance.Simulator.Accounts;

/// <summary>One customer of all the providers: its credentials, bills, clock, faults and what was seen of it. Accounts share nothing.</summary>
internal sealed class Account
{
    private readonly Dictionary<Provider, BillShelf> _shelves;

    public Account(string id, SimulatorOptions options, Credentials? credentials = null)
    {
        Id = id;
        Values = new SeededValues(options.Seed, id);
        Clock = new AccountClock(options.Time, options.Clock);
        Credentials = credentials ?? NewCredentials();
        OrganizationId = Values.Uuid();
        Number = Values.Number();
        _shelves = Enum.GetValues<Provider>().ToDictionary(provider => provider, provider => new BillShelf(provider, Clock, Values));
        Flows = new FlowsSentIn(this);
    }

    public string Id { get; }

    public SeededValues Values { get; }

    /// <summary>The company at Qonto.</summary>
    public string OrganizationId { get; }

    /// <summary>The company at Pennylane.</summary>
    public long Number { get; }

    public AccountClock Clock { get; }

    public Credentials Credentials { get; private set; }

    /// <summary>Changes with the credentials, so that access tokens given for older ones end.</summary>
    public int Generation { get; private set; }

    /// <summary>Refuses whatever credentials, as after the customer withdrew its consent.</summary>
    public bool IsRevoked { get; set; }

    public AccountSettings Settings { get; set; } = new();

    public FaultList Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public RateWindow Rate { get; } = new();

    /// <summary>Statuses and other flows that were sent to the flow service.</summary>
    public FlowsSentIn Flows { get; }

    public WebhookTargets Targets { get; } = new();

    public DeliveryLog Deliveries { get; } = new();

    public BillShelf Bills(Provider provider) => _shelves[provider];

    public Bill Add(Provider provider, BillTemplate template) => Bills(provider).Add(template.Write());

    public Credentials NewCredentials() =>
        new($"sim_{Values.Hex(32)}", $"client-{Values.Hex(12)}", Values.Hex(40), $"{Id}-{Values.Hex(4)}");

    internal void Replace(Credentials credentials)
    {
        Credentials = credentials;
        Generation++;
    }

    public static ValueTask<Account?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Account>());
}
