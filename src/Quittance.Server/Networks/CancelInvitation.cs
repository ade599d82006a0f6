using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Takes an invitation back; its pending connection goes, the invitation stays for the record.</summary>
internal sealed class CancelInvitation(Idempotency idempotency)
{
    public Task<Invitation> RunAsync(Caller caller, BusinessId inviter, InvitationId id, CancellationToken cancel) =>
        idempotency.OnceAsync(
            caller,
            new { operation = nameof(CancelInvitation), inviter, id },
            async session => await CancelAsync(session, caller.Actor, await session.Invitations.LockSentAsync(inviter, id, cancel), cancel),
            cancel);

    /// <summary>The same within a session that holds the invitation.</summary>
    public static async Task<Invitation> CancelAsync(TenantSession session, Actor actor, Invitation before, CancellationToken cancel)
    {
        var after = before.Cancel();

        await session.Invitations.UpdateAsync(after, cancel);
        await session.Connections.DeletePendingAsync(after.ConnectionId, cancel);
        session.Audit.Add(actor, "invitation.canceled", $"{after.Id}", before, after);
        session.Events.Add("invitation.canceled", after.Id.Value, InvitationEvent.Of(after));
        return after;
    }
}
