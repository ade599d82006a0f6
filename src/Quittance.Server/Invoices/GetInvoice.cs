using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

internal sealed class GetInvoice(Database database)
{
    /// <param name="side">The business that looks; it has to be on one side of the bill.</param>
    public async Task<InvoiceView> RunAsync(Caller caller, BusinessId side, InvoiceId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(side, cancel);
        var role = (await session.Invoices.GetAsync(id, cancel)).Invoice.RoleOf(side) ?? throw InvoiceStore.NotFound();
        return await session.ViewInvoiceAsync(id, role, cancel);
    }
}
