using System.Globalization;
using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Intuit's OAuth 2.0: a code for tokens, a refresh token for the next ones, and taking them back.</summary>
/// <remarks>Intuit documents no PKCE, so none is sent: the client secret is what binds the code to this server.</remarks>
internal sealed class QuickBooksTokens(QuickBooksOptions options, ProviderHttp http, TimeProvider clock)
{
    private const string Scope = "com.intuit.quickbooks.accounting";

    private const int RealmDigitsMax = 30;

    // Bounds for an answer that is out of its senses; Intuit says an hour.
    private const int LifeSecondsDefault = 3600;
    private const int LifeSecondsMax = 24 * 3600;

    public bool IsConfigured => options is { ClientId.Length: > 0, ClientSecret.Length: > 0 };

    public Uri AuthorizeAt(Uri redirectUri, string state)
    {
        var query = string.Join('&', new Dictionary<string, string>
        {
            ["client_id"] = options.ClientId ?? throw NoApplication(),
            ["response_type"] = "code",
            ["scope"] = Scope,
            ["redirect_uri"] = redirectUri.AbsoluteUri,
            ["state"] = state,
        }.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return new UriBuilder(options.AuthorizeUrl) { Query = query }.Uri;
    }

    public async Task<AccountingGrant> ExchangeAsync(IReadOnlyDictionary<string, string> callback, Uri redirectUri, CancellationToken cancel)
    {
        if (callback.TryGetValue("error", out var error))
        {
            throw error == "access_denied"
                ? new AccountingException(AccountingFault.Deauthorized, "The connection was not allowed on Intuit's page.", error)
                : new AccountingException(AccountingFault.Rejected, "Intuit's page ended with an error.", Shortened(error));
        }

        var realm = callback.GetValueOrDefault("realmId");
        if (realm is not { Length: > 0 and <= RealmDigitsMax } || !realm.All(char.IsAsciiDigit))
        {
            throw new AccountingException(AccountingFault.BadAnswer, "Intuit's page did not say which company was chosen.");
        }

        var code = callback.GetValueOrDefault("code") ?? throw new AccountingException(AccountingFault.BadAnswer, "Intuit's page gave no code.");
        return await AskAsync(
            new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri.AbsoluteUri },
            new Dictionary<string, string>(StringComparer.Ordinal) { [QuickBooksSystem.RealmSetting] = realm },
            cancel);
    }

    public Task<AccountingGrant> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        AskAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, new Dictionary<string, string>(StringComparer.Ordinal), cancel);

    /// <returns>Always true.</returns>
    public async Task<bool> RevokeAsync(string refreshToken, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.RevokeUrl).With("Accept", "application/json").With("Authorization", Basic());
        request.Content = new StringContent(JsonSerializer.Serialize(new { token = refreshToken }), Encoding.UTF8, "application/json");
        var answer = await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
        // 400: Intuit does not know the token any more, which is what was wanted.
        return (int)answer.Status == 400 || answer.Required().IsSuccess;
    }

    private async Task<AccountingGrant> AskAsync(Dictionary<string, string> form, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.TokenUrl).With("Accept", "application/json").With("Authorization", Basic());
        request.Content = new FormUrlEncodedContent(form);
        var answer = await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
        if ((int)answer.Status is 400 or 401)
        {
            throw Refusal(answer);
        }

        using var json = answer.Required().Json();
        var root = json.RootElement;
        var seconds = int.TryParse(root.Text("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var life) ? Math.Min(life, LifeSecondsMax) : LifeSecondsDefault;
        return new AccountingGrant(root.RequiredText("access_token"), clock.GetUtcNow().AddSeconds(seconds), root.RequiredText("refresh_token"), settings);
    }

    private static AccountingException Refusal(ProviderAnswer answer)
    {
        using var json = answer.Json();
        var error = Shortened(json.RootElement.Text("error"));
        return error switch
        {
            "invalid_grant" => new AccountingException(AccountingFault.Deauthorized, "Intuit does not accept the consent any more.", error),
            "invalid_client" => new AccountingException(AccountingFault.NotConfigured, "Intuit does not accept this server's client id and secret.", error),
            _ => new AccountingException(AccountingFault.Rejected, $"Intuit gave no token and answered {(int)answer.Status}.", error),
        };
    }

    private static string? Shortened(string? code) => code is { Length: > 50 } ? code[..50] : code;

    private string Basic() => IsConfigured
        ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}"))}"
        : throw NoApplication();

    private static AccountingException NoApplication() =>
        new(AccountingFault.NotConfigured, "The operator has registered no application with Intuit.");
}
