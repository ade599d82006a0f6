using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Ends a subscription; what waited for it is given up.</summary>
internal sealed class DeleteSubscription(Idempotency idempotency, TimeProvider clock)
{
    public Task<Subscription> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("delete a subscription");
        return idempotency.OnceAsync(caller, new { operation = nameof(DeleteSubscription), id }, async session =>
        {
            var deleted = await session.Subscriptions.LockAsync(id, cancel);

            await session.Subscriptions.DeleteAsync(id, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "subscription.deleted", deleted.Subject, deleted, null);
            return deleted;
        }, cancel);
    }
}
