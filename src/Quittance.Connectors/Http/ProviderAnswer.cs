using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>What a provider answered, read to its end.</summary>
/// <param name="Address">What was asked.</param>
/// <param name="RetryAfter">How long it asks to be left alone, at most a day.</param>
public sealed record ProviderAnswer(
    Uri Address, HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>The longest file name that is taken, in characters.</summary>
    public const int FileNameMax = 255;

    /// <summary>Who answered, for messages.</summary>
    public string Host => Address.Host;

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Where a redirect leads, absolute; null for any other answer. It may be a stranger, who must not get the credentials.</summary>
    public Uri? RedirectTo =>
        (int)Status is 301 or 302 or 303 or 307 or 308 && Headers.Location is { } location && Uri.TryCreate(Address, location, out var target) ? target : null;

    /// <summary>The file name of <c>Content-Disposition</c> without its folders; null when there is none.</summary>
    public string? FileName
    {
        get
        {
            var name = (ContentHeaders.ContentDisposition?.FileNameStar ?? ContentHeaders.ContentDisposition?.FileName)?.Trim('"');
            name = name?[(name.LastIndexOfAny(['/', '\\']) + 1)..];
            return string.IsNullOrWhiteSpace(name) || name.Length > FileNameMax || name.Any(char.IsControl) ? null : name;
        }
    }

    /// <summary>This answer, if it is a success.</summary>
    /// <exception cref="ProviderException">It is not; the fault follows the status.</exception>
    public ProviderAnswer Required() => IsSuccess ? this : throw Failure();

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public JsonDocument Json() => ProviderJson.Parse(Body, Host);

    /// <summary>What an answer that is no success means.</summary>
    public ProviderException Failure() => new(FaultOf((int)Status), $"{Host} answered {(int)Status}.", RetryAfter);

    private static ProviderFault FaultOf(int status) => status switch
    {
        401 => ProviderFault.CredentialsRefused,
        403 => ProviderFault.Forbidden,
        404 or 410 => ProviderFault.NotFound,
        408 or 504 => ProviderFault.TimedOut,
        429 => ProviderFault.RateLimited,
        >= 400 and < 500 => ProviderFault.Rejected,
        >= 500 => ProviderFault.Unavailable,
        _ => ProviderFault.BadAnswer,
    };
}
