using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>One of the payer's people refuses a bill, with which it is declined. The provider that the bill came from is told.</summary>
internal sealed class RefuseApproval(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id.</param>
    /// <param name="text">Why; null for nothing.</param>
    public Task RunAsync(Caller caller, string invoice, string user, string? text, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RefuseApproval), invoice, user, text }, async session =>
        {
            var row = await session.OpenInvoiceAsync(invoice, cancel);
            var person = await session.FindDeciderAsync(caller, row.Invoice.PayerId, user, cancel);
            await session.RefuseApprovalAsync(caller, row, person, text, clock.GetUtcNow(), cancel);
            return row.Invoice.Id;
        }, cancel);
}
