using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Control;

/// <summary>An account and how to reach it at each provider.</summary>
internal sealed record AccountView(
    string Account, string ApiKey, string ClientId, string ClientSecret, string Login, bool Revoked, DateTimeOffset Clock, AccountSettings Settings,
    IReadOnlyDictionary<string, ProviderAddress> Providers)
{
    public static AccountView Of(Account account, string url) => new(
        account.Id, account.Credentials.ApiKey, account.Credentials.ClientId, account.Credentials.ClientSecret, account.Credentials.Login, account.IsRevoked,
        account.Clock.Now, account.Settings, ProviderAddress.All(url));
}
