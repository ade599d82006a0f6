using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quittance.Tests.Http;

/// <summary>Answers every connection with the same bytes, which need not be HTTP, and closes it.</summary>
internal sealed class RawProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private readonly CancellationTokenSource _stop = new();

    private readonly Task _serving;

    public RawProvider(string answer)
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _serving = ServeAsync(Encoding.Latin1.GetBytes(answer));
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = client.GetStream();
                var request = new byte[4096];
                await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, _stop.Token);
                await stream.WriteAsync(answer, _stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(request, _stop.Token) > 0)
                {
                    // Until the client has closed: a reset would overtake the answer.
                }
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or IOException)
        {
            // The test is over, or the client hung up first.
        }
    }
}
