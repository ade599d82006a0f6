using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Connects businesses of one organization, which needs no invitation.</summary>
internal static class Connecting
{
    /// <param name="alias">The payer's name for it.</param>
    public static async Task<NetworkConnection> ConnectAsync(
        this TenantSession session, Actor actor, BusinessId payer, BusinessId payee, string? alias, ConnectionSettings settings, DateTimeOffset now, CancellationToken cancel)
    {
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
