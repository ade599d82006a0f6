using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes businesses into a group. One that is in it already stays.</summary>
internal sealed class AddToBusinessGroup(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="group">Id or foreign id.</param>
    /// <param name="members">Ids or foreign ids.</param>
    /// <param name="copy">Whose people those who come are to get; null: nobody's.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string group, IReadOnlyList<string> members, UserCopy? copy, Func<TenantSession, BusinessGroupId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddToBusinessGroup), group, members, copy }, async session =>
        {
            var id = await session.ResolveGroupAsync(group, cancel);
            caller.RequireOrganizationWide("change entity groups");
            await session.BusinessGroups.LockAsync(id, cancel);
            var businesses = await session.ResolveBusinessesAsync(members, cancel);
            var before = await session.BusinessGroups.MembersAsync(id, cancel);

            await session.BusinessGroups.JoinAsync(id, businesses, cancel);
            if ((await session.BusinessGroups.MembersAsync(id, cancel)).Count > BusinessGroupStore.MembersMax)
            {
                throw new RefusedException(Refusal.InvalidInput, $"A group has at most {BusinessGroupStore.MembersMax} entities.");
            }

            if (copy is not null)
            {
                await session.CopyUsersAsync(caller, copy, before, [.. businesses.Except(before)], clock.GetUtcNow(), cancel);
            }

            session.TellOfGroup(caller.Actor, "entities_added", id, null, new { businesses });
            return await show(session, id);
        }, cancel);
}
