using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>What the caller's businesses have ordered to pay, newest first.</summary>
internal sealed class ListPayments(Database database)
{
    public async Task<IReadOnlyList<PaymentOrderRow>> RunAsync(
        Caller caller, InvoiceId? invoice, IReadOnlyList<PaymentOrderStatus> statuses, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.PaymentOrders.ListAsync(invoice, statuses, page, cancel);
    }
}
