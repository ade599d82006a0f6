using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>Makes requests of what users and providers wrote, so that nothing in it changes where the request goes or what it says.</summary>
internal static class ProviderRequest
{
    /// <summary>An address below the one that a connection is set to.</summary>
    /// <param name="baseUrl">The connection's setting; a path in it is kept.</param>
    /// <param name="pathAndQuery">Begins with a slash; values in it are escaped already, ids by <see cref="Segment"/>.</param>
    /// <exception cref="ProviderException">The setting is no web address.</exception>
    public static Uri Address(string baseUrl, string pathAndQuery) =>
        Uri.TryCreate(baseUrl.TrimEnd('/') + pathAndQuery, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        && Uri.TryCreate(baseUrl, UriKind.Absolute, out var based) && string.Equals(based.Authority, address.Authority, StringComparison.Ordinal)
            ? address
            : throw new ProviderException(ProviderFault.NotConfigured, $"{baseUrl} is no web address, such as https://api.example.com");

    /// <summary>A provider's id as one segment of a path.</summary>
    /// <exception cref="ProviderException">The id is empty or a step to another folder, which no escaping can hide.</exception>
    public static string Segment(string id) => id is "" or "." or ".."
        ? throw new ProviderException(ProviderFault.BadAnswer, "The provider announced a bill whose id is no id.")
        : Uri.EscapeDataString(id);

    /// <summary>Adds a header that may hold what a user typed in, such as a key.</summary>
    /// <param name="name">The header's name.</param>
    /// <exception cref="ProviderException">The name or the value cannot stand in a header.</exception>
    public static HttpRequestMessage With(this HttpRequestMessage request, string name, string value) =>
        value.All(letter => letter is >= ' ' and <= '~') && IsToken(name) && request.Headers.TryAddWithoutValidation(name, value)
            ? request
            : throw new ProviderException(ProviderFault.NotConfigured, $"The value for the header {name} has characters that a header cannot carry.");

    /// <summary>Adds a key as <c>Authorization: Bearer</c>.</summary>
    /// <inheritdoc cref="With"/>
    public static HttpRequestMessage WithBearer(this HttpRequestMessage request, string key) => request.With("Authorization", $"Bearer {key}");

    private static bool IsToken(string name) => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
