using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Says no to an invitation; whoever holds its token may.</summary>
internal sealed class DeclineInvitation(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvitationCard> RunAsync(Caller caller, Token token, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeclineInvitation), token.Hash }, async session =>
        {
            var place = await session.Invitations.FindAsync(token, cancel);
            var card = await BothSides.DeclineInvitationAsync(session, caller.Actor, place, clock.GetUtcNow(), cancel);
            if (place.Organization != session.Organization)
            {
                session.Audit.Add(caller.Actor, "invitation.declined", $"{card.Id}", null, card);
                session.Events.Add("invitation.declined", card.Id.Value, new { Id = $"{card.Id}", Status = Words.Of(card.Status) });
            }

            return card;
        }, cancel);
}
