using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Takes a bill back to draft, which clears its approval.</summary>
internal sealed class ReviseInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ReviseInvoice), acting, id }, async session =>
        {
            var row = await session.ChangeInvoiceAsync(
                caller.Actor, acting, id, "revised", (invoice, role) => invoice.Revise(role, clock.GetUtcNow()), cancel);
            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}

internal static class InvoiceRevision
{
    /// <summary>The step itself, of an invoice whose row is locked.</summary>
    public static async Task ReviseInvoiceAsync(this TenantSession session, Actor actor, Invoice invoice, ConnectionRole by, DateTimeOffset now, CancellationToken cancel)
    {
        await session.SaveInvoiceAsync(actor, "revised", invoice, invoice.Revise(by, now), cancel);
    }
}
