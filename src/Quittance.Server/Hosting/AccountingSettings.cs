using Quittance.Connectors;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Connectors.AccountingSystems.Xero;

namespace Quittance.Server.Hosting;

/// <summary>What the environment says of the accounting systems: the operator's registered applications, and where journals lie.</summary>
internal static class AccountingSettings
{
    public const string JournalsVariable = "QUITTANCE_JOURNALS";

    private const string QuickBooksClientIdVariable = "QUITTANCE_QUICKBOOKS_CLIENT_ID";
    private const string QuickBooksClientSecretVariable = "QUITTANCE_QUICKBOOKS_CLIENT_SECRET";
    private const string QuickBooksWebhookTokenVariable = "QUITTANCE_QUICKBOOKS_WEBHOOK_TOKEN";
    private const string QuickBooksApiUrlVariable = "QUITTANCE_QUICKBOOKS_API_URL";
    private const string QuickBooksAuthorizeUrlVariable = "QUITTANCE_QUICKBOOKS_AUTHORIZE_URL";
    private const string QuickBooksTokenUrlVariable = "QUITTANCE_QUICKBOOKS_TOKEN_URL";
    private const string QuickBooksRevokeUrlVariable = "QUITTANCE_QUICKBOOKS_REVOKE_URL";

    private const string SandboxClientIdVariable = "QUITTANCE_QUICKBOOKS_SANDBOX_CLIENT_ID";
    private const string SandboxClientSecretVariable = "QUITTANCE_QUICKBOOKS_SANDBOX_CLIENT_SECRET";
    private const string SandboxWebhookTokenVariable = "QUITTANCE_QUICKBOOKS_SANDBOX_WEBHOOK_TOKEN";

    private const string XeroClientIdVariable = "QUITTANCE_XERO_CLIENT_ID";
    private const string XeroClientSecretVariable = "QUITTANCE_XERO_CLIENT_SECRET";
    private const string XeroWebhookKeyVariable = "QUITTANCE_XERO_WEBHOOK_KEY";
    private const string XeroScopesVariable = "QUITTANCE_XERO_SCOPES";
    private const string XeroApiUrlVariable = "QUITTANCE_XERO_API_URL";
    private const string XeroAuthorizeUrlVariable = "QUITTANCE_XERO_AUTHORIZE_URL";
    private const string XeroTokenUrlVariable = "QUITTANCE_XERO_TOKEN_URL";
    private const string XeroConnectionsUrlVariable = "QUITTANCE_XERO_CONNECTIONS_URL";
    private const string XeroRevokeUrlVariable = "QUITTANCE_XERO_REVOKE_URL";

    /// <param name="get">Gives a variable's value, or null.</param>
    /// <param name="publicUrl">Where bills over there link back to; null links nowhere.</param>
    /// <exception cref="OperatorException">A variable cannot be understood; the message names it and shows a good one.</exception>
    public static AccountingSystemOptions Read(Func<string, string?> get, string dataFolder, Uri? publicUrl) =>
        new(Path.GetFullPath(get(JournalsVariable) ?? Path.Combine(dataFolder, "journals")))
        {
            QuickBooks = ReadQuickBooks(get),
            QuickBooksSandbox = QuickBooksOptions.Sandbox with
            {
                ClientId = get(SandboxClientIdVariable),
                ClientSecret = get(SandboxClientSecretVariable),
                WebhookVerifierToken = get(SandboxWebhookTokenVariable),
            },
            Xero = ReadXero(get, publicUrl),
        };

    private static QuickBooksOptions ReadQuickBooks(Func<string, string?> get)
    {
        var known = QuickBooksOptions.Production;
        return known with
        {
            ClientId = get(QuickBooksClientIdVariable),
            ClientSecret = get(QuickBooksClientSecretVariable),
            WebhookVerifierToken = get(QuickBooksWebhookTokenVariable),
            ApiUrl = ReadUrl(get, QuickBooksApiUrlVariable, known.ApiUrl),
            AuthorizeUrl = ReadUrl(get, QuickBooksAuthorizeUrlVariable, known.AuthorizeUrl),
            TokenUrl = ReadUrl(get, QuickBooksTokenUrlVariable, known.TokenUrl),
            RevokeUrl = ReadUrl(get, QuickBooksRevokeUrlVariable, known.RevokeUrl),
        };
    }

    private static XeroOptions ReadXero(Func<string, string?> get, Uri? publicUrl)
    {
        var known = XeroOptions.Public;
        return known with
        {
            ClientId = get(XeroClientIdVariable),
            ClientSecret = get(XeroClientSecretVariable),
            WebhookKey = get(XeroWebhookKeyVariable),
            Scopes = get(XeroScopesVariable) ?? known.Scopes,
            ApiUrl = ReadUrl(get, XeroApiUrlVariable, known.ApiUrl),
            IdentityUrl = ReadUrl(get, XeroAuthorizeUrlVariable, known.IdentityUrl),
            TokenUrl = ReadUrl(get, XeroTokenUrlVariable, known.TokenUrl),
            ConnectionsUrl = ReadUrl(get, XeroConnectionsUrlVariable, known.ConnectionsUrl),
            RevokeUrl = ReadUrl(get, XeroRevokeUrlVariable, known.RevokeUrl),
            BillLink = publicUrl ?? known.BillLink,
        };
    }

    private static Uri ReadUrl(Func<string, string?> get, string variable, Uri known) => get(variable) switch
    {
        null => known,
        { } text when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 => url,
        { } text => throw new OperatorException($"{variable} is {text}, which is no web address. An example: {variable}={known}"),
    };
}
