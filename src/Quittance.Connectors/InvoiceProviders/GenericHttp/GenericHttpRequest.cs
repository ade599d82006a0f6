using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>Makes the feed's requests of what a connection's settings say.</summary>
internal static class GenericHttpRequest
{
    // These say where a request goes or where it ends, which a setting must not.
    private static readonly string[] Framing = ["Host", "Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"];

    /// <summary>Asks for the list.</summary>
    /// <param name="parameters">Escaped, and separated by ampersands.</param>
    /// <exception cref="ProviderException">A setting or the key is missing, or cannot be sent.</exception>
    public static HttpRequestMessage List(ProviderAccess access, string parameters)
    {
        var path = PathOf(access, GenericHttpProfile.ListPath);
        return New(access, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameters}", "application/json");
    }

    /// <summary>Asks for one document.</summary>
    /// <inheritdoc cref="List"/>
    public static HttpRequestMessage Document(ProviderAccess access, string externalId)
    {
        var path = PathOf(access, GenericHttpProfile.DocumentPath);
        return path.Contains(GenericHttpProfile.IdPlace, StringComparison.Ordinal)
            ? New(access, path.Replace(GenericHttpProfile.IdPlace, ProviderRequest.Segment(externalId), StringComparison.Ordinal), "application/xml, application/pdf, */*;q=0.1")
            : throw new ProviderException(
                ProviderFault.NotConfigured, $"settings.{GenericHttpProfile.DocumentPath} has no {GenericHttpProfile.IdPlace}, where a bill's id would go.");
    }

    private static HttpRequestMessage New(ProviderAccess access, string pathAndQuery, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ProviderRequest.Address(access.Required(GenericHttpProfile.BaseUrl), pathAndQuery)).With("Accept", accept);
        var (header, key) = (access.Required(GenericHttpProfile.AuthHeader), access.RequiredApiKey());
        return string.Equals(header, "Authorization", StringComparison.OrdinalIgnoreCase) ? request.WithBearer(key)
            : Framing.Contains(header, StringComparer.OrdinalIgnoreCase)
                ? throw new ProviderException(ProviderFault.NotConfigured, $"settings.{GenericHttpProfile.AuthHeader} names a header that can carry no key.")
            : request.With(header, key);
    }

    // A path that does not begin with a slash could name another host.
    private static string PathOf(ProviderAccess access, string setting) =>
        access.Required(setting) is ['/', ..] path ? path : throw new ProviderException(ProviderFault.NotConfigured, $"settings.{setting} has to begin with a slash.");
}
