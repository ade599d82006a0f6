using Quittance.Tests.Simulating;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>One simulator for all tests of a class.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    internal RunningSimulator Simulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();
}
