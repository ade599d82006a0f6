using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The bills of a business, on one side or both, newest first.</summary>
internal sealed class ListInvoices(Database database)
{
    public async Task<IReadOnlyList<InvoiceView>> RunAsync(
        Caller caller, BusinessId side, ConnectionRole? role, NetworkConnectionId? connection, IReadOnlyList<InvoiceStatus> statuses, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(side, cancel);
        return await session.ViewInvoicesAsync(new InvoiceFilter(side, role, connection, statuses), page, cancel);
    }
}
