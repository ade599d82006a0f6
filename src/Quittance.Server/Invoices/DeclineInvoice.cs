using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The payer says no, and why. The provider that the bill came from is told.</summary>
internal sealed class DeclineInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, string reason, string? reasonCode, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeclineInvoice), acting, id, reason, reasonCode }, async session =>
        {
            var now = clock.GetUtcNow();
            var row = await session.ChangeInvoiceAsync(
                caller.Actor, acting, id, "declined", (invoice, role) => invoice.Decline(role, reason, now), cancel);
            await session.ReportDeclineAsync(caller.Actor, row, reason, reasonCode, now, cancel);
            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}

internal static class InvoiceDecline
{
    /// <summary>Tells the provider from which a bill came that it was declined.</summary>
    /// <param name="reasonCode">One of the provider's closed list; null when nobody chose one.</param>
    public static async Task ReportDeclineAsync(
        this TenantSession session, Actor actor, InvoiceRow row, string reason, string? reasonCode, DateTimeOffset now, CancellationToken cancel)
    {
        if (row.DocumentId is { } document)
        {
            // A code of the closed list ends the bill; without one the supplier may put it right.
            var isFinal = reasonCode is not null && BillStatusReasons.OfRefusal.Contains(reasonCode);
            await session.ReportBillStatusAsync(
                actor, new IntakeDocumentId(document), isFinal ? BillStatus.Refused : BillStatus.Disputed, reasonCode ?? BillStatusReasons.Other, reason,
                null, now, cancel);
        }
    }
}
