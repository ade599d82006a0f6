using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Takes an invitation up with one of the caller's businesses; the connection is active on both sides at once.</summary>
internal sealed class AcceptInvitation(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="alias">The accepting business's name for the connection.</param>
    public Task<ConnectionView> RunAsync(Caller caller, Token token, BusinessId business, string? alias, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AcceptInvitation), token.Hash, business, alias }, async session =>
        {
            var place = await session.Invitations.FindAsync(token, cancel);
            var connection = await BothSides.AcceptInvitationAsync(session, caller.Actor, place, business, alias, clock.GetUtcNow(), cancel);
            return await session.ConnectionViews.GetAsync(connection.Id, business, cancel);
        }, cancel);
}
