using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Has the books read and everything pushed now. Asked for during a run it is done once more after it, however often it is asked for.</summary>
internal sealed class ForceSync(Idempotency idempotency, TimeProvider clock)
{
    /// <returns>Whether a run is in progress already.</returns>
    public Task<bool> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ForceSync), business, id }, async session =>
        {
            var connection = await session.AccountingConnections.LockAsync(id, business, cancel);
            connection.RequireConnected();
            var isRunning = (await session.AccountingSyncs.GetAsync(id, cancel)).StartedAt is not null;
            await session.AskForSyncAsync(id, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "accounting_connection.sync_requested", $"{id}", null, null);
            return isRunning;
        }, cancel);
}
