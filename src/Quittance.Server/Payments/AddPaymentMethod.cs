using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Adds a payment method of any kind. A bank account that is there already, and a second wallet, are answered as they are.</summary>
internal sealed class AddPaymentMethod(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, PaymentMethodContent content, Func<TenantSession, PaymentMethodId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddPaymentMethod), business, content }, async session =>
        {
            var owner = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(owner, cancel); // One change at a time, for there is one default.
            var now = clock.GetUtcNow();
            var schema = content.SchemaId is { } id ? await session.PaymentMethodSchemas.LockAsync(id, cancel) : null;

            var offered = content.At(PaymentMethodId.New(now), owner, schema, now);

            var method = await session.PaymentMethods.AddAsync(offered, content.Number, content.Data, cancel);
            if (content.IsConfirmed)
            {
                await session.PaymentMethods.ConfirmAsync(method.Id, now, cancel); // It may have been read from a bill before; now its owner vouches for it.
            }

            if (content.IsFrozen)
            {
                await session.PaymentMethods.FreezeAsync(method.Id, now, cancel);
            }

            await session.PutDefaultsAsync(method.Id, content.DefaultSource, content.DefaultDestination, now, cancel);
            if (method.Id == offered.Id)
            {
                session.Audit.Add(caller.Actor, "payment_method.added", $"{method.Id}", null, await session.PaymentMethods.GetAsync(method.Id, cancel));
                session.Events.Add("payment_method.added", method.Id.Value, new { id = method.Id.Value, method.Kind, BusinessId = owner.Value });
            }

            return await show(session, method.Id);
        }, cancel);
}
