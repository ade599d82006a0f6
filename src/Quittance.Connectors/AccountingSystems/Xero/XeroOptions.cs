namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Where Xero is, and as which of its registered apps this server calls it.</summary>
public sealed record XeroOptions
{
    /// <summary>Xero itself, without an app.</summary>
    public static XeroOptions Public { get; } = new();

    /// <summary>The Accounting API, version 2.0.</summary>
    public Uri ApiUrl { get; init; } = new("https://api.xero.com/api.xro/2.0");

    /// <summary>Where a user is sent to allow the connection.</summary>
    public Uri IdentityUrl { get; init; } = new("https://login.xero.com/identity/connect/authorize");

    /// <summary>Where codes and refresh tokens are turned into tokens.</summary>
    public Uri TokenUrl { get; init; } = new("https://identity.xero.com/connect/token");

    /// <summary>Where the organisations are listed that a user has allowed.</summary>
    public Uri ConnectionsUrl { get; init; } = new("https://api.xero.com/connections");

    /// <summary>Where a refresh token is given back (RFC 7009).</summary>
    public Uri RevokeUrl { get; init; } = new("https://identity.xero.com/connect/revocation");

    /// <summary>The app's client id; without one nobody can be sent to Xero.</summary>
    public string? ClientId { get; init; }

    /// <summary>The app's secret; null for an app that has PKCE only.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The key that Xero signs the app's webhooks with; null takes none as genuine.</summary>
    public string? WebhookKey { get; init; }

    /// <summary>What a user is asked to allow, with spaces between. The granular scopes: apps made since March 2026 have no others.</summary>
    public string Scopes { get; init; } = "offline_access accounting.invoices accounting.payments accounting.contacts accounting.settings.read";

    /// <summary>Where people open this product. The link of each bill in Xero leads there and carries the bill's key; Xero refuses one with its own name in it.</summary>
    /// <remarks>The default is a name that never exists (RFC 2606, section 2): the key is carried, and the link leads nowhere.</remarks>
    public Uri BillLink { get; init; } = new("https://quittance.invalid/");

    /// <summary>Never a secret.</summary>
    public override string ToString() => $"{ApiUrl}";
}
