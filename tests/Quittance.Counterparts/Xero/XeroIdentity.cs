using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quittance.Counterparts.Xero;

/// <summary>Who may open which books: codes, rotating refresh tokens with a time of grace, access tokens that end, connections.</summary>
internal sealed class XeroIdentity(string clientId, string clientSecret, TimeProvider clock)
{
    private static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(30);

    /// <summary>For how long a refresh token that was used is taken again, should the answer have been lost.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, Code> _codes = [];
    private readonly Dictionary<string, Refresh> _refreshes = [];
    private readonly Dictionary<string, (Consent Consent, DateTimeOffset Until)> _accesses = [];
    private readonly List<Link> _links = [];

    /// <summary>What the user allows at the next consent, in the order of the list of connections.</summary>
    public List<XeroBooks> Chosen { get; } = [];

    /// <summary>Whether the user says no at the next consent.</summary>
    public bool Declines { get; set; }

    /// <summary>The address to which the user is sent back, with the answer.</summary>
    public string Authorize(IQueryCollection query)
    {
        var redirect = query["redirect_uri"].ToString();
        var state = Uri.EscapeDataString(query["state"].ToString());
        if (query["client_id"] != clientId || query["response_type"] != "code" || !Uri.TryCreate(redirect, UriKind.Absolute, out _))
        {
            throw XeroRefusalException.Gate(400, "Bad Request", "unauthorized_client");
        }

        if (Declines)
        {
            return $"{redirect}?error=access_denied&state={state}";
        }

        var consent = new Consent(NewId(), query["scope"].ToString().Split(' '));
        Connect(consent, Chosen);
        var code = NewSecret();
        _codes[code] = new Code(consent, redirect, query["code_challenge_method"] == "S256" ? query["code_challenge"].ToString() : null);
        return $"{redirect}?code={code}&scope={Uri.EscapeDataString(query["scope"].ToString())}&state={state}&session_state=x";
    }

    /// <summary>The token endpoint.</summary>
    public JsonObject Exchange(IFormCollection form, string? authorization)
    {
        Know(form, authorization);
        switch (form["grant_type"].ToString())
        {
            case "authorization_code" when _codes.Remove(form["code"].ToString(), out var code)
                && code.RedirectUri == form["redirect_uri"] && (code.Challenge is null || code.Challenge == ChallengeOf(form["code_verifier"].ToString())):
                return Tokens(code.Consent);
            case "refresh_token" when _refreshes.TryGetValue(form["refresh_token"].ToString(), out var refresh)
                && !refresh.Consent.IsGone && (refresh.UsedAt is null || clock.GetUtcNow() - refresh.UsedAt <= Grace):
                refresh.UsedAt ??= clock.GetUtcNow();
                return Tokens(refresh.Consent);
            default:
                throw Error("invalid_grant");
        }
    }

    /// <summary>Ends a consent with all its connections; a token that is not known is fine too (RFC 7009, section 2.2).</summary>
    public void Revoke(IFormCollection form, string? authorization)
    {
        Know(form, authorization);
        if (_refreshes.TryGetValue(form["token"].ToString(), out var refresh))
        {
            refresh.Consent.IsGone = true;
            _links.Clear();
        }
    }

    /// <summary>The connections of the token's user.</summary>
    public JsonArray Connections(string? authorization, string? consent)
    {
        Allowed(authorization);
        return new JsonArray([.. _links.Where(link => consent is null || link.Consent.Id == consent).Select(link => new JsonObject
        {
            ["id"] = link.Id,
            ["authEventId"] = link.Consent.Id,
            ["tenantId"] = link.Books.TenantId,
            ["tenantType"] = "ORGANISATION",
            ["tenantName"] = link.Books.DisplayName,
            ["createdDateUtc"] = link.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture),
            ["updatedDateUtc"] = link.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture),
        })]);
    }

    /// <summary>Ends one connection of the token's user.</summary>
    /// <returns>Whether there was one of this id.</returns>
    public bool End(string? authorization, string id)
    {
        Allowed(authorization);
        return _links.RemoveAll(link => link.Id == id) > 0;
    }

    /// <summary>The books that a call may open.</summary>
    /// <param name="scope">The scope that it needs.</param>
    public XeroBooks Open(string? authorization, string? tenant, string scope)
    {
        var consent = Allowed(authorization);
        if (!consent.Scopes.Any(granted => granted == scope || granted == scope.Replace(".read", "", StringComparison.Ordinal)))
        {
            throw XeroRefusalException.Gate(401, "Unauthorized", "AuthorizationUnsuccessful");
        }

        return _links.Find(link => XeroNode.IsSame(link.Books.TenantId, tenant))?.Books ?? throw XeroRefusalException.Gate(403, "Forbidden", "AuthenticationUnsuccessful");
    }

    /// <summary>Tokens for books, as after a consent.</summary>
    public JsonObject Grant(IReadOnlyList<XeroBooks> books)
    {
        var consent = new Consent(NewId(), ["accounting.invoices", "accounting.payments", "accounting.contacts", "accounting.settings.read", "offline_access"]);
        Connect(consent, books);
        return Tokens(consent);
    }

    /// <summary>Ends a connection, as a user of Xero does.</summary>
    public void Disconnect(XeroBooks books) => _links.RemoveAll(link => link.Books == books);

    /// <summary>Ends all access tokens.</summary>
    public void EndAccess() => _accesses.Clear();

    private static XeroRefusalException Error(string error) => new(400, new JsonObject { ["error"] = error });

    private static string ChallengeOf(string verifier) => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private string NewId() => $"{Guid.CreateVersion7(clock.GetUtcNow())}";

    private void Know(IFormCollection form, string? authorization)
    {
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}"))}";
        if (authorization != basic && (authorization is not null || form["client_id"] != clientId))
        {
            throw Error("invalid_client");
        }
    }

    private void Connect(Consent consent, IReadOnlyList<XeroBooks> books)
    {
        foreach (var chosen in books)
        {
            _links.RemoveAll(link => link.Books == chosen);
            _links.Add(new Link(NewId(), consent, chosen, clock.GetUtcNow()));
        }
    }

    private Consent Allowed(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true || !_accesses.TryGetValue(authorization["Bearer ".Length..], out var access) || access.Consent.IsGone)
        {
            throw XeroRefusalException.Gate(401, "Unauthorized", "AuthenticationUnsuccessful");
        }

        return access.Until > clock.GetUtcNow() ? access.Consent : throw XeroRefusalException.Gate(401, "Unauthorized", $"TokenExpired: token expired at {access.Until:MM/dd/yyyy HH:mm:ss}");
    }

    private JsonObject Tokens(Consent consent)
    {
        // A JWT, as Xero's are; nobody but Xero can check its signature, so that here any text does.
        var claims = new JsonObject { ["authentication_event_id"] = consent.Id, ["jti"] = NewSecret() };
        var access = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}.{NewSecret()}";
        _accesses[access] = (consent, clock.GetUtcNow() + AccessLife);
        var tokens = new JsonObject { ["access_token"] = access, ["expires_in"] = (int)AccessLife.TotalSeconds, ["token_type"] = "Bearer", ["scope"] = string.Join(' ', consent.Scopes) };
        if (consent.Scopes.Contains("offline_access"))
        {
            var refresh = NewSecret();
            _refreshes[refresh] = new Refresh(consent);
            tokens["refresh_token"] = refresh;
        }

        return tokens;
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed record Consent(string Id, IReadOnlyList<string> Scopes)
    {
        public bool IsGone { get; set; }
    }

    private sealed record Code(Consent Consent, string RedirectUri, string? Challenge);

    private sealed record Refresh(Consent Consent)
    {
        public DateTimeOffset? UsedAt { get; set; }
    }

    private sealed record Link(string Id, Consent Consent, XeroBooks Books, DateTimeOffset At);
}
