using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Intake;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Load, decide, save, tell: what every step of an invoice shares. The step itself is the domain's.</summary>
internal static class ChangeInvoice
{
    /// <param name="acting">The business on whose behalf the caller acts; it has to be on one side of the bill.</param>
    /// <param name="step">The audit log's word: <c>approved</c>, <c>submitted</c>.</param>
    /// <param name="decide">The domain's decision, given the side that acts.</param>
    public static async Task<InvoiceRow> ChangeInvoiceAsync(
        this TenantSession session, Actor actor, BusinessId acting, InvoiceId id, string step, Func<Invoice, ConnectionRole, Invoice> decide, CancellationToken cancel)
    {
        // The other organization's business is on the bill too; only one that this session sees may act.
        await session.Businesses.GetAsync(acting, cancel);
        var row = await BothSides.LockInvoiceAsync(session, id, cancel);
        var role = row.Invoice.RoleOf(acting) ?? throw InvoiceStore.NotFound();

        var changed = decide(row.Invoice, role);

        await session.SaveInvoiceAsync(actor, step, row.Invoice, changed, cancel);
        return row with { Invoice = changed };
    }

    /// <summary>Writes a changed invoice on both sides and tells of it. Its row is locked already.</summary>
    public static async Task SaveInvoiceAsync(this TenantSession session, Actor actor, string step, Invoice before, Invoice after, CancellationToken cancel)
    {
        await session.Invoices.UpdateAsync(after, cancel);
        session.TellOfInvoice(actor, step, before, after);
        await session.ReportInvoiceStepAsync(actor, before, after, cancel);
        await BothSides.MirrorInvoiceAsync(session, actor, step, before, after, cancel);
        await session.FollowApprovalsAsync(before, after, cancel);
        await session.FollowCodingAsync(before, after, cancel);
        await session.FollowBillAsync(before, after, cancel);
    }

    /// <summary>Audit entry, event and notices of a step; each side has its own.</summary>
    public static void TellOfInvoice(this TenantSession session, Actor actor, string step, Invoice? before, Invoice? after)
    {
        var invoice = after ?? before ?? throw new ArgumentNullException(nameof(after));
        session.Audit.Add(actor, $"invoice.{step}", $"{invoice.Id}", before, after);
        session.Events.Add($"invoice.{step}", invoice.Id.Value, new { id = invoice.Id.Value, invoice.Status, PreviousStatus = before?.Status });
        session.TellSubscribers(before, after);
    }
}
