namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Where QuickBooks Online is, and as which application this server calls it.</summary>
/// <param name="Platform">The key of the API.</param>
/// <param name="Name">How people call it.</param>
/// <param name="ApiUrl">Below it lies <c>/v3/company/{realm}</c>.</param>
/// <param name="AuthorizeUrl">Intuit's page on which a user agrees.</param>
/// <param name="TokenUrl">Gives tokens for a code, and for a refresh token.</param>
/// <param name="RevokeUrl">Takes a token back.</param>
/// <param name="ClientId">Of the application that the operator registered with Intuit; null when none is.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="WebhookVerifierToken">What Intuit signs webhooks with; null when none are taken.</param>
public sealed record QuickBooksOptions(
    string Platform,
    string Name,
    Uri ApiUrl,
    Uri AuthorizeUrl,
    Uri TokenUrl,
    Uri RevokeUrl,
    string? ClientId = null,
    string? ClientSecret = null,
    string? WebhookVerifierToken = null)
{
    /// <summary>Real companies, without an application.</summary>
    public static QuickBooksOptions Production { get; } = new(
        "quickbooks_online",
        "QuickBooks Online",
        new Uri("https://quickbooks.api.intuit.com"),
        new Uri("https://appcenter.intuit.com/connect/oauth2"),
        new Uri("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"),
        new Uri("https://developer.api.intuit.com/v2/oauth2/tokens/revoke"));

    /// <summary>Intuit's companies for trying things out, without an application. Its tokens come from the same addresses.</summary>
    public static QuickBooksOptions Sandbox { get; } = Production with
    {
        Platform = "quickbooks_online_sandbox",
        Name = "QuickBooks Online (sandbox)",
        ApiUrl = new Uri("https://sandbox-quickbooks.api.intuit.com"),
    };

    /// <summary>Never a secret.</summary>
    public override string ToString() => Platform;
}
