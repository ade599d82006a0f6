using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Changes what can change of a payment method: its defaults, whether it is frozen, its notes, a custom one's fields.</summary>
internal sealed class ChangePaymentMethod(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, PaymentMethodName name, PaymentMethodChange change, Func<TenantSession, PaymentMethodId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(ChangePaymentMethod), business, name, change }, async session =>
        {
            var owner = await HoldOwnerAsync(session, business, change, cancel);
            var now = clock.GetUtcNow();
            var before = await session.PaymentMethods.LockOfAsync(owner, name, cancel);

            var after = change.AppliedTo(before, now);

            await session.PaymentMethods.UpdateAsync(after, cancel);
            await PutSealedAsync(session, before, change, cancel);
            await RestartChecksAsync(session, before, after, cancel);
            if (after.IsFrozen)
            {
                await session.PaymentMethods.FreezeAsync(after.Id, now, cancel); // It is no default any more.
            }

            await session.PutDefaultsAsync(after.Id, change.DefaultSource, change.DefaultDestination, now, cancel);
            after = await session.PaymentMethods.GetAsync(after.Id, cancel);
            session.Audit.Add(caller.Actor, "payment_method.changed", $"{after.Id}", before, after);
            session.Events.Add(
                "payment_method.changed", after.Id.Value, new { id = after.Id.Value, after.IsDefaultSource, after.IsDefaultDestination, after.IsFrozen });
            return await show(session, after.Id);
        }, cancel);

    // What is kept here to pay another organization's business by is this organization's to thaw: nobody over there can.
    private static async Task<BusinessId> HoldOwnerAsync(TenantSession session, string business, PaymentMethodChange change, CancellationToken cancel)
    {
        var owner = await session.ResolveCounterpartyAsync(business, cancel);
        if (await session.Connections.HomeOfPartyAsync(owner, cancel) == session.Organization)
        {
            owner = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(owner, cancel); // One change at a time, for there is one default.
        }
        else if (change != new PaymentMethodChange { Kind = change.Kind, Frozen = change.Frozen })
        {
            throw new RefusedException(Refusal.PaymentMethodUnusable, "The business is another organization's. Of its payment methods, only frozen can change here.");
        }

        return owner;
    }

    private static async Task PutSealedAsync(TenantSession session, PaymentMethod before, PaymentMethodChange change, CancellationToken cancel)
    {
        if (change.Number is { } number)
        {
            await session.PaymentMethodSecrets.PutNumberAsync(before.Id, number, cancel);
        }

        if (change.Data is { } data)
        {
            await session.PaymentMethodSecrets.PutDataAsync(before.Id, data, cancel);
        }

        if (change.CheckSecrets is { } secrets)
        {
            var kept = (await session.PaymentMethodSecrets.OpenDataAsync(before.Id, cancel)).Where(pair => !secrets.ContainsKey(pair.Key));
            await session.PaymentMethodSecrets.PutDataAsync(before.Id, secrets.Concat(kept).ToDictionary(StringComparer.Ordinal), cancel);
        }
    }

    private static async Task RestartChecksAsync(TenantSession session, PaymentMethod before, PaymentMethod after, CancellationToken cancel)
    {
        if (after.Details.CheckOptions?.InitialCheckNumber is { } number && number != before.Details.CheckOptions?.InitialCheckNumber
            && !await session.CheckNumbers.RestartAsync(before.Id, number, cancel))
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.",
                new FieldFault("checkOptions.initialCheckNumber", "initialCheckNumber must be above the numbers of the checks that were written"));
        }
    }
}
