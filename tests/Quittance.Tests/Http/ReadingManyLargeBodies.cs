using Quittance.Connectors.Http;

namespace Quittance.Tests.Http;

/// <summary>The process reads few large bodies at once. Alone, because the places are the process's.</summary>
[Collection("moves the clock")]
public sealed class ReadingManyLargeBodies
{
    /// <summary>More than two sockets hold between them, so that it is sent only when it is read.</summary>
    private const int SentBytes = 12 * 1024 * 1024;

    private const int BytesMax = 2 * SentBytes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_bodies_that_hang_hold_up_other_large_ones_and_no_small_one()
    {
        using var sent = new SemaphoreSlim(0);
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(new byte[context.Request.Path == "/small" ? 100 : SentBytes], context.RequestAborted);
            if (context.Request.Path == "/hanging")
            {
                sent.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
        });
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);
#pragma warning disable CA2025 // All the tasks are awaited below, before anything is disposed.
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hanging = Enumerable.Range(0, BoundedBody.LargeAtOnce).Select(_ => ReadAsync(http, provider, "/hanging", gaveUp.Token)).ToList();
        for (var body = 0; body < hanging.Count; body++)
        {
            await sent.WaitAsync(Cancel);
        }

        var large = ReadAsync(http, provider, "/large", Cancel);
#pragma warning restore CA2025
        Assert.Equal(100, await ReadAsync(http, provider, "/small", Cancel));
        Assert.False(large.IsCompleted);
        await gaveUp.CancelAsync();

        Assert.Equal(SentBytes, await large);
        foreach (var body in hanging)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body);
        }
    }

    private static async Task<int> ReadAsync(ProviderHttp http, LocalProvider provider, string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(provider.Address, path));
        return (await http.SendAsync(request, BytesMax, cancel)).Body.Length;
    }
}
