using System.Net;
using System.Text;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>Gets access tokens by OAuth2 client credentials (RFC 6749, section 4.4) and keeps them, in memory only, until shortly before they expire.</summary>
/// <param name="keptMax">How many tokens are kept.</param>
internal sealed class AfnorTokens(ProviderHttp http, TimeProvider clock, int keptMax = AfnorTokens.KeptMax)
{
    /// <summary>One for each connection that a server polls, with some to spare.</summary>
    public const int KeptMax = 20_000;

    private const int TokenMax = 8_192;

    // A token is used until this long before its end, so that it does not expire on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // The life of a token whose answer names none, and the longest that is believed.
    private static readonly TimeSpan LifeDefault = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifeMax = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _kept = [];

    /// <summary>The token that is kept for these credentials, or a new one.</summary>
    /// <returns>The token, and whether it was kept: then the platform may have taken it back in the meantime.</returns>
    public async Task<(string Token, bool WasKept)> GetAsync(AfnorAccess access, CancellationToken cancel)
    {
        var key = access.Fingerprint();
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var kept) && kept.Until > clock.GetUtcNow())
            {
                return (kept.Token, true);
            }
        }

        var (token, life) = await AskAsync(access, cancel);
        Keep(key, token, clock.GetUtcNow() + life - Margin);
        return (token, false);
    }

    /// <summary>Forgets a token that the platform no longer takes.</summary>
    public void Forget(AfnorAccess access, string token)
    {
        var key = access.Fingerprint();
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var kept) && kept.Token == token)
            {
                _kept.Remove(key);
            }
        }
    }

    private void Keep(string key, string token, DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_kept.Count >= keptMax && !_kept.ContainsKey(key))
            {
                // Those that end first go, a tenth at once, so that a full memory is not searched at every call.
                foreach (var (old, _) in _kept.OrderBy(entry => entry.Value.Until).Take(1 + (keptMax / 10)).ToList())
                {
                    _kept.Remove(old);
                }
            }

            _kept[key] = (token, until);
        }
    }

    private async Task<(string Token, TimeSpan Life)> AskAsync(AfnorAccess access, CancellationToken cancel)
    {
        // Every server has to take Basic (RFC 6749, section 2.3.1); some take only what stands in the body.
        var answer = await AskAsync(access, inBody: false, cancel);
        if (answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
        {
            answer = await AskAsync(access, inBody: true, cancel);
        }

        if (!answer.IsSuccess)
        {
            throw Refused(answer);
        }

        using var json = answer.Json();
        var token = json.RootElement.RequiredText("access_token");
        if (token.Length > TokenMax || !token.All(letter => letter is > ' ' and <= '~') || json.RootElement.Text("token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProviderException(ProviderFault.BadAnswer, $"{answer.Host} gave a token that is no bearer token.");
        }

        var life = double.TryParse(json.RootElement.Text("expires_in"), out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LifeMax.TotalSeconds)) : LifeDefault;
        return (token, life);
    }

    private Task<ProviderAnswer> AskAsync(AfnorAccess access, bool inBody, CancellationToken cancel)
    {
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (access.Scope is { } scope)
        {
            form.Add(new("scope", scope));
        }

        if (inBody)
        {
            form.Add(new("client_id", access.ClientId));
            form.Add(new("client_secret", access.Secret));
        }

        var request = new HttpRequestMessage(HttpMethod.Post, ProviderRequest.Address(access.TokenUrl, "")) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.ParseAdd("application/json");
        if (!inBody)
        {
            var pair = $"{WebUtility.UrlEncode(access.ClientId)}:{WebUtility.UrlEncode(access.Secret)}";
            request.With("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}");
        }

        return http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
    }

    private static ProviderException Refused(ProviderAnswer answer)
    {
        var failure = answer.Failure();
        var words = AfnorMapping.ErrorWords(answer.Body);
        // A token server says invalid_client with 400 as well as with 401 (RFC 6749, section 5.2).
        var isAboutTheClient = answer.Status == HttpStatusCode.Forbidden
            || (answer.Status == HttpStatusCode.BadRequest && words is not null && (words.StartsWith("invalid_client", StringComparison.Ordinal) || words.StartsWith("unauthorized_client", StringComparison.Ordinal) || words.StartsWith("invalid_grant", StringComparison.Ordinal)));
        return new ProviderException(
            isAboutTheClient ? ProviderFault.CredentialsRefused : failure.Fault,
            $"{answer.Host} gave no token and answered {(int)answer.Status}{(words is null ? "." : $": {words}")}",
            failure.RetryAfter);
    }
}
