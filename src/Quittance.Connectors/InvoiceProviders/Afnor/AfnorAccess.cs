using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>What a connection's settings make of the calls to its platform.</summary>
/// <param name="BaseUrl">Without the <c>/v1</c> that some platforms print in their address.</param>
internal sealed record AfnorAccess(Guid ConnectionId, string BaseUrl, string TokenUrl, string ClientId, string Secret, string? Scope, string? OrganizationId)
{
    /// <exception cref="ProviderException">A setting or the key is missing.</exception>
    public static AfnorAccess Of(ProviderAccess access)
    {
        var baseUrl = access.Required(AfnorProfile.BaseUrl).TrimEnd('/');
        return new(
            access.ConnectionId,
            baseUrl.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? baseUrl[..^3] : baseUrl,
            access.Required(AfnorProfile.TokenUrl),
            access.Required(AfnorProfile.ClientId),
            access.RequiredApiKey(),
            access.Setting(AfnorProfile.Scope),
            access.Setting(AfnorProfile.OrganizationId));
    }

    /// <summary>Names these credentials of this connection without holding them: SHA-256.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { $"{ConnectionId}", TokenUrl, ClientId, Secret, Scope ?? "" })
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{ConnectionId}";
}
