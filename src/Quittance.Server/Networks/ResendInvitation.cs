using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Makes a new link with the full lifetime; the old link ends.</summary>
internal sealed class ResendInvitation(Idempotency idempotency, TimeProvider clock)
{
    public Task<SentInvitation> RunAsync(Caller caller, BusinessId inviter, InvitationId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ResendInvitation), inviter, id }, async session =>
        {
            var before = await session.Invitations.LockSentAsync(inviter, id, cancel);

            var after = before.Resend(clock.GetUtcNow());
            var token = Token.New(Token.InvitationPrefix);

            await session.Invitations.UpdateAsync(after, cancel);
            await session.Invitations.ReplaceTokenAsync(id, token.Hash, cancel);
            session.Audit.Add(caller.Actor, "invitation.resent", $"{id}", before, after);
            session.Events.Add("invitation.resent", id.Value, InvitationEvent.Of(after));
            return new SentInvitation(after, token);
        }, cancel);
}
