using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Tells an address of what happens from now on. It hears of all businesses, so only who sees them all may ask for it.</summary>
internal sealed class CreateSubscription(Idempotency idempotency, SubscriptionUrl urls, TimeProvider clock)
{
    public Task<SubscriptionSecret> RunAsync(Caller caller, string objectType, IReadOnlyList<string> eventTypes, string url, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("subscribe");
        NoticeTypes.Require(objectType, eventTypes);
        urls.Require(url);
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateSubscription), objectType, eventTypes, url }, async session =>
        {
            var now = clock.GetUtcNow();
            var subscription = new Subscription(Guid.CreateVersion7(now), objectType, eventTypes, url, SubscriptionStatus.Enabled, now, now);
            var secret = Subscription.NewSecret();

            await session.Subscriptions.AddAsync(subscription, secret, cancel);
            session.Audit.Add(caller.Actor, "subscription.created", subscription.Subject, null, subscription);
            return new SubscriptionSecret(subscription, secret);
        }, cancel);
    }
}
