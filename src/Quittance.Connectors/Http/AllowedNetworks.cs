using System.Net;
using System.Net.Sockets;

namespace Quittance.Connectors.Http;

/// <summary>Which addresses outgoing calls may go to: public ones, and the operator's own networks that it listed.</summary>
/// <remarks>The addresses of outgoing calls are typed in by users, so without this a user could make the server ask its own network for things.</remarks>
public sealed class AllowedNetworks
{
    /// <summary>The operator's setting that lists networks.</summary>
    public const string Setting = "QUITTANCE_ALLOWED_NETWORKS";

    /// <summary>What a good value of the setting looks like.</summary>
    public const string Example = Setting + "=10.20.0.0/16,fd12:3456:789a::/48";

    /// <summary>No network besides the public ones.</summary>
    public static readonly AllowedNetworks None = new([]);

    private readonly IPNetwork[] _listed;

    private AllowedNetworks(IPNetwork[] listed) => _listed = listed;

    /// <summary>Reads a list of CIDR networks and single addresses, v4 and v6, separated by commas. Empty text lists none.</summary>
    /// <exception cref="FormatException">An entry is no network; the message names it and says why.</exception>
    public static AllowedNetworks Parse(string? text) => string.IsNullOrWhiteSpace(text)
        ? None
        : new([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ReadEntry)]);

    /// <summary>Whether the operator listed the address.</summary>
    public bool Lists(IPAddress address)
    {
        var meant = PublicAddress.Meant(address);
        return Array.Exists(_listed, network => network.Contains(meant) || network.Contains(address));
    }

    /// <summary>Whether an outgoing call may go to the address: it is public, or listed.</summary>
    public bool Allows(IPAddress address) => PublicAddress.Is(address) || Lists(address);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _listed);

    private static IPNetwork ReadEntry(string entry)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? entry : entry[..slash];
        if (!IPAddress.TryParse(text, out var address) || address.IsIPv4MappedToIPv6 || text.Contains('%', StringComparison.Ordinal) || !IsPlain(text, address))
        {
            throw new FormatException($"{entry} is no network in CIDR notation");
        }

        if (slash < 0)
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        // .NET would round 10.0.0.1/8 to all of 10.0.0.0/8, which is more than was meant.
        return IPNetwork.TryParse(entry, out var network) && network.BaseAddress.Equals(address)
            ? network
            : throw new FormatException($"{entry} is no network in CIDR notation: the length must fit, and the bits behind it must be zero");
    }

    // 010.0.0.1 would be read as octal and 10.1 as 10.0.0.1: an operator who writes these means something else.
    private static bool IsPlain(string text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(text, address.ToString(), StringComparison.Ordinal);
}
