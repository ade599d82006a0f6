using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Has the provider asked now, whatever the schedule says, and gives the bills that failed another chance.</summary>
internal sealed class PollInvoiceConnection(Idempotency idempotency, InvoiceProviders providers, TimeProvider clock)
{
    public Task<ConnectionHealth> RunAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(PollInvoiceConnection), id }, async session =>
        {
            var connection = await session.InvoiceConnections.LockAsync(id, cancel);
            if (!connection.IsActive)
            {
                throw new RefusedException(Refusal.InvoiceConnectionUnable, "The connection is switched off. Switch it on first: PATCH with active: true.");
            }

            if (!providers.CanPoll(connection))
            {
                throw new RefusedException(
                    Refusal.InvoiceConnectionUnable, $"{connection.Provider} cannot be asked for bills with these settings; GET /invoice-providers says what is missing.");
            }

            var now = clock.GetUtcNow();
            await session.ProviderBills.RetryFailedAsync(id, now, cancel);
            await session.ScheduleAsync(connection, providers, now, cancel);
            session.Audit.Add(caller.Actor, "invoice_connection.poll_requested", $"{id}", null, null);
            return await session.InvoiceConnections.HealthAsync(id, cancel);
        }, cancel);
}
