using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Control;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.Simulating;

/// <summary>A provider simulator on a port of its own. Starts in milliseconds; a test takes an account, or a whole simulator.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningSimulator(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public AccountBook Accounts => _app.Services.GetRequiredService<AccountBook>();

    public SendDeliveries Webhooks => _app.Services.GetRequiredService<SendDeliveries>();

    /// <summary>The address a connection is set up with.</summary>
    public ProviderAddress this[Provider provider] => ProviderAddress.Of(provider, Address.GetLeftPart(UriPartial.Authority));

    public static async Task<RunningSimulator> StartAsync(SimulatorOptions? options = null)
    {
        var app = SimulatorHost.Build(options ?? new SimulatorOptions());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSimulator(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
