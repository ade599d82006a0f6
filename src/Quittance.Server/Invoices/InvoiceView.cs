using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>An invoice as one side sees it. The document that it came from is the payer's.</summary>
/// <param name="PaymentId">The latest payment order; null when there is none, and always for the payee, whose business it is not.</param>
internal sealed record InvoiceView(InvoiceRow Row, PaymentOrderId? PaymentId);

internal static class InvoiceViews
{
    /// <param name="role">The side that looks; null shows as much as the session's walls allow.</param>
    public static async Task<InvoiceView> ViewInvoiceAsync(this TenantSession session, InvoiceId id, ConnectionRole? role, CancellationToken cancel)
    {
        var row = await session.Invoices.GetAsync(id, cancel);
        var payments = await session.PaymentsShownAsync([id], role, cancel);
        return new InvoiceView(role == ConnectionRole.Payee ? row with { DocumentId = null } : row, PaymentOf(payments, id));
    }

    /// <summary>A page of invoices with their lines.</summary>
    public static async Task<IReadOnlyList<InvoiceView>> ViewInvoicesAsync(this TenantSession session, InvoiceFilter filter, Page page, CancellationToken cancel)
    {
        var rows = await session.Invoices.ListAsync(filter, page, cancel);
        var ids = rows.Select(row => row.Invoice.Id).ToList();
        var lines = await session.Invoices.LinesOfAsync(ids, cancel);
        var payments = await session.PaymentsShownAsync(ids, null, cancel);
        return [.. rows.Select(row =>
        {
            var isPayees = filter.BusinessId is { } viewer && viewer != row.Invoice.PayerId;
            var invoice = row.Invoice with { Details = row.Invoice.Details with { Lines = [.. lines[row.Invoice.Id]] } };
            return new InvoiceView(
                row with { Invoice = invoice, DocumentId = isPayees ? null : row.DocumentId }, isPayees ? null : PaymentOf(payments, invoice.Id));
        })];
    }

    private static async Task<IReadOnlyDictionary<InvoiceId, PaymentOrderId>> PaymentsShownAsync(
        this TenantSession session, IReadOnlyList<InvoiceId> ids, ConnectionRole? role, CancellationToken cancel) =>
        role == ConnectionRole.Payee ? new Dictionary<InvoiceId, PaymentOrderId>() : await session.PaymentOrders.LatestOfAsync(ids, cancel);

    private static PaymentOrderId? PaymentOf(IReadOnlyDictionary<InvoiceId, PaymentOrderId> payments, InvoiceId id) =>
        payments.TryGetValue(id, out var payment) ? payment : null;
}
