using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Quittance.Server.Hosting;

namespace Quittance.Tests.Accounting;

/// <summary>What holds for every path under <c>/v1</c>, also for one that leads nowhere.</summary>
public sealed class KeepingTheConventions(TestServer server) : IDisposable
{
    private const string Nowhere = "/v1/nothing/here";
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_request_without_a_version_is_told_which_header_it_misses()
    {
        var answer = await SendAsync(HttpMethod.Get, Nowhere);

        Assert.Equal("""{"error":{"type":"missing_api_version","message":"Missing the x-monite-version HTTP header"}}""", answer.Is(400).Body);
        Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
        Assert.False(answer.Headers.Contains("x-monite-version"));
    }

    [Theory]
    [InlineData("2024-05-26")]
    [InlineData("latest")]
    [InlineData("2024-05-25, 2024-05-25")]
    public async Task A_version_that_never_was_is_refused(string version)
    {
        var answer = await SendAsync(HttpMethod.Get, Nowhere, ("x-monite-version", version));

        Assert.Equal("unsupported_api_version", answer.Is(400).Text("error.type"));
    }

    [Theory]
    [InlineData("2023-09-01")]
    [InlineData("2024-01-31")]
    [InlineData("2024-05-25")]
    [InlineData("2025-06-23")]
    public async Task Every_answer_repeats_the_version_and_the_entity(string version)
    {
        var entity = "9D2B4C8F-2087-4738-BA91-7359683C49A4";

        var answer = await SendAsync(HttpMethod.Get, Nowhere, ("x-monite-version", version), ("x-monite-entity-id", entity));

        answer.Is(404);
        Assert.Equal(version, answer.Headers.GetValues("x-monite-version").Single());
        Assert.Equal(entity, answer.Headers.GetValues("x-monite-entity-id").Single(), ignoreCase: true);
        Assert.Matches("^[0-9]+[.][0-9]{4}$", answer.Headers.GetValues("x-process-time").Single());
        Assert.StartsWith("req_", answer.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
        Assert.Equal("1000000", answer.Headers.GetValues("RateLimit-Limit").Single());
        Assert.Equal("1000000", answer.Headers.GetValues("X-RateLimit-Limit-Second").Single());
        Assert.Equal("1", answer.Headers.GetValues("RateLimit-Reset").Single());
        Assert.InRange(int.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), System.Globalization.CultureInfo.InvariantCulture), 0, 999_999);
    }

    [Fact]
    public async Task What_is_no_entity_is_not_repeated()
    {
        var answer = await SendAsync(HttpMethod.Get, Nowhere, ("x-monite-version", "2024-05-25"), ("x-monite-entity-id", "nonsense"));

        Assert.False(answer.Headers.Contains("x-monite-entity-id"));
    }

    [Fact]
    public async Task A_page_of_another_site_may_call_with_a_token_and_without_cookies()
    {
        var preflight = await SendAsync(
            HttpMethod.Options, Nowhere, ("Origin", "https://platform.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,x-monite-version"));
        var call = await SendAsync(HttpMethod.Get, Nowhere, ("Origin", "https://platform.example"), ("x-monite-version", "2024-05-25"));

        Assert.Equal((204, ""), (preflight.Status, preflight.Body));
        foreach (var answer in new[] { preflight, call })
        {
            Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        Assert.All(
            ["authorization", "content-type", "x-monite-version", "x-monite-entity-id", "x-monite-sdk-version"],
            header => Assert.Contains(header, preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal));
        Assert.Contains("x-request-id", call.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_dialects_stay_closed_to_other_sites()
    {
        var answer = await SendAsync(HttpMethod.Get, "/api/businesses", ("Origin", "https://platform.example"));

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("x-process-time"));
    }

    [Fact]
    public async Task More_requests_than_a_second_takes_are_told_when_to_come_again()
    {
        await using var slow = QuittanceHost.Build(server.Options with { AccountingRate = 1 }, services => services.RemoveAll<IHostedService>());
        await slow.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(slow.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SendAsync(HttpMethod.Get, new Uri(address, Nowhere).ToString(), ("x-monite-version", "2024-05-25"))));

        Assert.Contains(answers, answer => answer.Status == 404);
        var refused = answers.First(answer => answer.Status == 429);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("Too many requests", refused.Text("error.message"), StringComparison.Ordinal);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining-Second").Single());
        Assert.Equal("2024-05-25", refused.Headers.GetValues("x-monite-version").Single());
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
