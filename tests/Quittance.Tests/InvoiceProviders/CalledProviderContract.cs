using Quittance.Connectors.Http;
using Quittance.Domain.Intake;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>What every provider promises that is called over HTTP, held against the simulator over real sockets.</summary>
public abstract class CalledProviderContract : InvoiceProviderContract
{
    private static readonly AllowedNetworks Loopback = AllowedNetworks.Parse("127.0.0.0/8,::1");

    private readonly Dictionary<string, Bill> _bills = new(StringComparer.Ordinal);

    private TimeSpan _timeout = ProviderHttp.DefaultTimeout;

    private AllowedNetworks _networks = Loopback;

    private string? _key;

    /// <summary>Who the simulator is to be.</summary>
    private protected abstract Provider Kind { get; }

    /// <summary>Part of the path of calls that list, and of no others.</summary>
    private protected abstract string ListPath { get; }

    /// <summary>Part of the path of calls that get a document, and of none that come before these.</summary>
    private protected abstract string FetchPath { get; }

    private protected RunningSimulator Simulator { get; private set; } = null!;

    private protected Account Account { get; private set; } = null!;

    private protected override ProviderAccess Access => AccessWith(_key ?? KeyOf(Account));

    private protected Guid ConnectionId { get; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public override async ValueTask InitializeAsync()
    {
        Simulator = await RunningSimulator.StartAsync();
        Account = Simulator.Accounts.New();
    }

    public override async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_key_that_the_provider_does_not_know_is_told_as_refused()
    {
        _key = "not-the-key-of-anybody";

        await AssertAllFailAsync(ProviderFault.CredentialsRefused);
    }

    [Fact]
    public async Task A_key_that_the_provider_takes_back_is_told_as_refused()
    {
        await AddBillAsync("F-1");
        await SettleAsync();
        await RunAsync();

        Account.IsRevoked = true;

        await AssertAllFailAsync(ProviderFault.CredentialsRefused);
    }

    [Fact]
    public async Task Without_a_key_nobody_is_called()
    {
        var access = Access with { ApiKey = null };

        Assert.Equal(ProviderFault.NotConfigured, (await FailureAsync(() => NewProvider().TestAsync(access, Cancel))).Fault);
        Assert.Equal(ProviderFault.NotConfigured, (await FailureAsync(() => NewProvider().ListAsync(access, new(null, IsContinuation: false), Cancel))).Fault);
        Assert.Equal(ProviderFault.NotConfigured, (await FailureAsync(() => NewProvider().FetchAsync(access, UnknownId, Cancel))).Fault);
        Assert.Empty(Account.Requests.All());
    }

    [Fact]
    public async Task An_address_inside_the_operators_network_is_not_called()
    {
        _networks = AllowedNetworks.None;

        await AssertAllFailAsync(ProviderFault.AddressForbidden);
        Assert.Empty(Account.Requests.All());
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_unavailable()
    {
        await Simulator.DisposeAsync();

        await AssertAllFailAsync(ProviderFault.Unavailable);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Dropped), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.RateLimited), ProviderFault.RateLimited)]
    [InlineData(nameof(FaultKind.Unavailable), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Revoked), ProviderFault.CredentialsRefused)]
    [InlineData(nameof(FaultKind.Forbidden), ProviderFault.Forbidden)]
    [InlineData(nameof(FaultKind.Slow), ProviderFault.TimedOut)]
    [InlineData(nameof(FaultKind.Garbage), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Truncated), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    [InlineData(nameof(FaultKind.Redirect), ProviderFault.BadAnswer)]
    public async Task A_list_that_goes_wrong_is_told_by_its_kind_and_loses_nothing(string kind, ProviderFault expected)
    {
        var sent = await AddBillAsync("F-1");
        await SettleAsync();
        var place = new Place();
        Go(kind, ListPath);

        var failure = await FailureAsync(() => RunAsync(place));
        Stop();

        Assert.Equal(expected, failure.Fault);
        AssertWait(kind, failure);
        AssertSame(sent, await FetchAsync(Assert.Single((await RunAsync(place)).Distinct()).ExternalId));
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Dropped), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.RateLimited), ProviderFault.RateLimited)]
    [InlineData(nameof(FaultKind.Unavailable), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Revoked), ProviderFault.CredentialsRefused)]
    [InlineData(nameof(FaultKind.Slow), ProviderFault.TimedOut)]
    [InlineData(nameof(FaultKind.Truncated), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    public async Task A_document_that_goes_wrong_is_told_by_its_kind_and_comes_later(string kind, ProviderFault expected)
    {
        var sent = await AddBillAsync("F-1");
        await SettleAsync();
        var bill = Assert.Single((await RunAsync()).Distinct());
        Go(kind, FetchPath);

        var failure = await FailureAsync(() => FetchAsync(bill.ExternalId));
        Stop();

        Assert.Equal(expected, failure.Fault);
        AssertWait(kind, failure);
        AssertSame(sent, await FetchAsync(bill.ExternalId));
    }

    [Fact]
    public async Task A_wait_that_is_told_as_a_date_is_understood()
    {
        Account.Faults.Add(new Fault { Kind = FaultKind.RateLimited, Provider = Kind, Path = ListPath, RetryAfter = TimeSpan.FromMinutes(5), RetryAfterAsDate = true });

        var failure = await FailureAsync(() => RunAsync());

        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_list_that_names_each_bill_twice_names_no_bill_more()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");
        await SettleAsync();
        Go(nameof(FaultKind.Duplicate), ListPath);

        Assert.Equal(2, (await RunAsync()).Distinct().Count());
    }

    [Theory]
    [InlineData(-36)]
    [InlineData(36)]
    public async Task The_providers_own_clock_counts_however_wrong_it_is(int hoursAhead)
    {
        Account.Clock.Advance(TimeSpan.FromHours(hoursAhead));
        var place = new Place();
        await AddBillAsync("F-1");
        await SettleAsync();
        var first = await RunAsync(place);
        await AddBillAsync("F-2");
        await SettleAsync();
        var second = await RunAsync(place);

        Assert.Single(first.Distinct());
        Assert.Equal(2, first.Concat(second).Distinct().Count());
    }

    [Fact]
    public async Task Two_connections_see_their_own_bills_only()
    {
        await AddBillAsync("F-1");
        await SettleAsync();
        var bill = Assert.Single((await RunAsync()).Distinct());

        Account = Simulator.Accounts.New();

        Assert.Empty(await RunAsync());
        Assert.Equal(ProviderFault.NotFound, (await FailureAsync(() => FetchAsync(bill.ExternalId))).Fault);
    }

    /// <summary>The provider, with the HTTP that it is to use.</summary>
    private protected abstract IInvoiceProvider NewProvider(ProviderHttp http);

    /// <summary>A connection to the account of the simulator.</summary>
    /// <param name="key">What the connection has for an <c>apiKey</c>.</param>
    private protected abstract ProviderAccess AccessWith(string key);

    /// <summary>The right <c>apiKey</c>.</summary>
    private protected virtual string KeyOf(Account account) => account.Credentials.ApiKey;

    private protected override IInvoiceProvider NewProvider() => NewProvider(new ProviderHttp(_networks, TimeProvider.System, _timeout));

    private protected override Task<byte[]> AddBillAsync(string number) =>
        Task.FromResult((_bills[number] = Account.Add(Kind, new BillTemplate { Number = number })).File.Bytes.ToArray());

    private protected override Task<byte[]> ChangeBillAsync(string number) => Task.FromResult(
        (_bills[number] = Account.Bills(Kind).Update(_bills[number].Id, new BillTemplate { Number = number, Net = 4711 }.Write())!).File.Bytes.ToArray());

    /// <summary>The provider's own id of a bill that was added.</summary>
    private protected string IdOf(string number) => _bills[number].Id;

    /// <summary>From now on every call of a kind goes wrong, because a provider may try more than once.</summary>
    private protected void Go(string kind, string path)
    {
        _timeout = kind == nameof(FaultKind.Slow) ? TimeSpan.FromMilliseconds(300) : ProviderHttp.DefaultTimeout;
        Account.Faults.Add(new Fault { Kind = Enum.Parse<FaultKind>(kind), Provider = Kind, Path = path, Count = int.MaxValue, Delay = TimeSpan.FromSeconds(20) });
    }

    private protected void Stop()
    {
        _timeout = ProviderHttp.DefaultTimeout;
        Account.Faults.Clear();
    }

    private static void AssertWait(string kind, ProviderException failure) =>
        Assert.Equal(kind is nameof(FaultKind.RateLimited) or nameof(FaultKind.Unavailable) ? TimeSpan.FromSeconds(30) : null, failure.RetryAfter);

    private async Task AssertAllFailAsync(ProviderFault expected)
    {
        Assert.Equal(expected, (await FailureAsync(() => NewProvider().TestAsync(Access, Cancel))).Fault);
        Assert.Equal(expected, (await FailureAsync(() => RunAsync())).Fault);
        Assert.Equal(expected, (await FailureAsync(() => FetchAsync(UnknownId))).Fault);
    }
}
