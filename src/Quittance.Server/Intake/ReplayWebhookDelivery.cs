using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Processes an accepted webhook once more, as if it had just come.</summary>
internal sealed class ReplayWebhookDelivery(Idempotency idempotency, TimeProvider clock)
{
    public Task<WebhookDelivery> RunAsync(Caller caller, InvoiceConnectionId id, Guid delivery, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ReplayWebhookDelivery), id, delivery }, async session =>
        {
            var connection = await session.InvoiceConnections.LockAsync(id, cancel);
            var found = await session.WebhookDeliveries.GetAsync(id, delivery, cancel);
            if (found.Fault is { } fault)
            {
                throw new RefusedException(
                    Refusal.InvoiceConnectionUnable, $"The delivery was refused ({Words.Of(fault)}), so nobody knows who sent it. Have the provider send it again.");
            }

            if (!connection.IsActive)
            {
                throw new RefusedException(Refusal.InvoiceConnectionUnable, "The connection is switched off. Switch it on first: PATCH with active: true.");
            }

            var now = clock.GetUtcNow();
            await session.WebhookDeliveries.SetWaitingAsync(delivery, cancel);
            await session.AddJobAsync(ProcessWebhooks.JobKind, delivery, connection.Id, now, now, cancel);
            session.Audit.Add(caller.Actor, "webhook_delivery.replayed", $"whd_{delivery:n}", null, null);
            return await session.WebhookDeliveries.GetAsync(id, delivery, cancel);
        }, cancel);
}
