using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Connects two businesses that the caller controls; with anyone else's business a connection begins with an invitation.</summary>
internal sealed class CreateConnection(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="alias">The payer's name for it.</param>
    public Task<ConnectionView> RunAsync(
        Caller caller, BusinessId payer, BusinessId payee, string? alias, ConnectionSettings settings, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateConnection), payer, payee, alias, settings }, async session =>
        {
            var now = clock.GetUtcNow();

            var connection = await session.ConnectBusinessesAsync(caller.Actor, payer, payee, alias, settings, now, cancel);
            return await session.ConnectionViews.GetAsync(connection.Id, payer, cancel);
        }, cancel);
}

internal static class BusinessConnection
{
    /// <summary>Makes an active connection of two businesses of this organization that the session sees and that are not put away.</summary>
    /// <param name="alias">The payer's name for it.</param>
    public static async Task<NetworkConnection> ConnectBusinessesAsync(
        this TenantSession session, Actor actor, BusinessId payer, BusinessId payee, string? alias, ConnectionSettings settings, DateTimeOffset now,
        CancellationToken cancel)
    {
        await session.Businesses.HoldAsync(payer, cancel);
        await session.Businesses.HoldAsync(payee, cancel);
        var connection = NetworkConnection.Between(NetworkConnectionId.New(now), payer, payee, settings, now);

        await session.Connections.AddAsync(new ConnectionRow(connection, session.Organization, session.Organization), cancel);
        await session.Connections.AddSideAsync(connection.Id, ConnectionRole.Payer, payer, alias, cancel);
        await session.Connections.AddSideAsync(connection.Id, ConnectionRole.Payee, payee, null, cancel);
        await session.AskToMatchAsync(payer, now, cancel);
        session.Audit.Add(actor, "connection.created", $"{connection.Id}", null, connection);
        session.Events.Add("connection.created", connection.Id.Value, ConnectionEvent.Of(connection));
        return connection;
    }
}
