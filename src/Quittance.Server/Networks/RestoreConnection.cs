using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Opens a connection again that the same side archived.</summary>
internal sealed class RestoreConnection(Idempotency idempotency, TimeProvider clock)
{
    public Task<ConnectionView> RunAsync(Caller caller, NetworkConnectionId id, BusinessId? side, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RestoreConnection), id, side }, async session =>
        {
            var (role, before) = await BothSides.LockConnectionAsync(session, id, side, cancel);
            await RequireInUseAsync(session, before, cancel);

            var after = before.Connection.Restore(role, clock.GetUtcNow());

            await BothSides.UpdateConnectionAsync(session, caller.Actor, "connection.restored", before, after, cancel);
            return await session.ConnectionViews.GetAsync(id, side, cancel);
        }, cancel);

    // A business that was put away keeps no connection open, whoever closed it.
    private static Task RequireInUseAsync(TenantSession session, ConnectionRow row, CancellationToken cancel) => session.PastTheBusinessWallAsync(
        async () =>
        {
            foreach (var (business, home) in new[] { (row.Connection.PayerId, row.PayerHome), (row.Connection.PayeeId, row.PayeeHome) })
            {
                if (business is { } own && home == session.Organization)
                {
                    await session.Businesses.HoldAsync(own, cancel);
                }
            }

            return row;
        },
        cancel);
}
