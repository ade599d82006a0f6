using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The invitations sent to the caller's own address or to a business that the caller sees, newest first.</summary>
internal sealed class ListReceivedInvitations(Database database, TimeProvider clock)
{
    public async Task<IReadOnlyList<InvitationCard>> RunAsync(Caller caller, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Invitations.ListReceivedAsync(caller.UserId, clock.GetUtcNow(), page, cancel);
    }
}
