using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Control;

/// <summary>Credentials to take; those left out are made up.</summary>
/// <param name="Revoked">Refuses all credentials, or no more.</param>
internal sealed record CredentialsRequest(string? ApiKey, string? ClientId, string? ClientSecret, string? Login, bool? Revoked)
{
    public Credentials Over(Credentials made) =>
        new(ApiKey ?? made.ApiKey, ClientId ?? made.ClientId, ClientSecret ?? made.ClientSecret, Login ?? made.Login);
}
