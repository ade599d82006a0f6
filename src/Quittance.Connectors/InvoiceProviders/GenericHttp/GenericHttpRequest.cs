using System.Net.Http.Headers;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>What a connection's settings make of the feed's calls.</summary>
internal sealed class GenericHttpRequest
{
    // These say where a request goes or where it ends, which a setting must not.
    private static readonly string[] Framing = ["Host", "Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"];

    private readonly ProviderAccess _access;

    private readonly string _baseUrl;

    private readonly string _key;

    private GenericHttpRequest(ProviderAccess access, string baseUrl, string key) => (_access, _baseUrl, _key) = (access, baseUrl, key);

    /// <summary>The list, up to where parameters are added.</summary>
    public string ListUrl
    {
        get
        {
            var url = _baseUrl + PathOf(GenericHttpProfile.ListPath);
            return url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        }
    }

    /// <exception cref="ProviderException">A setting or the key is missing, or cannot be sent.</exception>
    public static GenericHttpRequest Of(ProviderAccess access)
    {
        var key = access.RequiredApiKey();
        return key.All(letter => letter is >= ' ' and <= '~')
            ? new(access, access.Required(GenericHttpProfile.BaseUrl).TrimEnd('/'), key)
            : throw NotConfigured("The connection's apiKey has characters that no header can carry.");
    }

    /// <summary>One document.</summary>
    public string DocumentUrl(string externalId)
    {
        var path = PathOf(GenericHttpProfile.DocumentPath);
        return path.Contains(GenericHttpProfile.IdPlace, StringComparison.Ordinal)
            ? _baseUrl + path.Replace(GenericHttpProfile.IdPlace, Uri.EscapeDataString(externalId), StringComparison.Ordinal)
            : throw NotConfigured($"settings.{GenericHttpProfile.DocumentPath} has no {GenericHttpProfile.IdPlace}, where a bill's id would go.");
    }

    /// <summary>A request with the key.</summary>
    public HttpRequestMessage New(string url, string accept)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw NotConfigured($"settings.{GenericHttpProfile.BaseUrl} and the path make no web address.");
        }

        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd(accept);
        var header = _access.Required(GenericHttpProfile.AuthHeader);
        if (string.Equals(header, "Authorization", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        }
        else if (Framing.Contains(header, StringComparer.OrdinalIgnoreCase) || !request.Headers.TryAddWithoutValidation(header, _key))
        {
            throw NotConfigured($"settings.{GenericHttpProfile.AuthHeader} names no header that can carry a key.");
        }

        return request;
    }

    // A path that does not begin with a slash could name another host.
    private string PathOf(string setting) => _access.Required(setting) is ['/', ..] path ? path : throw NotConfigured($"settings.{setting} has to begin with a slash.");

    private static ProviderException NotConfigured(string message) => new(ProviderFault.NotConfigured, message);
}
