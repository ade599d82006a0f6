using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The remarks on a bill, the oldest first.</summary>
internal sealed class ListInvoiceComments(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string invoice, Func<TenantSession, IReadOnlyList<InvoiceComment>, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await show(session, await session.InvoiceComments.OfAsync(await session.ResolveInvoiceAsync(invoice, cancel), cancel));
    }
}
