using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Replaces a payment method schema. Methods that are of it keep what their fields hold.</summary>
internal sealed class ChangePaymentMethodSchema(Idempotency idempotency, TimeProvider clock)
{
    public Task<PaymentMethodSchema> RunAsync(Caller caller, PaymentMethodSchemaId id, PaymentMethodSchemaContent content, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("change a payment method schema");
        return idempotency.OnceAsync(caller, new { operation = nameof(ChangePaymentMethodSchema), id, content }, async session =>
        {
            var before = await session.PaymentMethodSchemas.LockAsync(id, cancel);

            var after = content.At(id, before.CreatedAt, clock.GetUtcNow());

            await session.PaymentMethodSchemas.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, "payment_method_schema.changed", $"{id}", before, after);
            return after;
        }, cancel);
    }
}
