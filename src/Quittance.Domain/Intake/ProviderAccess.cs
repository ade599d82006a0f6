namespace Quittance.Domain.Intake;

/// <summary>What a provider is called with, for one connection.</summary>
/// <param name="ConnectionId">The invoice connection; stable, so that a provider may keep things apart by it.</param>
/// <param name="ApiKey">The secret, in clear; null when none is stored.</param>
/// <param name="Settings">The connection's settings with the profile's defaults filled in.</param>
public sealed record ProviderAccess(Guid ConnectionId, string? ApiKey, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A setting's value, or null.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out var value) ? value : null;

    /// <summary>A setting that the call cannot do without.</summary>
    /// <exception cref="ProviderException">It is not set.</exception>
    public string Required(string name) => Setting(name)
        ?? throw new ProviderException(ProviderFault.NotConfigured, $"The connection has no settings.{name}.");

    /// <summary>The API key that the call cannot do without.</summary>
    /// <exception cref="ProviderException">None is stored.</exception>
    public string RequiredApiKey() => ApiKey ?? throw new ProviderException(ProviderFault.NotConfigured, "The connection has no apiKey.");

    /// <summary>Never the key.</summary>
    public override string ToString() => $"{ConnectionId}";
}
