using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>What the invited side may know of an invitation before it accepts.</summary>
/// <param name="Role">The side that accepting would take.</param>
internal sealed record InvitationCard(
    InvitationId Id,
    ConnectionRole Role,
    string? Email,
    string InviterName,
    InvitationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt);

/// <summary>Where an invitation is kept.</summary>
internal sealed record InvitationPlace(OrganizationId Organization, InvitationId Id);

/// <summary>An invitation and its fresh secret, which is shown this once.</summary>
internal sealed record SentInvitation(Invitation Invitation, Token Token);
