using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Shows an invitation to whoever holds its token, signed in or not.</summary>
internal sealed class ReadInvitation(Database database, TimeProvider clock)
{
    public async Task<InvitationCard> RunAsync(Token token, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // The session of an organization that does not exist: it sees nothing but what the token opens.
        await using var session = await database.OpenAsync(OrganizationId.New(now), cancel);
        return await BothSides.ReadInvitationAsync(session, await session.Invitations.FindAsync(token, cancel), now, cancel);
    }
}
