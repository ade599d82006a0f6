using System.Net.Http.Json;
using System.Security.Cryptography;

namespace Quittance.Tests.Users;

/// <summary>Somebody's browser: it keeps the cookie, and can be made to say which site a request comes from.</summary>
internal sealed class Browser(TestServer server)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };

    /// <summary>An address of its own, as a proxy would report it, so that tests do not slow each other down.</summary>
    public string RemoteAddress { get; init; } = NewRemoteAddress();

    /// <summary>The text of the cookie <c>session</c>.</summary>
    public string? Session { get; set; }

    public static string NewRemoteAddress() => $"10.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}";

    public static string CookieOf(Answer answer) => answer.Headers.GetValues("Set-Cookie").Single();

    public async Task<Answer> SignInAsync(string email, string password, string? organizationId = null)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/auth/sign-in", new { email, password, organizationId });
        if (answer.Status == 200)
        {
            Session = CookieOf(answer).Split(';')[0]["session=".Length..];
        }

        return answer;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Add("X-Forwarded-For", RemoteAddress);
        if (Session is not null)
        {
            request.Headers.Add("Cookie", $"session={Session}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
