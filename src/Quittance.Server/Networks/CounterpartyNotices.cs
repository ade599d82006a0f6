using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

internal static class CounterpartyNotices
{
    /// <summary>Records that a side hides the other one, or shows it again.</summary>
    public static void TellOfCounterparty(this TenantSession session, Actor actor, string step, NetworkConnection connection, ConnectionRole side)
    {
        session.Audit.Add(actor, $"connection.{step}", $"{connection.Id}", null, new { side });
        session.Events.Add($"connection.{step}", connection.Id.Value, new { id = connection.Id.Value, side });
    }
}
