using Quittance.Simulator.Accounts;
using Quittance.Simulator.Control;

namespace Quittance.Simulator;

/// <summary>What the program tells people once it listens.</summary>
internal static class Greeting
{
    public static string Of(string url, int seed, Account account) => $"""
        The simulator listens on {url} (seed {seed})

        account        {account.Id}
        API key        {account.Credentials.ApiKey}
        client id      {account.Credentials.ClientId}
        client secret  {account.Credentials.ClientSecret}
        {string.Join('\n', ProviderAddress.All(url).Select(provider => $"{provider.Key,-14} {provider.Value.BaseUrl}"))}
        control        {url}/control

        The server reaches it only with QUITTANCE_ALLOWED_NETWORKS=127.0.0.0/8
        """;
}
