using System.Net;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders;

/// <summary>Loads a bill's file from a link that a provider's API gave: somewhere else as a rule, and for a short time.</summary>
internal static class FileLink
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    private const int RedirectsMax = 3;

    private const int NameMax = 200;

    /// <summary>What the link leads to, refusals too. No credentials go along: the link carries its own, and its host is not the API's.</summary>
    /// <exception cref="ProviderException">There is no answer, or the link is none that may be called.</exception>
    public static async Task<ProviderAnswer> OpenAsync(ProviderHttp http, string link, CancellationToken cancel)
    {
        var address = Checked(Uri.TryCreate(link, UriKind.Absolute, out var given) ? given : null);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var answer = await http.ExchangeAsync(request, BytesMax, cancel);
            if (answer.RedirectTo is not { } elsewhere)
            {
                return answer;
            }

            address = redirects < RedirectsMax && Uri.TryCreate(address, elsewhere, out var next)
                ? Checked(next)
                : throw new ProviderException(ProviderFault.BadAnswer, $"{answer.Host} sends the request for the file on and on.");
        }
    }

    /// <summary>Whether a new link may help: hosts of signed links answer any of these once the link is too old.</summary>
    public static bool IsRefused(ProviderAnswer answer) => answer.Status
        is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <summary>The file of an answer that is a success.</summary>
    /// <param name="named">The name that the API gives it; null when it gives none.</param>
    /// <param name="otherwise">A name without ending, for when nobody names it.</param>
    public static ProviderFile FileOf(ProviderAnswer answer, string? named, string otherwise)
    {
        var content = answer.Required().Body;
        return content.Length == 0
            ? throw new ProviderException(ProviderFault.BadAnswer, $"{answer.Host} gave an empty file.")
            : new ProviderFile(Name(named) ?? Name(answer.FileName) ?? otherwise + (IsXml(content.Span) ? ".xml" : ".pdf"), content);
    }

    /// <summary>Whether the file is XML, which says itself what it charges.</summary>
    public static bool IsXml(ReadOnlySpan<byte> content)
    {
        var start = content.TrimStart("\uFEFF \t\r\n\0"u8);
        // The byte order marks of UTF-16, whose letters have a zero before or behind them.
        start = start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? start[2..].TrimStart((byte)0) : start;
        return start is [(byte)'<', ..];
    }

    private static Uri Checked(Uri? address) => address is { Scheme: "https" or "http", UserInfo: "" }
        ? address
        : throw new ProviderException(ProviderFault.BadAnswer, "The provider's link to the file is no web address.");

    private static string? Name(string? given)
    {
        var name = given?[(given.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return string.IsNullOrEmpty(name) || name.Length > NameMax || name.Any(char.IsControl) ? null : name;
    }
}
