using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Disconnects a provider for good. Polling and webhooks stop with this commit, and the secrets are gone.</summary>
internal sealed class DeleteInvoiceConnection(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceConnection> RunAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteInvoiceConnection), id }, async session =>
        {
            var now = clock.GetUtcNow();
            var connection = await session.InvoiceConnections.LockAsync(id, cancel);

            await session.InvoiceConnections.DeleteAsync(id, now, cancel);
            await session.DropJobAsync(PollInvoiceConnections.JobKind, id.Value, cancel);
            await session.ProviderBills.AbandonAsync(id, now, cancel);
            session.Audit.Add(caller.Actor, "invoice_connection.deleted", $"{id}", connection, null);
            session.Events.Add("invoice_connection.deleted", id.Value, new { id = id.Value, connection.Provider });
            return connection;
        }, cancel);
}
