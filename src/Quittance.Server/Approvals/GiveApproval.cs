using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>One of the payer's people approves a bill: every slot that waits for them is theirs, and the last slot approves the bill.</summary>
internal sealed class GiveApproval(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id.</param>
    /// <param name="text">What they say to it; null for nothing.</param>
    public Task RunAsync(Caller caller, string invoice, string user, string? text, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(GiveApproval), invoice, user, text }, async session =>
        {
            var row = await session.OpenInvoiceAsync(invoice, cancel);
            var person = await session.FindDeciderAsync(caller, row.Invoice.PayerId, user, cancel);
            await session.GiveApprovalAsync(caller, row, person, text, clock.GetUtcNow(), cancel);
            return row.Invoice.Id;
        }, cancel);
}
