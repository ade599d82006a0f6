using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

internal sealed class GetInvoiceComment(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string invoice, Guid comment, Func<TenantSession, InvoiceComment, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await show(session, await session.InvoiceComments.GetAsync(await session.ResolveInvoiceAsync(invoice, cancel), comment, cancel));
    }
}
