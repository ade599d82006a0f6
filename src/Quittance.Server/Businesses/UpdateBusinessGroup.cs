using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Changes what a group is called and known by.</summary>
internal sealed class UpdateBusinessGroup(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="group">Id or foreign id.</param>
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string group, object request, Func<BusinessGroup, BusinessGroupContent> change,
        Func<TenantSession, BusinessGroupId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateBusinessGroup), group, request }, async session =>
        {
            var id = await session.ResolveGroupAsync(group, cancel);
            caller.RequireOrganizationWide("change entity groups");
            var before = await session.BusinessGroups.LockAsync(id, cancel);

            var after = change(before).AppliedTo(id, before.CreatedAt, clock.GetUtcNow());

            await session.BusinessGroups.UpdateAsync(after, cancel);
            session.TellOfGroup(caller.Actor, "updated", id, before, after);
            return await show(session, id);
        }, cancel);
}
