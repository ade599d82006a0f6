namespace Quittance.Server.Hosting;

/// <summary>The setting that names whose pages may call from a browser.</summary>
internal static class OriginSetting
{
    public const string Variable = "QUITTANCE_ALLOWED_ORIGINS";

    private const string Any = "*";

    /// <returns>Origins as browsers write them; null for all.</returns>
    /// <exception cref="OperatorException">One of them is none.</exception>
    public static IReadOnlySet<string>? Read(string? text) => text is null or Any
        ? null
        : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(OriginOf).ToHashSet(StringComparer.Ordinal);

    // A browser sends scheme, host in lower case and a port that is not the scheme's own (RFC 6454, section 6.2), so that is what is kept.
    private static string OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? $"{url.Scheme}://{(url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host)}{(url.IsDefaultPort ? "" : $":{url.Port}")}"
            : throw new OperatorException(
                $"{Variable}: {text} is no origin of a page. An example: {Variable}=https://app.example.com,https://admin.example.com:8443 (* for all)");
}
