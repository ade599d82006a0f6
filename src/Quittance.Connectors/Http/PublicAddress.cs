using System.Net;
using System.Net.Sockets;

namespace Quittance.Connectors.Http;

/// <summary>Tells addresses of the public internet from all others, by IANA's registries of special-purpose addresses (RFC 6890).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network, unspecified
        IPNetwork.Parse("10.0.0.0/8"), // private (RFC 1918)
        IPNetwork.Parse("100.64.0.0/10"), // carrier-grade NAT; metadata of Alibaba Cloud
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host, public by its number only
        IPNetwork.Parse("169.254.0.0/16"), // link-local; metadata of most clouds
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments; metadata of Oracle Cloud
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays, withdrawn (RFC 7526)
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
    ];

    // All that is handed out lies here; loopback, ULA, link-local, site-local, multicast and discard do not.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments: Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4: wraps any v4 address
        IPNetwork.Parse("3fff::/20"), // documentation (RFC 9637)
    ];

    // An IPv6-only network reaches every v4 server through this prefix (RFC 6052).
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether the address is one of the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        var meant = Meant(address);
        return meant.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(SpecialV4, special => special.Contains(meant)),
            AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(meant) && !Array.Exists(SpecialV6, special => special.Contains(meant)),
            _ => false,
        };
    }

    /// <summary>The v4 address that a mapped or NAT64 address leads to; any other address itself.</summary>
    public static IPAddress Meant(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(address))
        {
            Span<byte> bytes = stackalloc byte[16];
            return address.TryWriteBytes(bytes, out _) ? new IPAddress(bytes[12..]) : address;
        }

        return address;
    }
}
