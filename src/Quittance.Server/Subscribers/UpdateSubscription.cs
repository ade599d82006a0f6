using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Changes whom a subscription tells of what. What waits to be delivered goes to the address that it was meant for.</summary>
internal sealed class UpdateSubscription(Idempotency idempotency, SubscriptionUrl urls, TimeProvider clock)
{
    public Task<Subscription> RunAsync(Caller caller, Guid id, SubscriptionChange change, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("change a subscription");
        if (change.Url is { } url)
        {
            urls.Require(url);
        }

        return idempotency.OnceAsync(caller, new { operation = nameof(UpdateSubscription), id, change }, async session =>
        {
            var before = await session.Subscriptions.LockAsync(id, cancel);
            var after = before with
            {
                ObjectType = change.ObjectType ?? before.ObjectType,
                EventTypes = change.EventTypes ?? before.EventTypes,
                Url = change.Url ?? before.Url,
                UpdatedAt = clock.GetUtcNow(),
            };
            NoticeTypes.Require(after.ObjectType, after.EventTypes);

            await session.Subscriptions.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, "subscription.changed", after.Subject, before, after);
            return after;
        }, cancel);
    }
}
