using System.Net;
using Quittance.Connectors.Http;

namespace Quittance.Tests.Http;

public sealed class NamingAllowedNetworks
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4007::200e")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void A_public_address_is_allowed(string address) => Assert.True(AllowedNetworks.None.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::10.0.0.1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:2::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fdff:ffff::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void A_special_address_is_allowed_only_when_listed(string text)
    {
        var address = IPAddress.Parse(text);

        Assert.False(AllowedNetworks.None.Allows(address));
        Assert.False(AllowedNetworks.Parse("11.0.0.0/8,2a00::/16").Allows(address));
        Assert.True(AllowedNetworks.Parse("0.0.0.0/0, ::/0").Allows(address));
    }

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "64:ff9b::10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "10.21.0.0", false)]
    [InlineData("10.20.0.0/16", "::10.20.3.4", false)]
    [InlineData("10.20.0.7", "10.20.0.7", true)]
    [InlineData("10.20.0.7", "10.20.0.8", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("fd12:3456:789a::/48", "fd12:3456:789a:1::1", true)]
    [InlineData("fd12:3456:789a::/48", "fd12:3456:789b::1", false)]
    [InlineData(" 192.168.1.0/24 , fd00::/8 ,", "fd00::1", true)]
    [InlineData(" , ", "10.0.0.1", false)]
    public void A_listed_network_holds_its_addresses(string networks, string address, bool isListed)
    {
        var read = AllowedNetworks.Parse(networks);

        Assert.Equal(isListed, read.Lists(IPAddress.Parse(address)));
        Assert.Equal(isListed, read.Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("/8")]
    [InlineData("10.0/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x0a000000/8")]
    [InlineData("167772160")]
    [InlineData("10.0.0.0-10.0.0.255")]
    [InlineData("fd00::1/8")]
    [InlineData("fe80::1%2")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("10.0.0.0/8;11.0.0.0/8")]
    public void What_is_no_network_is_named(string entry)
    {
        var refused = Assert.Throws<FormatException>(() => AllowedNetworks.Parse($"192.168.0.0/16,{entry}"));

        Assert.Contains(entry, refused.Message, StringComparison.Ordinal);
    }
}
