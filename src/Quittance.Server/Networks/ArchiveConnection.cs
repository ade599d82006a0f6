using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Ends new business on a connection; bills and payments in flight finish.</summary>
internal sealed class ArchiveConnection(Idempotency idempotency, TimeProvider clock)
{
    public Task<ConnectionView> RunAsync(Caller caller, NetworkConnectionId id, BusinessId? side, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ArchiveConnection), id, side }, async session =>
        {
            var (role, before) = await BothSides.LockConnectionAsync(session, id, side, cancel);

            var after = before.Connection.Archive(role, clock.GetUtcNow());

            await BothSides.UpdateConnectionAsync(session, caller.Actor, "connection.archived", before, after, cancel);
            return await session.ConnectionViews.GetAsync(id, side, cancel);
        }, cancel);
}
