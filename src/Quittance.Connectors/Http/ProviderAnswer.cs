using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>What a provider answered, read to its end.</summary>
/// <param name="Host">Who answered, for messages.</param>
/// <param name="RetryAfter">How long it asks to be left alone, at most a day.</param>
public sealed record ProviderAnswer(
    string Host, HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Where a redirect leads, absolute or relative to what was asked; null for any other answer.</summary>
    public Uri? RedirectTo => (int)Status is 301 or 302 or 303 or 307 or 308 ? Headers.Location : null;

    /// <summary>The file name of <c>Content-Disposition</c> without its folders; null when there is none.</summary>
    public string? FileName
    {
        get
        {
            var name = (ContentHeaders.ContentDisposition?.FileNameStar ?? ContentHeaders.ContentDisposition?.FileName)?.Trim('"');
            name = name?[(name.LastIndexOfAny(['/', '\\']) + 1)..];
            return string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl) ? null : name;
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
