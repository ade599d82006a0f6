using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Makes a group of businesses.</summary>
internal sealed class CreateBusinessGroup(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="members">Ids or foreign ids.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, BusinessGroupContent content, IReadOnlyList<string> members, Func<TenantSession, BusinessGroupId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull
    {
        caller.RequireOrganizationWide("create entity groups");
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateBusinessGroup), content, members }, async session =>
        {
            var now = clock.GetUtcNow();
            var group = content.AppliedTo(BusinessGroupId.New(now), now, now);
            var businesses = await session.ResolveBusinessesAsync(members, cancel);

            await session.BusinessGroups.AddAsync(group, cancel);
            await session.BusinessGroups.JoinAsync(group.Id, businesses, cancel);
            session.TellOfGroup(caller.Actor, "created", group.Id, null, new { group, businesses });
            return await show(session, group.Id);
        }, cancel);
    }
}
