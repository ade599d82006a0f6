using System.Diagnostics;
using System.Net;

namespace Quittance.Connectors.Http;

/// <summary>Makes the HTTP client of all calls to addresses that users typed in.</summary>
public static class GuardedHttp
{
    /// <summary>How long a connection may take to stand, TLS included.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How large the headers of an answer may be, in KiB.</summary>
    public const int HeadersMaxKib = 32;

    private const int ConnectionsPerServer = 32;

    /// <summary>A handler that reaches allowed addresses only. One serves the whole process, and keeps its connections.</summary>
    public static SocketsHttpHandler NewHandler(AllowedNetworks networks) => NewHandler(networks, Dns.GetHostAddressesAsync);

    /// <param name="resolve">Gives a name's addresses.</param>
    /// <inheritdoc cref="NewHandler(AllowedNetworks)"/>
    internal static SocketsHttpHandler NewHandler(AllowedNetworks networks, Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new()
    {
        ConnectCallback = new GuardedConnect(networks, resolve).ConnectAsync,
        ConnectTimeout = ConnectTimeout,
        // A proxy would resolve the name itself, and then nobody knows which address was called.
        UseProxy = false,
        // The caller decides whether to follow, and what to send along: a redirect may lead to a stranger.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        MaxResponseHeadersLength = HeadersMaxKib,
        // What is left of an answer that nobody wants to read is not read either.
        MaxResponseDrainSize = 0,
        MaxConnectionsPerServer = ConnectionsPerServer,
        // A name is asked for again from time to time, so that a provider can move.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // Our trace ids are nobody else's business.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
