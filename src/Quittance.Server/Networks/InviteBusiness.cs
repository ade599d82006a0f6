using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Networks;

/// <summary>Offers a connection to whoever holds the link; the connection is pending from now on.</summary>
internal sealed class InviteBusiness(Idempotency idempotency, TimeProvider clock)
{
    public Task<SentInvitation> RunAsync(Caller caller, BusinessId inviter, InvitationContent content, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(InviteBusiness), inviter, content }, async session =>
        {
            var now = clock.GetUtcNow();
            var business = (await session.Businesses.HoldAsync(inviter, cancel)).Business;
            if (content.Email is { } email)
            {
                await RequireNewAsync(session, business, content.Role, email, cancel);
                await ClearExpiredAsync(session, caller.Actor, inviter, content.Role, email, now, cancel);
            }

            var connection = NetworkConnection.Invited(
                NetworkConnectionId.New(now), inviter, content.Role, new ConnectionSettings(content.NetTermsDays, null), now);
            var invitation = Invitation.To(content.Email, InvitationId.New(now), inviter, content.Role, connection.Id, now);
            var token = Token.New(Token.InvitationPrefix);

            await session.Invitations.AddAsync(invitation, token.Hash, cancel);
            await session.Connections.AddAsync(
                new ConnectionRow(
                    connection,
                    connection.PayerId is null ? null : session.Organization,
                    connection.PayeeId is null ? null : session.Organization),
                cancel);
            await session.Connections.AddSideAsync(connection.Id, content.Role, inviter, content.Alias, cancel);
            session.Audit.Add(caller.Actor, "invitation.sent", $"{invitation.Id}", null, invitation);
            session.Events.Add("invitation.sent", invitation.Id.Value, InvitationEvent.Of(invitation));
            return new SentInvitation(invitation, token);
        }, cancel);

    private static async Task RequireNewAsync(TenantSession session, Business inviter, ConnectionRole role, string email, CancellationToken cancel)
    {
        if (inviter.Email is { } own && Email.Normalize(own) == email)
        {
            throw new RefusedException(Refusal.SelfConnection, $"{email} is this business's own address; a business cannot be connected with itself.");
        }

        if (await session.Invitations.IsConnectedAsync(inviter.Id, role, email, cancel))
        {
            throw new RefusedException(
                Refusal.AlreadyConnected, $"This business is connected with {email} already in this role; an archived connection can be restored.");
        }
    }

    // An expired invitation gives way to the new one, and its pending connection goes with it.
    private static async Task ClearExpiredAsync(
        TenantSession session, Actor actor, BusinessId inviter, ConnectionRole role, string email, DateTimeOffset now, CancellationToken cancel)
    {
        if (await session.Invitations.LockExpiredAsync(inviter, role, email, now, cancel) is { } expired)
        {
            await CancelInvitation.CancelAsync(session, actor, expired, cancel);
        }
    }
}

/// <summary>What a caller says of an invitation.</summary>
/// <param name="Role">The side that the inviting business takes.</param>
/// <param name="Email">In the form in which addresses compare; null makes a public link.</param>
/// <param name="Alias">The inviting business's name for the connection.</param>
internal sealed record InvitationContent(ConnectionRole Role, string? Email, string? Alias, int? NetTermsDays);
