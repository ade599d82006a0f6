using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal static class TransactionEvents
{
    /// <summary>Audit entry and event of a transaction's new state; each side has its own. A check that goes into the mail does not change its status.</summary>
    public static void TellOfTransaction(this TenantSession session, Actor actor, Transaction? before, Transaction after)
    {
        var step = $"transaction.{(before?.Status == after.Status ? "mailed" : Words.Of(after.Status))}";
        session.Audit.Add(actor, step, $"{after.Id}", null, after);
        session.Events.Add(step, after.Id.Value, new { id = after.Id.Value, after.Status, after.Failure });
    }
}
