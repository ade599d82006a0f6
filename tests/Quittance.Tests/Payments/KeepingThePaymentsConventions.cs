using Quittance.Server.Api.Payments;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Payments;

/// <summary>What holds for every path of the dialect, also for one that leads nowhere.</summary>
public sealed class KeepingThePaymentsConventions(TestServer server) : IDisposable
{
    private const string Nowhere = "/entity/x/nothing/here";

    // As the published client's browser build asks for them.
    private const string Asked = "authorization,content-type,x-api-version,x-fern-language,x-fern-runtime,x-fern-runtime-version,x-fern-sdk-name,x-fern-sdk-version";

    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public static TheoryData<string> Roots =>
    [
        "transactions", "transaction", "invoices", "invoice", "invoice-templates", "invoice-template", "entities", "entity", "entityGroups", "entityGroup", "organization",
        "paymentMethods", "paymentMethod", "fees", "paymentTiming", "bankLookup", "bnpl", "ocr", "ocr-async", "payment-gateway", "downloads",
    ];

    public static TheoryData<string, string> NotOfferedOperations
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (method, path) in NotOffered.Operations)
            {
                rows.Add(method, path);
            }

            return rows;
        }
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Roots))]
    public async Task Every_root_of_the_dialect_speaks_it(string root)
    {
        var answer = await SendAsync(HttpMethod.Get, $"/{root}/nothing/at/all/here");

        Assert.Equal("NotFound", answer.Is(404).Text("errorName"));
        Assert.Matches("^total;dur=[0-9]+[.][0-9]$", answer.Headers.GetValues("Server-Timing").Single());
    }

    [Theory]
    [InlineData(null, 404)]
    [InlineData("2024-08-01", 404)]
    [InlineData("2024-08-02", 400)]
    [InlineData("latest", 400)]
    public async Task A_version_other_than_the_only_one_is_refused(string? version, int status)
    {
        var answer = await (version is null ? SendAsync(HttpMethod.Get, Nowhere) : SendAsync(HttpMethod.Get, Nowhere, ("X-API-Version", version)));

        Assert.Equal(status == 400 ? "BadRequest" : "NotFound", answer.Is(status).Text("errorName"));
    }

    [Theory]
    [InlineData("GET", "/entity/x/users", 401)]
    [InlineData("DELETE", "/organization", 405)]
    [InlineData("GET", "/transactions?limit=%00", 400)]
    public async Task Every_answer_tells_how_long_it_took(string method, string path, int status)
    {
        var answer = await SendAsync(new HttpMethod(method), path);

        answer.Is(status);
        Assert.Matches("^total;dur=[0-9]+[.][0-9]$", answer.Headers.GetValues("Server-Timing").Single());
    }

    [Fact]
    public async Task Pages_of_any_origin_may_call_without_cookies()
    {
        var preflight = await SendAsync(
            HttpMethod.Options, "/entity/x/user/y/token", ("Origin", "https://platform.example.test"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", Asked));
        var called = await SendAsync(HttpMethod.Get, Nowhere, ("Origin", "https://platform.example.test"));

        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        var taken = preflight.Headers.GetValues("Access-Control-Allow-Headers").Single().Split(", ");
        Assert.Empty(Asked.Split(',').Except(taken));
        Assert.Contains("POST", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Equal("*", called.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("server-timing", called.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_call_from_no_page_gets_no_such_headers()
    {
        var answer = await SendAsync(HttpMethod.Get, Nowhere);

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Ids_are_taken_as_they_were_meant_before_they_were_escaped()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        foreach (var name in new[] { "a/b", "a%2Fb", "a%252Fb", "a b?c#d", "ü/%" })
        {
            (await tenant.PostAsync($"/entity/{entity}/user", new { foreignId = name })).Ok();
        }

        foreach (var name in new[] { "a/b", "a%2Fb", "a%252Fb", "a b?c#d", "ü/%" })
        {
            Assert.Equal(name, (await tenant.GetAsync($"/entity/{entity}/user/{Uri.EscapeDataString(name)}")).Ok().Text("foreignId"));
        }

        Assert.Equal("a/b", (await tenant.GetAsync($"/entity/{entity}/user/a%2fb?x=/y")).Ok().Text("foreignId"));
    }

    [Theory]
    [MemberData(nameof(NotOfferedOperations))]
    public async Task What_the_published_client_has_and_we_have_not_is_said(string method, string path)
    {
        var tenant = await server.NewTenantAsync();
        var called = path.Replace("{}", "x", StringComparison.Ordinal);

        var answer = await tenant.SendAsync(new HttpMethod(method), called);

        Assert.Equal("Unimplemented", answer.Is(501).Text("errorName"));
        (await tenant.With(null).SendAsync(new HttpMethod(method), called)).Is(401);
    }

    [Fact]
    public void Nothing_is_both_offered_and_not()
    {
        var offered = ApiOperation.All.Where(operation => operation.Document.Name == PaymentsApi.Document)
            .Select(operation => (operation.Method.ToUpperInvariant(), System.Text.RegularExpressions.Regex.Replace(operation.Path, "{[^}]+}", "{}", default, TimeSpan.FromSeconds(1))));

        Assert.Empty(NotOffered.Operations.Intersect(offered));
        Assert.Equal(NotOffered.Operations.Count, NotOffered.Operations.Distinct().Count());
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
