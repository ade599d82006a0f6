using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>A person of the payer agrees to pay, and with that accepts the bank account that the bill names.</summary>
/// <remarks>Where the payer's policies ask for several people, each of them approves by <see cref="GiveApproval"/> instead.</remarks>
internal sealed class ApproveInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ApproveInvoice), acting, id }, async session =>
        {
            var now = clock.GetUtcNow();
            var row = await session.ChangeInvoiceAsync(
                caller.Actor, acting, id, "approved", (invoice, role) => invoice.Approve(role, caller.Label, now), cancel);
            await session.RequireNoOpenSlotAsync(row.Invoice, cancel);
            await session.FollowApprovalAsync(row, now, cancel);
            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}

internal static class InvoiceApproval
{
    /// <summary>What every approval by people brings with it: the bill can be booked, and the bank account that it names is accepted.</summary>
    public static async Task FollowApprovalAsync(this TenantSession session, InvoiceRow approved, DateTimeOffset now, CancellationToken cancel)
    {
        await session.RequireCodedAsync(approved.Invoice, cancel);
        if (approved.DestinationId is { } account)
        {
            await session.PaymentMethods.ConfirmAsync(account, now, cancel);
        }
    }
}
