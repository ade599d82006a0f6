using Quittance.Counterparts.Tryton;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>A Tryton of one test class, whose tests run one after another: it cannot open a database while another is in use.</summary>
public sealed class RealTryton : IAsyncDisposable
{
    private TrytonServer? _server;
    private TrytonDatabase? _shared;

    /// <summary>The connector's way to a database of its own. Skips the test where Tryton is not installed.</summary>
    public async Task<TrytonBooks> OpenBooksAsync(CancellationToken cancel)
    {
        var server = await StartedAsync(cancel);
        return await TrytonBooks.OpenAsync(await server.NewDatabaseAsync(cancel), server.Address);
    }

    /// <summary>The same for tests whose vendors and bills have names of their own: one database, which saves a second for each test.</summary>
    public async Task<TrytonBooks> OpenSharedBooksAsync(CancellationToken cancel)
    {
        var server = await StartedAsync(cancel);
        _shared ??= await server.NewDatabaseAsync(cancel);
        return await TrytonBooks.OpenAsync(_shared, server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _shared?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<TrytonServer> StartedAsync(CancellationToken cancel)
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, $"Tryton cannot be started: {TrytonServer.Missing}");
        return _server ??= await TrytonServer.StartAsync(cancel);
    }
}
