using System.Net.Http.Headers;
using System.Text;
using Quittance.Domain;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

public sealed class AnsweringFailures(TestServer neighbour, FailingServer server) : IClassFixture<FailingServer>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };

    /// <summary>A path prefix, and whether the published JavaScript client calls.</summary>
    public static TheoryData<string, bool> Dialects
    {
        get
        {
            var rows = new TheoryData<string, bool> { { DialectPrefixes.Payments, true } };
            foreach (var prefix in DialectPrefixes.All)
            {
                rows.Add(prefix, false);
            }

            return rows;
        }
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_unknown_route_is_told_in_the_dialects_words(string prefix, bool isJavaScript)
    {
        var answer = await SendAsync(HttpMethod.Get, $"{prefix}/failing/nothing/here", isJavaScript);

        AssertFailure(answer, prefix, isJavaScript, 404, "There is nothing at GET");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_method_that_is_not_offered_names_those_that_are(string prefix, bool isJavaScript)
    {
        var answer = await SendAsync(HttpMethod.Delete, $"{prefix}/failing/query", isJavaScript);

        AssertFailure(answer, prefix, isJavaScript, 405, "DELETE is not offered");
        Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.ContentHeaders.Allow);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_body_of_another_media_type_is_refused(string prefix, bool isJavaScript)
    {
        foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/json; charset=klingon", "nonsense" })
        {
            var answer = await PostAsync(prefix, "{}", isJavaScript, type);

            AssertFailure(answer, prefix, isJavaScript, 415, "Send the body");
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_missing_body_is_told(string prefix, bool isJavaScript)
    {
        AssertUnusable(await PostAsync(prefix, "", isJavaScript), prefix, isJavaScript, "The request cannot be read.", "is required");
        AssertUnusable(await PostAsync(prefix, "null", isJavaScript), prefix, isJavaScript, "The request cannot be read.", "is required");
        AssertUnusable(await SendAsync(HttpMethod.Post, $"{prefix}/failing/body", isJavaScript), prefix, isJavaScript, "The request cannot be read.", "is required");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Broken_json_is_told_with_its_place(string prefix, bool isJavaScript)
    {
        AssertFailure(await PostAsync(prefix, "{\n  \"name\": \"x", isJavaScript), prefix, isJavaScript, 400, "The body is not the JSON", "(line 2, byte");
        AssertFailure(await PostAsync(prefix, "{\"name\": \"x\"} and more", isJavaScript), prefix, isJavaScript, 400, "The body is not the JSON", "(line 1, byte");
    }

    [Theory]
    [InlineData("""{"name": 7}""", "name")]
    [InlineData("""{"name": "a\u0000b"}""", "name: contains U+0000")]
    [InlineData("""{"name": "a\ud800b"}""", "name: is not valid Unicode")]
    [InlineData("""{"count": "7"}""", "count")]
    [InlineData("""{"count": 7.5}""", "count")]
    [InlineData("""{"count": 99999999999999999999}""", "count")]
    [InlineData("""{"isGood": "yes"}""", "isGood")]
    [InlineData("""{"on": "2026-02-30"}""", "on")]
    [InlineData("""{"name": "a", "name": "b"}""", "name")]
    [InlineData("""{"inner": {"inner": {"count": true}}}""", "inner.inner.count")]
    public async Task A_value_of_the_wrong_type_is_named(string body, string field)
    {
        foreach (var (prefix, isJavaScript) in Dialects.Select(row => row.Data))
        {
            AssertUnusable(await PostAsync(prefix, body, isJavaScript), prefix, isJavaScript, "The body is not the JSON", field);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_query_parameter_of_the_wrong_type_is_named(string prefix, bool isJavaScript)
    {
        AssertUnusable(await SendAsync(HttpMethod.Get, $"{prefix}/failing/query?count=many", isJavaScript), prefix, isJavaScript, "The request cannot be read.", "count: is not a whole number");
        AssertUnusable(await SendAsync(HttpMethod.Get, $"{prefix}/failing/query", isJavaScript), prefix, isJavaScript, "The request cannot be read.", "count: is required");
        AssertFailure(await SendAsync(HttpMethod.Get, $"{prefix}/failing/query?count=%00", isJavaScript), prefix, isJavaScript, 400, "The address contains U+0000.");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Too_large_a_body_is_told_the_limit(string prefix, bool isJavaScript)
    {
        foreach (var isChunked in new[] { false, true })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"name": "{{new string('x', 2 * 1024 * 1024)}}"}"""));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await SendAsync(HttpMethod.Post, $"{prefix}/failing/body", isJavaScript, content, request =>
            {
                request.Headers.ExpectContinue = true; // Else the server may hang up while the client still sends.
                request.Headers.TransferEncodingChunked = isChunked;
            });

            AssertFailure(answer, prefix, isJavaScript, 413, "larger than the 1048576 bytes (1 MiB)");
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_bug_of_ours_is_told_without_its_detail(string prefix, bool isJavaScript)
    {
        var answer = await SendAsync(HttpMethod.Get, $"{prefix}/failing/bug", isJavaScript);

        AssertFailure(answer, prefix, isJavaScript, 500, answer.Headers.GetValues("X-Request-Id").Single());
        Assert.DoesNotContain("secret", answer.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_refuses_is_a_failure_of_ours_without_detail()
    {
        await using var broken = new FailingServer(neighbour);
        await broken.InitializeAsync();
        await using (var revoke = broken.Owner.CreateCommand("revoke select on businesses from quittance_app"))
        {
            await revoke.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var answer = await SendAsync(HttpMethod.Get, new Uri(broken.Address, "/api/businesses").ToString(), isJavaScript: false, change: request =>
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", broken.Token));

        AssertFailure(answer, DialectPrefixes.Network, isJavaScript: false, 500, answer.Headers.GetValues("X-Request-Id").Single());
        Assert.DoesNotContain("permission denied", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("businesses", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Missing_and_insufficient_credentials_are_told(string prefix, bool isJavaScript)
    {
        foreach (var path in new[] { "signed-in", "permission" })
        {
            foreach (var authorization in new[] { null, "Bearer nonsense", "Bearer", "Basic dTpw", "Bearer  ", $"Bearer {new string('x', 4000)}" })
            {
                var anonymous = await SendAsync(HttpMethod.Get, $"{prefix}/failing/{path}", isJavaScript, change: request =>
                {
                    request.Headers.Authorization = null;
                    request.Headers.TryAddWithoutValidation("Authorization", authorization);
                });

                AssertFailure(anonymous, prefix, isJavaScript, 401, "");
                Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.Single().Scheme);
            }
        }

        var narrow = await SendAsync(
            HttpMethod.Get, $"{prefix}/failing/permission", isJavaScript, change: request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.NarrowToken));
        AssertFailure(narrow, prefix, isJavaScript, 403, "the permission audit");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Every_refusal_has_its_status_and_the_dialects_shape(string prefix, bool isJavaScript)
    {
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            var answer = await SendAsync(HttpMethod.Get, $"{prefix}/failing/refused/{refusal}", isJavaScript);

            var status = FailureHandler.StatusOf(refusal);
            AssertFailure(answer, prefix, isJavaScript, status == 422 && prefix == DialectPrefixes.Payments ? 400 : status, answer.Status == 422 && prefix == DialectPrefixes.Accounting ? "" : "The reason.", "name: is wrong");
            Assert.Equal(refusal == Refusal.TooManyAttempts ? TimeSpan.FromSeconds(3) : null, answer.Headers.RetryAfter?.Delta);
        }
    }

    [Fact]
    public async Task Request_ids_are_short_ours_and_never_the_same()
    {
        var answers = new List<Answer>();
        foreach (var path in new[] { "/healthz", "/api/businesses", "/nothing", "/api/failing/bug", "/docs/index.html", "/openapi/network.json", "/api/failing/query?count=%00" })
        {
            answers.Add(await SendAsync(HttpMethod.Get, path, isJavaScript: false, change: request => request.Headers.Add("X-Request-Id", "mine")));
            answers.Add(await SendAsync(HttpMethod.Head, path, isJavaScript: false));
            answers.Add(await SendAsync(HttpMethod.Options, path, isJavaScript: false));
        }

        var ids = answers.ConvertAll(answer => answer.Headers.GetValues("X-Request-Id").Single());
        Assert.All(ids, id => Assert.Matches("^req_[0-9a-hjkmnp-tv-z]{16}$", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(answers, answer => Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single()));
    }

    [Fact]
    public async Task Head_answers_as_get_does_without_the_body()
    {
        foreach (var path in new[] { "/healthz", "/api/businesses", "/api/failing/query?count=1", "/api/failing/bug", "/nothing" })
        {
            var get = await SendAsync(HttpMethod.Get, path, isJavaScript: false);
            var head = await SendAsync(HttpMethod.Head, path, isJavaScript: false);

            Assert.Equal((get.Status, ""), (head.Status, head.Body));
            Assert.Equal(get.ContentHeaders.ContentType, head.ContentHeaders.ContentType);
        }
    }

    [Fact]
    public async Task Options_tells_what_is_offered()
    {
        var offered = await SendAsync(HttpMethod.Options, "/api/businesses", isJavaScript: false);
        var nothing = await SendAsync(HttpMethod.Options, "/api/nothing", isJavaScript: false);

        Assert.Equal((204, ""), (offered.Status, offered.Body));
        Assert.Equal(["GET", "HEAD", "OPTIONS", "POST"], offered.ContentHeaders.Allow);
        Assert.Equal(404, nothing.Status);
    }

    // The Accounting dialect has these among its 422s, which name fields and nothing else.
    private static void AssertUnusable(Answer answer, string prefix, bool isJavaScript, string message, string fault) => AssertFailure(
        answer, prefix, isJavaScript, prefix == DialectPrefixes.Accounting ? 422 : 400, prefix == DialectPrefixes.Accounting ? [fault] : [message, fault]);

    private static void AssertFailure(Answer answer, string prefix, bool isJavaScript, int status, params IReadOnlyList<string> parts)
    {
        Assert.True(ErrorShape.FaultOf(answer, prefix, isJavaScript) is null, $"{prefix} answered {answer.Status}: {answer.Body} {ErrorShape.FaultOf(answer, prefix, isJavaScript)}");
        answer.Is(status);
        var said = ErrorShape.TextOf(answer, prefix, isJavaScript);
        Assert.All(parts, part => Assert.Contains(part, said, StringComparison.Ordinal));
    }

    private Task<Answer> PostAsync(string prefix, string body, bool isJavaScript, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return SendAsync(HttpMethod.Post, $"{prefix}/failing/body", isJavaScript, content);
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, bool isJavaScript, HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        request.Headers.Add("x-monite-version", "2024-05-25");
        if (isJavaScript)
        {
            request.Headers.Add("X-Fern-Language", "JavaScript");
        }

        change?.Invoke(request);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
