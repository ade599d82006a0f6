using System.Net;
using System.Net.Sockets;

namespace Quittance.Server.Hosting;

/// <summary>Tries the addresses before anything is started, so that a taken port is one clear line and not a web server's stack trace.</summary>
internal static class ListenAddresses
{
    /// <exception cref="OperatorException">One of them cannot be listened on.</exception>
    public static void RequireFree(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.Port == 0)
            {
                continue;
            }

            try
            {
                using var listener = new TcpListener(AddressOf(address.Host), address.Port);
                listener.Start();
            }
            catch (SocketException taken)
            {
                throw new OperatorException(
                    $"Cannot listen on {url}: {taken.Message}. Choose another address: {ServerSettings.UrlsVariable}=http://127.0.0.1:8081", taken);
            }
        }
    }

    private static IPAddress AddressOf(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : IPAddress.Any;
}
