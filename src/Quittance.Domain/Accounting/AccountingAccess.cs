namespace Quittance.Domain.Accounting;

/// <summary>What an accounting system is called with, for one connection.</summary>
/// <param name="ConnectionId">The accounting connection; stable, so that a connector may keep things apart by it.</param>
/// <param name="CompanyName">The name of the business whose books these are.</param>
/// <param name="Settings">The fields that are no secrets, with the profile's defaults filled in, and what a grant brought along.</param>
/// <param name="Secrets">The fields that are.</param>
/// <param name="AccessToken">A valid one, for a system that its user authorised; null for all others.</param>
public sealed record AccountingAccess(
    Guid ConnectionId,
    string CompanyName,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, string> Secrets,
    string? AccessToken)
{
    /// <summary>A setting's value, or null.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out var value) ? value : null;

    /// <summary>A setting that the call cannot do without.</summary>
    /// <exception cref="AccountingException">It is not set.</exception>
    public string Required(string name) => Setting(name)
        ?? throw new AccountingException(AccountingFault.NotConfigured, $"The connection has no {name}.");

    /// <summary>A secret that the call cannot do without.</summary>
    /// <exception cref="AccountingException">It is not stored.</exception>
    public string RequiredSecret(string name) => Secrets.TryGetValue(name, out var value)
        ? value
        : throw new AccountingException(AccountingFault.NotConfigured, $"The connection has no {name}.");

    /// <summary>The token that the call cannot do without.</summary>
    /// <exception cref="AccountingException">There is none.</exception>
    public string RequiredAccessToken() => AccessToken ?? throw new AccountingException(AccountingFault.NotConfigured, "The connection has not been authorised.");

    /// <summary>Never a secret.</summary>
    public override string ToString() => $"{ConnectionId}";
}

/// <summary>What a user's consent brings: tokens, and whose books they open.</summary>
/// <param name="AccessTokenUntil">When the access token ends.</param>
/// <param name="RefreshToken">Replaces the one before it at once.</param>
/// <param name="Settings">What every later call needs, such as the company's id. Empty after a refresh.</param>
public sealed record AccountingGrant(
    string AccessToken, DateTimeOffset AccessTokenUntil, string RefreshToken, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Never a token.</summary>
    public override string ToString() => $"until {AccessTokenUntil:O}";
}
