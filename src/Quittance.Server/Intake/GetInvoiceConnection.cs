using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>One invoice connection.</summary>
internal sealed class GetInvoiceConnection(Database database)
{
    public async Task<InvoiceConnection> RunAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.InvoiceConnections.GetAsync(id, cancel);
    }
}
