using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Changes how the payer treats bills on a connection; both sides see the new settings.</summary>
internal sealed class ChangeConnectionSettings(Idempotency idempotency, TimeProvider clock)
{
    public Task<ConnectionView> RunAsync(Caller caller, NetworkConnectionId id, BusinessId? side, SettingsChange change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ChangeConnectionSettings), id, side, change }, async session =>
        {
            var (role, before) = await BothSides.LockConnectionAsync(session, id, side, cancel);

            var after = before.Connection.Set(role, change.AppliedTo(before.Connection.Settings), clock.GetUtcNow());

            await BothSides.UpdateConnectionAsync(session, caller.Actor, "connection.settings_changed", before, after, cancel);
            return await session.ConnectionViews.GetAsync(id, side, cancel);
        }, cancel);
}
