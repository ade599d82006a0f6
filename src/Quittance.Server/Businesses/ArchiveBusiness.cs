using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Puts a business away for good. Its connections are archived with it: bills and payments in flight finish, and no new ones are made.</summary>
internal sealed class ArchiveBusiness(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ArchiveBusiness), business }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            caller.RequireOrganizationWide("archive businesses");
            var (before, _) = await session.Businesses.LockAsync(id, cancel);
            var now = clock.GetUtcNow();

            var profile = (await session.BusinessProfiles.GetAsync(id, cancel)).Archive(now);
            await session.Businesses.UpdateAsync(before with { ForeignId = null, UpdatedAt = now }, cancel);
            await session.BusinessProfiles.PutAsync(id, profile, PersonSecrets.None, cancel);
            await session.BusinessGroups.LeaveAllAsync(id, cancel);
            await ArchiveConnectionsAsync(session, caller.Actor, id, now, cancel);
            session.Audit.Add(caller.Actor, "business.archived", $"{id}", new { before.ForeignId }, new { profile.ArchivedAt });
            session.Events.Add("business.archived", id.Value, new { id.Value, before.Name });
            return id;
        }, cancel);

    private static async Task ArchiveConnectionsAsync(TenantSession session, Actor actor, BusinessId business, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var id in await session.Connections.ActiveOfAsync(business, cancel))
        {
            var (role, before) = await BothSides.LockConnectionAsync(session, id, business, cancel);
            if (before.Connection.Status == NetworkConnectionStatus.Active) // Unless somebody was faster.
            {
                await BothSides.UpdateConnectionAsync(session, actor, "connection.archived", before, before.Connection.Archive(role, now), cancel);
            }
        }
    }
}
