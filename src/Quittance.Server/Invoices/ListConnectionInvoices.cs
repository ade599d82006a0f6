using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>All bills of a connection, newest first.</summary>
internal sealed class ListConnectionInvoices(Database database)
{
    public async Task<IReadOnlyList<InvoiceView>> RunAsync(
        Caller caller, NetworkConnectionId connection, IReadOnlyList<InvoiceStatus> statuses, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Connections.GetAsync(connection, cancel);
        return await session.ViewInvoicesAsync(new InvoiceFilter(null, null, connection, statuses), page, cancel);
    }
}
