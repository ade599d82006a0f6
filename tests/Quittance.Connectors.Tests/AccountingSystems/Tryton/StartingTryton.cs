using System.Net.Sockets;
using Quittance.Counterparts.Tryton;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>The counterpart itself: a fault in it would look like one of the connector.</summary>
public sealed class StartingTryton
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_database_is_its_own_and_begins_with_balanced_empty_books()
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, $"Tryton cannot be started: {TrytonServer.Missing}");
        await using var server = await TrytonServer.StartAsync(Cancel);
        using var one = await server.NewDatabaseAsync(Cancel);
        using var other = await server.NewDatabaseAsync(Cancel);
        await one.Rpc.CreateAsync("party.party", new { name = "Only in one" }, Cancel);

        Assert.Equal(1, await one.CountPartiesAsync("Only in one", Cancel));
        Assert.Equal(0, await other.CountPartiesAsync("Only in one", Cancel));
        Assert.Equal(0, await other.CountAsync("account.move", Cancel));
        Assert.Equal(12 * (TrytonDatabase.LastYear - TrytonDatabase.FirstYear + 1), await other.CountAsync("account.period", Cancel));
    }

    [Fact]
    public async Task What_was_committed_outlives_a_kill()
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, $"Tryton cannot be started: {TrytonServer.Missing}");
        await using var server = await TrytonServer.StartAsync(Cancel);
        using var books = await server.NewDatabaseAsync(Cancel);
        await books.Rpc.CreateAsync("party.party", new { name = "Survivor" }, Cancel);

        await server.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => books.CountPartiesAsync("Survivor", Cancel));
        using (var probe = new TcpClient())
        {
            await Assert.ThrowsAsync<SocketException>(async () => await probe.ConnectAsync(server.Address.Host, server.Address.Port, Cancel));
        }

        await server.StartAgainAsync(Cancel);
        Assert.Equal(1, await books.CountPartiesAsync("Survivor", Cancel));
    }
}
