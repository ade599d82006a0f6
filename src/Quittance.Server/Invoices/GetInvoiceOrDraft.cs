using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

internal sealed class GetInvoiceOrDraft(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<TShown> RunAsync<TShown>(Caller caller, string invoice, Func<TenantSession, InvoiceId, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await show(session, await session.ResolveInvoiceAsync(invoice, cancel));
    }
}
