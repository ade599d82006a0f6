using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>A person of the payer agrees to pay, and with that accepts the bank account that the bill names.</summary>
internal sealed class ApproveInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ApproveInvoice), acting, id }, async session =>
        {
            var now = clock.GetUtcNow();
            var row = await session.ChangeInvoiceAsync(
                caller.Actor, acting, id, "approved", (invoice, role) => invoice.Approve(role, caller.Label, now), cancel);
            await session.RequireCodedAsync(row.Invoice, cancel);
            if (row.DestinationId is { } account)
            {
                await session.PaymentMethods.ConfirmAsync(account, now, cancel);
            }

            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}
