using System.Net;
using System.Net.Sockets;

namespace Quittance.Connectors.Http;

/// <summary>Opens the connections of outgoing HTTP, to allowed addresses only.</summary>
/// <remarks>
/// The name is resolved here and the connection is made to the very address that was checked, so a name that answers
/// differently the second time (DNS rebinding) gains nothing. Every redirect and every retry passes here again.
/// </remarks>
/// <param name="resolve">Gives a name's addresses.</param>
internal sealed class GuardedConnect(AllowedNetworks networks, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>How many of a name's addresses are tried.</summary>
    private const int AddressesMax = 8;

    /// <summary>How long one address may take while there is another to try.</summary>
    private static readonly TimeSpan PatiencePerAddress = TimeSpan.FromSeconds(3);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressForbiddenException">None of the name's addresses may be called.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var end = context.DnsEndPoint;
        var isEncrypted = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps;
        var resolved = await ResolveAsync(end.Host, cancel);
        var allowed = resolved.Where(address => isEncrypted ? networks.Allows(address) : networks.Lists(address)).Take(AddressesMax).ToList();
        if (allowed.Count == 0)
        {
            throw resolved.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : Forbidden(end.Host, isEncrypted, resolved);
        }

        for (var next = 0; ; next++)
        {
            var isLast = next == allowed.Count - 1;
            try
            {
                return await ConnectAsync(allowed[next], end.Port, isLast ? Timeout.InfiniteTimeSpan : PatiencePerAddress, cancel);
            }
            catch (Exception failed) when (!isLast && failed is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                // The next address may do better; what the last one says is what is told.
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        var resolved = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancel);
        return [.. resolved.Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)];
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, TimeSpan patience, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(patience);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, limited.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private AddressForbiddenException Forbidden(string host, bool isEncrypted, IPAddress[] resolved) => new(
        !isEncrypted && Array.Exists(resolved, networks.Allows)
            ? $"The address of {host} is called by https only: plain http is for networks that the operator lists, as in {AllowedNetworks.Example}."
        : $"The address of {host} is not a public one, so it is not called unless the operator lists its network, as in {AllowedNetworks.Example}.");
}
