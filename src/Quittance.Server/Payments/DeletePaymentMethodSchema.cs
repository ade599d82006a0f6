using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Takes a payment method schema away of which there are no methods.</summary>
internal sealed class DeletePaymentMethodSchema(Idempotency idempotency, TimeProvider clock)
{
    public Task RunAsync(Caller caller, PaymentMethodSchemaId id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("delete a payment method schema");
        return idempotency.OnceAsync(caller, new { operation = nameof(DeletePaymentMethodSchema), id }, async session =>
        {
            var before = await session.PaymentMethodSchemas.LockAsync(id, cancel);
            if (await session.PaymentMethodSchemas.IsUsedAsync(id, cancel))
            {
                throw new RefusedException(Refusal.PaymentMethodInUse, $"There are payment methods of the schema {before.Name}, or bills were paid over some, so it stays.");
            }

            await session.PaymentMethodSchemas.RemoveAsync(id, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "payment_method_schema.deleted", $"{id}", before, null);
            return id;
        }, cancel);
    }
}
