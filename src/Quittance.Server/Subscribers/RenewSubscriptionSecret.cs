using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Gives a subscription another secret. The old one signs nothing from then on, retries included.</summary>
internal sealed class RenewSubscriptionSecret(Idempotency idempotency, TimeProvider clock)
{
    public Task<SubscriptionSecret> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("renew a subscription's secret");
        return idempotency.OnceAsync(caller, new { operation = nameof(RenewSubscriptionSecret), id }, async session =>
        {
            var renewed = await session.Subscriptions.LockAsync(id, cancel) with { UpdatedAt = clock.GetUtcNow() };
            var secret = Subscription.NewSecret();

            await session.Subscriptions.UpdateAsync(renewed, cancel);
            await session.Subscriptions.SetSecretAsync(id, secret, cancel);
            session.Audit.Add(caller.Actor, "subscription.secret_renewed", renewed.Subject, null, null);
            return new SubscriptionSecret(renewed, secret);
        }, cancel);
    }
}
