using Quittance.Tests.Users;

namespace Quittance.Tests.Dashboard;

/// <summary>Somebody who uses the pages: sends forms, keeps the cookie, follows no redirect by itself.</summary>
internal sealed class Visitor(TestServer server)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };

    // An address of its own, as a proxy would report it, so that tests do not slow each other down.
    private readonly string _remoteAddress = Browser.NewRemoteAddress();

    public string? Session { get; set; }

    /// <summary>The header that says from which site a form comes.</summary>
    public (string Name, string Value) Site { get; init; } = ("Sec-Fetch-Site", "same-origin");

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Add("X-Forwarded-For", _remoteAddress);
        request.Headers.Add(Site.Name, Site.Value);
        if (Session is not null)
        {
            request.Headers.Add("Cookie", $"session={Session}");
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        if (answer.Headers.Contains("Set-Cookie"))
        {
            Session = Browser.CookieOf(answer).Split(';')[0]["session=".Length..];
        }

        return answer;
    }
}
