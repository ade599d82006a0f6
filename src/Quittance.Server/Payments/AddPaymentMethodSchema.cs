using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Makes a kind of payment method for the whole organization.</summary>
internal sealed class AddPaymentMethodSchema(Idempotency idempotency, TimeProvider clock)
{
    /// <summary>The most schemas that an organization has; all of them are listed at once.</summary>
    public const int CountMax = 100;

    public Task<PaymentMethodSchema> RunAsync(Caller caller, PaymentMethodSchemaContent content, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("make a payment method schema");
        return idempotency.OnceAsync(caller, new { operation = nameof(AddPaymentMethodSchema), content }, async session =>
        {
            if (await session.PaymentMethodSchemas.CountAsync(cancel) >= CountMax)
            {
                throw new RefusedException(Refusal.InvalidInput, $"An organization has at most {CountMax} payment method schemas. Delete one that is not used.");
            }

            var now = clock.GetUtcNow();
            var schema = content.At(PaymentMethodSchemaId.New(now), now, now);

            await session.PaymentMethodSchemas.AddAsync(schema, cancel);
            session.Audit.Add(caller.Actor, "payment_method_schema.added", $"{schema.Id}", null, schema);
            return schema;
        }, cancel);
    }
}
