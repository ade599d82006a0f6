using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The payer says no, and why.</summary>
internal sealed class DeclineInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, string reason, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeclineInvoice), acting, id, reason }, async session =>
        {
            var row = await session.ChangeInvoiceAsync(
                caller.Actor, acting, id, "declined", (invoice, role) => invoice.Decline(role, reason, clock.GetUtcNow()), cancel);
            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}
