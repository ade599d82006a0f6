using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The invitations that a business sent, newest first, each with the status it has now.</summary>
internal sealed class ListSentInvitations(Database database, TimeProvider clock)
{
    public async Task<IReadOnlyList<Invitation>> RunAsync(Caller caller, BusinessId inviter, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(inviter, cancel);
        var now = clock.GetUtcNow();
        return [.. (await session.Invitations.ListSentAsync(inviter, page, cancel)).Select(invitation => invitation with { Status = invitation.StatusAt(now) })];
    }
}
