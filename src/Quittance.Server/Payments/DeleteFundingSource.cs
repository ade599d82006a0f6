using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Takes a funding source away that nothing was paid with or to.</summary>
internal sealed class DeleteFundingSource(Idempotency idempotency)
{
    public Task RunAsync(Caller caller, BusinessId business, PaymentMethodId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteFundingSource), business, id }, async session =>
        {
            await session.Businesses.LockAsync(business, cancel);
            var before = await session.ViewFundingSourceAsync(business, id, cancel);

            await session.PaymentMethods.DeleteAsync(id, cancel);
            session.Audit.Add(caller.Actor, "funding_source.deleted", $"{id}", before, null);
            session.Events.Add("funding_source.deleted", id.Value, new { id = id.Value });
            return id;
        }, cancel);
}
