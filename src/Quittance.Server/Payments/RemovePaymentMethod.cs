using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Lets nothing new go over a payment method. Bills and transactions that name it still show it.</summary>
internal sealed class RemovePaymentMethod(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, PaymentMethodName name, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemovePaymentMethod), business, name }, async session =>
        {
            var owner = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(owner, cancel);
            var before = await session.PaymentMethods.LockOfAsync(owner, name, cancel);

            await session.PaymentMethods.RemoveAsync(before, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "payment_method.removed", $"{before.Id}", before, null);
            session.Events.Add("payment_method.removed", before.Id.Value, new { id = before.Id.Value });
            return before.Id;
        }, cancel);
}
