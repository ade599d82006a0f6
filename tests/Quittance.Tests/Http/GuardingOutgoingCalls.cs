using System.Net;
using Microsoft.AspNetCore.Http;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Http;

/// <summary>Whatever a user types in, the server calls public addresses by https, and listed networks.</summary>
public sealed class GuardingOutgoingCalls
{
    private static readonly AllowedNetworks Loopback = AllowedNetworks.Parse("127.0.0.0/8,::1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", "127.0.0.1")]
    [InlineData("https", "127.0.0.1")]
    [InlineData("http", "localhost")]
    [InlineData("https", "localhost")]
    [InlineData("https", "127.1")]
    [InlineData("https", "2130706433")]
    [InlineData("https", "0x7f000001")]
    [InlineData("https", "0177.0.0.1")]
    [InlineData("https", "[::ffff:127.0.0.1]")]
    [InlineData("https", "[::1]")]
    [InlineData("https", "0.0.0.0")]
    [InlineData("https", "[::]")]
    public async Task Loopback_is_not_reached_by_any_of_its_names(string scheme, string host)
    {
        await using var provider = await LocalProvider.AnsweringAsync(200, []);
        using var http = new ProviderHttp(AllowedNetworks.None, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<ProviderException>(() => http.SendAsync(new(HttpMethod.Get, $"{scheme}://{host}:{provider.Address.Port}/"), 100, Cancel));

        Assert.Equal(ProviderFault.AddressForbidden, refused.Fault);
        Assert.Contains(AllowedNetworks.Setting, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, provider.Connections);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_listed_network_is_reached_by_plain_http(string host)
    {
        await using var provider = await LocalProvider.AnsweringAsync(200, "yes"u8.ToArray());
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        var answer = await http.SendAsync(new(HttpMethod.Get, $"http://{host}:{provider.Address.Port}/"), 100, Cancel);

        Assert.Equal("yes"u8.ToArray(), answer.Body.ToArray());
    }

    [Fact]
    public async Task Public_addresses_are_called_by_https_only()
    {
        using var http = new HttpClient(GuardedHttp.NewHandler(Loopback, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.3.1")])));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://api.example.test/"), Cancel));

        Assert.Contains("https only", Assert.IsType<AddressForbiddenException>(refused.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_checked_each_time_it_is_connected_to()
    {
        await using var provider = await LocalProvider.AnsweringAsync(200, []);
        var answers = new Queue<string>(["127.0.0.2", "169.254.169.254", "10.0.0.1"]);
        using var handler = GuardedHttp.NewHandler(AllowedNetworks.Parse("127.0.0.2"), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        using var http = new HttpClient(handler);
        var address = new Uri($"http://rebinding.example.test:{provider.Address.Port}/");

        // The first answer is allowed, and nobody listens there; the second and third are not even tried.
        var closed = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(address, Cancel));
        Assert.Equal(HttpRequestError.ConnectionError, closed.HttpRequestError);
        for (var again = 0; again < 2; again++)
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(address, Cancel));
            Assert.IsType<AddressForbiddenException>(refused.InnerException);
        }

        Assert.Equal(0, provider.Connections);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_ones_are_tried_until_one_answers()
    {
        await using var provider = await LocalProvider.AnsweringAsync(200, []);
        IPAddress[] addresses = [IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.3"), IPAddress.Loopback];
        using var handler = GuardedHttp.NewHandler(AllowedNetworks.Parse("127.0.0.0/8"), (_, _) => Task.FromResult(addresses));
        using var http = new HttpClient(handler);

        var answer = await http.GetAsync(new Uri($"http://several.example.test:{provider.Address.Port}/"), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, provider.Connections);
    }

    [Fact]
    public async Task The_certificate_is_asked_for_the_name_and_not_for_the_address()
    {
        await using var provider = await LocalProvider.StartAsync(_ => Task.CompletedTask, isEncrypted: true);
        using var handler = GuardedHttp.NewHandler(Loopback);
        string? asked = null;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, _, _, _) => (asked = ((System.Net.Security.SslStream)sender).TargetHostName) is not null;
        using var http = new HttpClient(handler);

        await http.GetAsync(new Uri($"https://localhost:{provider.Address.Port}/"), Cancel);

        Assert.Equal("localhost", asked);
    }

    [Fact]
    public async Task A_redirect_is_given_back_and_not_followed()
    {
        await using var secret = await LocalProvider.AnsweringAsync(200, "secret"u8.ToArray());
        await using var provider = await LocalProvider.AnsweringAsync(302, [], ("Location", secret.Address.ToString()));
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        var answer = await http.ExchangeAsync(new(HttpMethod.Get, provider.Address), 100, Cancel);

        Assert.Equal(secret.Address, answer.RedirectTo);
        Assert.Equal(0, secret.Connections);
        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => http.SendAsync(new(HttpMethod.Get, provider.Address), 100, Cancel))).Fault);
    }

    [Fact]
    public async Task A_redirect_to_loopback_that_is_followed_by_hand_is_guarded_like_any_call()
    {
        await using var secret = await LocalProvider.AnsweringAsync(200, "secret"u8.ToArray());
        await using var provider = await LocalProvider.AnsweringAsync(302, [], ("Location", $"http://127.0.0.2:{secret.Address.Port}/"));
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.1"), TimeProvider.System);

        var answer = await http.ExchangeAsync(new(HttpMethod.Get, provider.Address), 100, Cancel);

        Assert.Equal(ProviderFault.AddressForbidden, (await Assert.ThrowsAsync<ProviderException>(() => http.ExchangeAsync(new(HttpMethod.Get, answer.RedirectTo), 100, Cancel))).Fault);
        Assert.Equal(0, secret.Connections);
    }

    [Theory]
    [InlineData("/other", "/other")]
    [InlineData("other?x=1", "/a/other?x=1")]
    public async Task A_redirect_within_the_provider_is_given_back_as_a_whole_address(string location, string path)
    {
        await using var provider = await LocalProvider.AnsweringAsync(307, [], ("Location", location));
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        var answer = await http.ExchangeAsync(new(HttpMethod.Get, new Uri(provider.Address, "/a/b")), 100, Cancel);

        Assert.Equal(new Uri(provider.Address, path), answer.RedirectTo);
    }

    [Fact]
    public async Task Nothing_is_remembered_and_nothing_of_ours_is_told()
    {
        var headers = new List<IHeaderDictionary>();
        await using var provider = await LocalProvider.StartAsync(context =>
        {
            headers.Add(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            context.Response.Headers.SetCookie = "session=1; Path=/";
            return Task.CompletedTask;
        });
        using var http = new ProviderHttp(Loopback, TimeProvider.System);
        using var activity = new System.Diagnostics.Activity("test").Start();

        await http.SendAsync(new(HttpMethod.Get, provider.Address), 100, Cancel);
        await http.SendAsync(new(HttpMethod.Get, provider.Address), 100, Cancel);

        Assert.Equal(2, headers.Count);
        Assert.All(headers, seen => Assert.Equal(["Accept-Encoding", "Host", "User-Agent"], seen.Keys.Order()));
    }

    [Fact]
    public void No_proxy_of_the_environment_comes_between()
    {
        using var handler = GuardedHttp.NewHandler(Loopback);

        Assert.False(handler.UseProxy);
    }
}
