using System.Net;
using System.Text.Json;

namespace Quittance.Tests.Accounting;

/// <summary>Somebody without an account who opens a <c>connection_url</c>. Keeps cookies and follows nothing by itself.</summary>
internal sealed class LinkBrowser(TestServer server) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The token of a connection's <c>connection_url</c>.</summary>
    public static string TokenOf(JsonElement connection) => connection.GetProperty("connection_url").GetString()!.Split("/connect/")[1];

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), Cancel);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> PostAsync(string path, Dictionary<string, string> fields, string? site = "same-origin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) };
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var response = await _http.SendAsync(request, Cancel);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Goes to the system's own page.</summary>
    /// <returns>Where the server sends the browser.</returns>
    public async Task<Uri> LeaveAsync(string token, string platform = ConsentedBooks.Platform)
    {
        var answer = await GetAsync($"/connect/{token}/authorize?platform={platform}");
        return answer.Is(302).Headers.Location!;
    }

    /// <summary>Goes there, agrees for a company and comes back.</summary>
    public async Task<Answer> AgreeAsync(string token, string company) => await ReturnAsync(await LeaveAsync(token), $"code={company}");

    /// <summary>Comes back from the system's own page.</summary>
    /// <param name="from">Where the server had sent the browser.</param>
    /// <param name="query">What the system says, beside the state.</param>
    public Task<Answer> ReturnAsync(Uri from, string query) => GetAsync($"/connect/callback?state={StateOf(from)}&{query}");

    public static string StateOf(Uri sent) => sent.Query.Split("state=")[1].Split('&')[0];

    public void Dispose() => _http.Dispose();
}
