using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Switches a subscription on or off. While it is off nothing is kept for it, and what waited is given up.</summary>
internal sealed class SwitchSubscription(Idempotency idempotency, TimeProvider clock)
{
    public Task<Subscription> RunAsync(Caller caller, Guid id, SubscriptionStatus status, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("switch a subscription");
        return idempotency.OnceAsync(caller, new { operation = nameof(SwitchSubscription), id, status }, async session =>
        {
            var before = await session.Subscriptions.LockAsync(id, cancel);
            if (before.Status == status)
            {
                return before;
            }

            var after = before with { Status = status, UpdatedAt = clock.GetUtcNow() };
            await session.Subscriptions.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, $"subscription.{Words.Of(status)}", after.Subject, before, after);
            return after;
        }, cancel);
    }
}
