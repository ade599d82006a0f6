using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes businesses out of a group. One that is not in it stays out.</summary>
internal sealed class RemoveFromBusinessGroup(Idempotency idempotency)
{
    /// <param name="group">Id or foreign id.</param>
    /// <param name="members">Ids or foreign ids.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string group, IReadOnlyList<string> members, Func<TenantSession, BusinessGroupId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemoveFromBusinessGroup), group, members }, async session =>
        {
            var id = await session.ResolveGroupAsync(group, cancel);
            caller.RequireOrganizationWide("change entity groups");
            await session.BusinessGroups.LockAsync(id, cancel);
            var businesses = await session.ResolveBusinessesAsync(members, cancel);

            await session.BusinessGroups.LeaveAsync(id, businesses, cancel);
            session.TellOfGroup(caller.Actor, "entities_removed", id, new { businesses }, null);
            return await show(session, id);
        }, cancel);
}
