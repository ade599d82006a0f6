using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal static class TransactionEvents
{
    /// <summary>Audit entry and event of a transaction's new state; each side has its own.</summary>
    public static void TellOfTransaction(this TenantSession session, Actor actor, Transaction transaction)
    {
        var step = $"transaction.{Words.Of(transaction.Status)}";
        session.Audit.Add(actor, step, $"{transaction.Id}", null, transaction);
        session.Events.Add(step, transaction.Id.Value, new { id = transaction.Id.Value, transaction.Status, transaction.Failure });
    }
}
