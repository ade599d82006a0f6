using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Gives a connection a name of one side's own, which the other side never sees.</summary>
internal sealed class SetConnectionAlias(Idempotency idempotency)
{
    /// <param name="side">The business whose name for it this is; null takes the payer where the caller sees both.</param>
    public Task<ConnectionView> RunAsync(Caller caller, NetworkConnectionId id, BusinessId? side, string? alias, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(SetConnectionAlias), id, side, alias }, async session =>
        {
            var role = await session.Connections.LockSideAsync(id, side, cancel);
            var before = await session.ConnectionViews.GetAsync(id, side, cancel);

            await session.Connections.SetAliasAsync(id, role, alias, cancel);
            session.Audit.Add(caller.Actor, "connection.alias_set", $"{id}", new { role, before.Alias }, new { role, alias });
            session.Events.Add("connection.alias_set", id.Value, ConnectionEvent.Of(before.Connection));
            return before with { Alias = alias };
        }, cancel);
}
