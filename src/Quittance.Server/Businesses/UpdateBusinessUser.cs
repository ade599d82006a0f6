using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Changes what is known of a person of a business; what the caller says nothing of stays.</summary>
internal sealed class UpdateBusinessUser(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">An id or a foreign id.</param>
    /// <param name="user">An id or a foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, string user, BusinessUserContent content, Func<TenantSession, BusinessUserId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateBusinessUser), business, user, content }, async session =>
        {
            var id = await session.ResolveUserAsync(await session.ResolveBusinessAsync(business, cancel), user, cancel);
            var before = await session.BusinessUsers.LockAsync(id, cancel);
            content.RequireMayGiveRoles(caller, before.Roles);

            var after = content.AppliedTo(before, clock.GetUtcNow());

            await session.BusinessUsers.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, "business_user.updated", $"{id}", AuditedBusinessUser.Of(before), AuditedBusinessUser.Of(after));
            session.Events.Add("business_user.updated", id.Value, new { id.Value, BusinessId = after.BusinessId.Value });
            return await show(session, id);
        }, cancel);
}
