using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>One of the payer's people approves an invoice: every slot that waits for them is theirs, and the last slot approves the invoice.</summary>
internal sealed class GiveApproval(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id.</param>
    /// <param name="text">What they say to it; null for nothing.</param>
    public Task RunAsync(Caller caller, string invoice, string user, string? text, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(GiveApproval), invoice, user, text }, async session =>
        {
            var now = clock.GetUtcNow();
            var (row, person, actor, approvals) = await session.DecideAsync(caller, invoice, user, text, ApprovalAction.Approve, now, cancel);
            if (approvals.IsApproved)
            {
                IReadOnlyList<BusinessUserId> agreed = approvals.Slots.Count == 0 ? [person] : [.. approvals.Acted];
                var approved = row.Invoice.Approve(ConnectionRole.Payer, $"approvers: {string.Join(", ", await session.Approvers.NamesAsync(agreed, cancel))}", now);

                await session.SaveInvoiceAsync(actor, "approved", row.Invoice, approved, cancel);
                await session.FollowApprovalAsync(row with { Invoice = approved }, now, cancel);
            }

            return row.Invoice.Id;
        }, cancel);
}
