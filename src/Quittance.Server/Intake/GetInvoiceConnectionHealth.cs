using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>How a connection's provider is doing, and which of its bills could not be fetched.</summary>
internal sealed class GetInvoiceConnectionHealth(Database database)
{
    private const int FailedMax = 20;

    public async Task<(ConnectionHealth Health, IReadOnlyList<ProviderBill> Failed)> RunAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.InvoiceConnections.GetAsync(id, cancel);
        return (
            await session.InvoiceConnections.HealthAsync(id, cancel),
            await session.ProviderBills.ListOpenAsync(id, ProviderBillStatus.Failed, FailedMax, cancel));
    }
}
