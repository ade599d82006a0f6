using System.Net;
using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>The user's consent: OAuth 2.0 with PKCE, and which organisation it opens.</summary>
internal sealed class XeroAuthorization(XeroOptions options, ProviderHttp http, TimeProvider clock)
{
    private const int ConnectionsMax = 1_000;

    private const int JwtMax = 10_000;

    /// <summary>How long an access token lives if Xero should not say.</summary>
    private const int LifeSeconds = 1_800;

    private const int LifeSecondsMax = 86_400;

    /// <summary>Where the user is sent to agree.</summary>
    /// <exception cref="AccountingException">The operator has no app.</exception>
    public Uri AuthorizeAt(Uri redirectUri, string state, string codeChallenge)
    {
        var query = string.Join('&', Query(
            ("response_type", "code"),
            ("client_id", ClientId()),
            ("redirect_uri", redirectUri.AbsoluteUri),
            ("scope", options.Scopes),
            ("state", state),
            ("code_challenge", codeChallenge),
            ("code_challenge_method", "S256")));
        return new Uri($"{options.IdentityUrl.AbsoluteUri}{(options.IdentityUrl.Query.Length > 0 ? '&' : '?')}{query}");
    }

    /// <summary>Tokens for the code that the user came back with, and the organisation that the user has chosen.</summary>
    public async Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, string codeVerifier, CancellationToken cancel)
    {
        if (!callback.TryGetValue("code", out var code) || code.Length == 0)
        {
            throw new AccountingException(AccountingFault.Deauthorized, callback.TryGetValue("error", out var error) && error == "access_denied"
                ? "The connection was not allowed at Xero."
                : "Xero sent the user back without a code.");
        }

        var grant = await AskForTokensAsync([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri.AbsoluteUri), ("code_verifier", codeVerifier)], cancel);
        var tenant = await TenantAsync(grant.AccessToken, cancel);
        return grant with { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { [XeroApi.TenantSetting] = tenant } };
    }

    /// <summary>New tokens; the old refresh token is taken for half an hour more, should this answer be lost.</summary>
    public Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        AskForTokensAsync([("grant_type", "refresh_token"), ("refresh_token", refreshToken)], cancel);

    /// <summary>Ends the app's connection with one organisation, and gives the consent back when it was the user's last.</summary>
    /// <remarks>Giving it back ends those with all organisations that the same user has allowed, of other businesses too.</remarks>
    public async Task DisconnectAsync(string tenant, string refreshToken, CancellationToken cancel)
    {
        AccountingGrant grant;
        try
        {
            grant = await RefreshAsync(refreshToken, cancel);
        }
        catch (AccountingException gone) when (gone.Fault == AccountingFault.Deauthorized)
        {
            return; // It was given back before, or taken back over there.
        }

        await AccountingHttp.AsAccountingAsync(async () =>
        {
            using var list = new HttpRequestMessage(HttpMethod.Get, options.ConnectionsUrl).With("Accept", "application/json").WithBearer(grant.AccessToken);
            using var json = await http.SendForJsonAsync(list, cancel);
            var connections = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().Take(ConnectionsMax).ToList() : [];
            foreach (var connection in connections.Where(connection => connection.Text("tenantId") == tenant))
            {
                using var end = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{options.ConnectionsUrl.AbsoluteUri.TrimEnd('/')}/{connection.Id("id")}")).WithBearer(grant.AccessToken);
                (await http.ExchangeAsync(end, ProviderHttp.JsonBytesMax, cancel)).Required();
            }

            return connections.TrueForAll(connection => connection.Text("tenantId") == tenant) && await RevokeAsync(grant.RefreshToken, cancel);
        });
    }

    private async Task<bool> RevokeAsync(string refreshToken, CancellationToken cancel)
    {
        using var request = Form(options.RevokeUrl, [("token", refreshToken)]);
        var answer = await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
        return answer.IsSuccess ? true : throw RefusalOf(answer);
    }

    private Task<AccountingGrant> AskForTokensAsync((string Name, string Value)[] form, CancellationToken cancel) => AccountingHttp.AsAccountingAsync(async () =>
    {
        using var request = Form(options.TokenUrl, form);
        var answer = await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
        if (!answer.IsSuccess)
        {
            throw RefusalOf(answer);
        }

        using var json = answer.Json();
        var seconds = json.RootElement.Number("expires_in") is { } told and > 0 ? (int)Math.Min(told, LifeSecondsMax) : LifeSeconds;
        return new AccountingGrant(
            json.RootElement.RequiredText("access_token"),
            clock.GetUtcNow().AddSeconds(seconds),
            json.RootElement.Text("refresh_token") ?? throw new AccountingException(AccountingFault.NotConfigured, "Xero gave no refresh token: the scope offline_access is missing."),
            new Dictionary<string, string>(StringComparer.Ordinal));
    });

    /// <summary>The organisation of this consent. Of several it is the first that was allowed by it; an access token tells by which it was made.</summary>
    private Task<string> TenantAsync(string accessToken, CancellationToken cancel) => AccountingHttp.AsAccountingAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.ConnectionsUrl).With("Accept", "application/json").WithBearer(accessToken);
        using var json = await http.SendForJsonAsync(request, cancel);
        if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() > ConnectionsMax)
        {
            throw new ProviderException(ProviderFault.BadAnswer, "Xero's list of connections is none.");
        }

        var consent = EventOf(accessToken);
        return json.RootElement.EnumerateArray()
            .Where(connection => connection.Text("tenantType") is null or "ORGANISATION")
            .Select(connection => (Tenant: connection.Id("tenantId"), Event: connection.OptionalId("authEventId"), At: connection.Instant("updatedDateUtc")))
            .OrderByDescending(connection => consent is not null && connection.Event == consent)
            .ThenByDescending(connection => consent is null || connection.Event != consent ? connection.At : null)
            .Select(connection => connection.Tenant)
            .FirstOrDefault() ?? throw new AccountingException(AccountingFault.Forbidden, "No organisation was chosen at Xero.");
    });

    /// <summary>The consent that a token was made by; null for a token that does not tell. Read, not trusted: it only orders Xero's own list.</summary>
    private static string? EventOf(string accessToken)
    {
        try
        {
            return accessToken.Length <= JwtMax && accessToken.Split('.') is [_, var claims, _]
                ? ReadEvent(System.Buffers.Text.Base64Url.DecodeFromChars(claims))
                : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ProviderException)
        {
            return null;
        }
    }

    private static string? ReadEvent(byte[] claims)
    {
        using var json = ProviderJson.Parse(claims, "Xero");
        return json.RootElement.OptionalId("authentication_event_id");
    }

    private HttpRequestMessage Form(Uri address, (string Name, string Value)[] fields)
    {
        // An app without a secret says who it is in the form (RFC 6749, section 2.3.1 and 3.2.1).
        var own = options.ClientSecret is null ? [.. fields, ("client_id", ClientId())] : fields;
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(own.Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
        }.With("Accept", "application/json");
        return options.ClientSecret is { } secret
            ? request.With("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId()}:{secret}"))}")
            : request;
    }

    private string ClientId() => options.ClientId ?? throw new AccountingException(AccountingFault.NotConfigured, "The operator of this server has not registered an app with Xero.");

    private static AccountingException RefusalOf(ProviderAnswer answer) => ErrorOf(answer) switch
    {
        "invalid_grant" => new AccountingException(AccountingFault.Deauthorized, "Xero does not take the consent any more.", "invalid_grant"),
        "invalid_client" or "unauthorized_client" => new AccountingException(AccountingFault.NotConfigured, "Xero does not know the app, or its secret is wrong.", "invalid_client"),
        "invalid_scope" => new AccountingException(AccountingFault.NotConfigured, "Xero does not give the app the scopes that are set.", "invalid_scope"),
        _ => XeroFailure.Of(answer),
    };

    /// <summary>The error of RFC 6749, section 5.2; null when there is none.</summary>
    private static string? ErrorOf(ProviderAnswer answer)
    {
        if (answer.Status is not (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized))
        {
            return null;
        }

        try
        {
            using var json = answer.Json();
            return json.RootElement.Text("error");
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Query(params (string Name, string Value)[] parameters) =>
        parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}");
}
