namespace Quittance.Simulator.Control;

/// <summary>Where a provider answers.</summary>
/// <param name="TokenUrl">Where access tokens are got, for those with client credentials.</param>
internal sealed record ProviderAddress(string BaseUrl, string? TokenUrl = null)
{
    public static ProviderAddress Of(Provider provider, string url) => provider switch
    {
        Provider.Afnor => new($"{url}/flow-service", $"{url}/token"),
        Provider.Pennylane => new($"{url}/api/external/v2"),
        Provider.Qonto => new($"{url}/v2"),
        Provider.Http => new($"{url}/http"),
        Provider.Yooz => new($"{url}/yooz"),
    };

    public static IReadOnlyDictionary<string, ProviderAddress> All(string url) =>
        Enum.GetValues<Provider>().ToDictionary(provider => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(provider.ToString()), provider => Of(provider, url));
}
