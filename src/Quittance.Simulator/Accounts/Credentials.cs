namespace Quittance.Simulator.Accounts;

/// <summary>With what a program shows that it is the account.</summary>
/// <param name="ApiKey">Pennylane's token, Qonto's secret key, the feed's key.</param>
/// <param name="ClientId">For the token endpoint of the flow service.</param>
/// <param name="Login">The organization's slug in Qonto, which stands before the key: <c>login:key</c>.</param>
internal sealed record Credentials(string ApiKey, string ClientId, string ClientSecret, string Login);
