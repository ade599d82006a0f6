using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The remarks on a bill, or one of them.</summary>
internal sealed class ListBillComments(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="comment">Null takes all, the oldest first.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string invoice, Guid? comment, Func<TenantSession, InvoiceId, IReadOnlyList<InvoiceComment>, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        return await show(session, id, comment is { } one ? [await session.InvoiceComments.LockAsync(id, one, cancel)] : await session.InvoiceComments.OfAsync(id, cancel));
    }
}
