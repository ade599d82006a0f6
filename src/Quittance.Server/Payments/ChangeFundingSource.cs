using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Makes a funding source the default or not, and thaws one that a failed payment has frozen.</summary>
internal sealed class ChangeFundingSource(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="isDefault">Null leaves it as it is.</param>
    /// <param name="thaw">Whether a person has looked at a frozen source and lets it be used again.</param>
    public Task<FundingSourceView> RunAsync(
        Caller caller, BusinessId business, PaymentMethodId id, bool? isDefault, bool thaw, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ChangeFundingSource), business, id, isDefault, thaw }, async session =>
        {
            await session.Businesses.LockAsync(business, cancel); // One change at a time, for there is one default.
            var now = clock.GetUtcNow();
            var before = await session.ViewFundingSourceAsync(business, id, cancel);
            if (thaw)
            {
                await session.PaymentMethods.UnfreezeAsync(id, now, cancel);
            }

            if (isDefault is true)
            {
                (await session.PaymentMethods.GetAsync(id, cancel)).RequireUsableBy(business);
                await session.DefaultPaymentMethods.SetAsync(business, id, asSource: true, asDestination: true, now, cancel);
            }
            else if (isDefault is false && before.IsDefault)
            {
                await session.DefaultPaymentMethods.SetAsync(business, null, asSource: true, asDestination: true, now, cancel);
            }

            var after = await session.ViewFundingSourceAsync(business, id, cancel);
            session.Audit.Add(caller.Actor, "funding_source.changed", $"{id}", before, after);
            session.Events.Add("funding_source.changed", id.Value, new { id = id.Value, after.IsDefault, after.Method.IsFrozen });
            return after;
        }, cancel);
}
