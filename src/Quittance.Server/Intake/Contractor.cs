using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Server.Intake;

/// <summary>A supplier as the Intake dialect names it: the payee of one or more network connections.</summary>
/// <param name="Email">Its own, else the one that it was invited by; null when neither is known here.</param>
/// <param name="Address">Known of businesses of the same organization.</param>
/// <param name="Description">What a payer calls it.</param>
/// <param name="IsInternal">Whether it is one of the organization's own companies: one that pays bills itself.</param>
/// <param name="IsActive">Whether bills can come from it on any connection.</param>
/// <param name="Currency">That of its latest bill.</param>
internal sealed record Contractor(
    BusinessId Id,
    string Name,
    RegistrationNumbers Numbers,
    string? Email,
    PostalAddress? Address,
    string? Description,
    bool IsInternal,
    bool IsActive,
    string? Currency,
    IReadOnlyList<ContractorConnection> Connections,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>By which connection a business receives bills from a contractor.</summary>
internal sealed record ContractorConnection(Guid ConnectionId, Guid BusinessId, NetworkConnectionStatus Status);

/// <summary>What names a contractor: exactly one of its id, its SIREN and its SIRET.</summary>
internal sealed record ContractorKey(Guid? Id, Siren? Siren, Siret? Siret);

/// <summary>Which contractors are wanted; what is null does not narrow.</summary>
/// <param name="Business">Only those who bill this business.</param>
internal sealed record ContractorFilter(BusinessId? Business, bool? IsActive, string? Siret);
