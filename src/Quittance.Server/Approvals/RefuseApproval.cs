using Quittance.Domain.Approvals;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>One of the payer's people refuses an invoice, with which it is declined. The provider that it came from is told.</summary>
internal sealed class RefuseApproval(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id.</param>
    /// <param name="text">Why; null for nothing.</param>
    public Task RunAsync(Caller caller, string invoice, string user, string? text, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RefuseApproval), invoice, user, text }, async session =>
        {
            var now = clock.GetUtcNow();
            var (row, person, actor, _) = await session.DecideAsync(caller, invoice, user, text, ApprovalAction.Reject, now, cancel);
            var reason = text ?? $"Rejected by {string.Join(", ", await session.Approvers.NamesAsync([person], cancel))}.";

            var declined = row.Invoice.Decline(ConnectionRole.Payer, reason, now);

            await session.SaveInvoiceAsync(actor, "declined", row.Invoice, declined, cancel);
            await session.ReportDeclineAsync(actor, row, reason, null, now, cancel);
            return row.Invoice.Id;
        }, cancel);
}
