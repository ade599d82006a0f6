using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>What the inviter's subscribers learn of an invitation; the address and the secret are not in it.</summary>
internal sealed record InvitationEvent(string Id, string Status, string BusinessId, string ConnectionId)
{
    public static InvitationEvent Of(Invitation invitation) =>
        new($"{invitation.Id}", Words.Of(invitation.Status), $"{invitation.InviterId}", $"{invitation.ConnectionId}");
}
