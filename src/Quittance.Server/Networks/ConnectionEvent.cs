using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>What subscribers of either side learn of a connection: nothing that one side keeps to itself.</summary>
internal sealed record ConnectionEvent(string Id, string Status, string? PayerId, string? PayeeId)
{
    public static ConnectionEvent Of(NetworkConnection connection) =>
        new($"{connection.Id}", Words.Of(connection.Status), connection.PayerId?.ToString(), connection.PayeeId?.ToString());
}
