using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>Leaves an approval of a bill to one of the payer's people, or opens it to all who are eligible.</summary>
internal sealed class AddApprover(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id; null opens the slot.</param>
    /// <param name="slot">Null takes the first that is free for the person.</param>
    public Task RunAsync(Caller caller, string invoice, string? user, ApprovalSlotId? slot, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddApprover), invoice, user, slot }, async session =>
        {
            var row = await session.OpenInvoiceAsync(invoice, cancel);
            BusinessUserId? person = user is null ? null : await session.ResolveUserAsync(row.Invoice.PayerId, user, cancel);
            await session.AssignApproverAsync(caller.Actor, row.Invoice, slot, person, clock.GetUtcNow(), cancel);
            return row.Invoice.Id;
        }, cancel);
}
