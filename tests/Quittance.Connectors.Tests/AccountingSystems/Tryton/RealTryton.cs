using Quittance.Connectors.Tests.AccountingSystems.Tryton;
using Quittance.Counterparts.Tryton;

[assembly: AssemblyFixture(typeof(RealTryton))]

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>One Tryton for the whole run, started by the first test that needs it. A test takes a database of its own from it.</summary>
public sealed class RealTryton : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private TrytonServer? _server;

    /// <summary>A fresh database; skips the test where Tryton is not installed.</summary>
    public async Task<TrytonDatabase> NewDatabaseAsync(CancellationToken cancel)
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, $"Tryton cannot be started: {TrytonServer.Missing}");
        await _gate.WaitAsync(cancel);
        try
        {
            _server ??= await TrytonServer.StartAsync(cancel);
            return await _server.NewDatabaseAsync(cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The connector's way to a fresh database.</summary>
    public async Task<TrytonBooks> OpenBooksAsync(CancellationToken cancel)
    {
        var database = await NewDatabaseAsync(cancel);
        return await TrytonBooks.OpenAsync(database, _server!.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
