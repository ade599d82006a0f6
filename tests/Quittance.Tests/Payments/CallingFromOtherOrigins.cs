using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Quittance.Server.Hosting;

namespace Quittance.Tests.Payments;

/// <summary>Whose pages may call, where the operator says whose.</summary>
public sealed class CallingFromOtherOrigins(TestServer server)
{
    private const string Named = "https://app.example.test";
    private const string Stranger = "https://elsewhere.example.test";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Fact]
    public async Task Only_pages_of_named_origins_may_read_answers()
    {
        await using var app = await StartAsync(Named);

        var named = await CallAsync(app, HttpMethod.Get, Named);
        var stranger = await CallAsync(app, HttpMethod.Get, Stranger);
        var nobody = await CallAsync(app, HttpMethod.Get, null);

        Assert.Equal((401, Named), (named.Status, named.Headers.GetValues(AllowOrigin).Single()));
        Assert.Contains("x-request-id", named.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.Equal(401, stranger.Status);
        Assert.All([stranger, nobody], answer => Assert.False(answer.Headers.Contains(AllowOrigin)));
        Assert.All([named, stranger, nobody], answer => Assert.Equal("Origin", answer.Headers.GetValues("Vary").Single()));
    }

    [Fact]
    public async Task A_preflight_of_a_stranger_is_not_granted()
    {
        await using var app = await StartAsync(Named);

        var named = await CallAsync(app, HttpMethod.Options, Named, "POST");
        var stranger = await CallAsync(app, HttpMethod.Options, Stranger, "POST");

        Assert.Equal((204, Named), (named.Status, named.Headers.GetValues(AllowOrigin).Single()));
        Assert.Contains("authorization", named.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(stranger.Headers.Contains(AllowOrigin));
    }

    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData(" HTTPS://App.Example.com:443/ , http://localhost:3000 ", "http://localhost:3000 https://app.example.com")]
    [InlineData("https://[::1]:8443", "https://[::1]:8443")]
    public void Origins_are_kept_as_browsers_write_them(string setting, string origins) =>
        Assert.Equal(origins, string.Join(' ', OriginSetting.Read(setting)!.Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    public void Without_names_all_may_call(string? setting) => Assert.Null(OriginSetting.Read(setting));

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/pages")]
    [InlineData("https://app.example.com?x=1")]
    [InlineData("https://me@app.example.com")]
    [InlineData("file:///tmp")]
    [InlineData("https://a.example.com,*")]
    public void What_is_no_origin_stops_the_start(string setting) =>
        Assert.Contains(OriginSetting.Variable, Assert.Throws<OperatorException>(() => OriginSetting.Read(setting)).Message, StringComparison.Ordinal);

    // Beside the shared server, on its database.
    private async Task<WebApplication> StartAsync(string origin)
    {
        var app = QuittanceHost.Build(server.Options with { AllowedOrigins = new HashSet<string> { origin } }, services => services.RemoveAll<IHostedService>());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<Answer> CallAsync(WebApplication app, HttpMethod method, string? origin, string? asked = null)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(new Uri(address), "/organization"));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (asked is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", asked);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
