using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>Intuit's sign-in: codes, access tokens of an hour, and refresh tokens each of which is good for the newest only.</summary>
public sealed class QuickBooksIdentity
{
    private const int AccessSeconds = 3600;

    private readonly Lock _lock = new();
    private readonly QuickBooksClock _clock;
    private readonly Dictionary<string, (string Realm, string RedirectUri)> _codes = [];
    private readonly Dictionary<string, (string Realm, DateTimeOffset Until)> _access = [];
    private readonly Dictionary<string, string> _refresh = [];

    internal QuickBooksIdentity(QuickBooksClock clock) => _clock = clock;

    /// <summary>The registered application.</summary>
    public string ClientId { get; } = "AB-client";

    public string ClientSecret { get; } = "secret-of-the-client";

    /// <summary>What a user who agreed comes back with.</summary>
    public string NewCode(string realm, Uri redirectUri)
    {
        var code = Random("code");
        lock (_lock)
        {
            _codes[code] = (realm, redirectUri.AbsoluteUri);
        }

        return code;
    }

    /// <summary>Tokens for a company, as after a user's consent.</summary>
    public (string Access, string Refresh) NewTokens(string realm)
    {
        var (access, refresh) = (Random("access"), Random("refresh"));
        lock (_lock)
        {
            _access[access] = (realm, _clock.GetUtcNow().AddSeconds(AccessSeconds));
            _refresh[refresh] = realm;
        }

        return (access, refresh);
    }

    /// <summary>Whether an access token opens this company now.</summary>
    internal bool Opens(string? authorization, string realm)
    {
        lock (_lock)
        {
            return authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
                && _access.TryGetValue(authorization["Bearer ".Length..], out var known) && known.Realm == realm && known.Until > _clock.GetUtcNow();
        }
    }

    /// <summary>The user's page: whoever comes here agrees, and chooses the company that the test says.</summary>
    internal IResult Authorize(IQueryCollection query, string realm)
    {
        var (redirect, state) = (query["redirect_uri"].ToString(), query["state"].ToString());
        return query["client_id"] != ClientId || query["response_type"] != "code" || !query["scope"].ToString().Contains("com.intuit.quickbooks.accounting", StringComparison.Ordinal) || state.Length == 0
            ? Results.BadRequest("invalid_request")
            : Results.Redirect($"{redirect}?code={NewCode(realm, new Uri(redirect))}&state={Uri.EscapeDataString(state)}&realmId={realm}");
    }

    internal IResult Token(HttpRequest request, IFormCollection form)
    {
        if (!IsClient(request))
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        string? realm;
        lock (_lock)
        {
            realm = form["grant_type"].ToString() switch
            {
                // Each works once: the token that is answered takes its place.
                "refresh_token" when _refresh.Remove(form["refresh_token"].ToString(), out var known) => known,
                "authorization_code" when _codes.Remove(form["code"].ToString(), out var known) && known.RedirectUri == form["redirect_uri"] => known.Realm,
                _ => null,
            };
        }

        if (realm is null)
        {
            return Results.Json(new { error = "invalid_grant", error_description = "Token invalid" }, statusCode: 400);
        }

        var (access, refresh) = NewTokens(realm);
        return Results.Json(new
        {
            x_refresh_token_expires_in = 8_726_400,
            refresh_token = refresh,
            access_token = access,
            token_type = "bearer",
            expires_in = AccessSeconds,
        });
    }

    internal async Task<IResult> RevokeAsync(HttpRequest request)
    {
        if (!IsClient(request))
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        var token = request.HasFormContentType ? (await request.ReadFormAsync())["token"].ToString() : (await JsonNode.ParseAsync(request.Body))?["token"]?.GetValue<string>() ?? "";
        lock (_lock)
        {
            var realm = _refresh.TryGetValue(token, out var known) ? known : _access.TryGetValue(token, out var opened) ? opened.Realm : null;
            if (realm is null)
            {
                return Results.Json(new { error = "invalid_request" }, statusCode: 400);
            }

            foreach (var gone in _refresh.Where(pair => pair.Value == realm).Select(pair => pair.Key).ToList())
            {
                _refresh.Remove(gone);
            }

            foreach (var gone in _access.Where(pair => pair.Value.Realm == realm).Select(pair => pair.Key).ToList())
            {
                _access.Remove(gone);
            }
        }

        return Results.Ok();
    }

    private bool IsClient(HttpRequest request) =>
        request.Headers.Authorization.ToString() == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"))}";

    private static string Random(string kind) => $"{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}
