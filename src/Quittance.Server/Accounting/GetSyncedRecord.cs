using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>One synced record of a business.</summary>
internal sealed class GetSyncedRecord(Database database)
{
    public async Task<SyncedRecordView> RunAsync(Caller caller, BusinessId business, AccountingRecordId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await ViewAsync(session, business, id, cancel);
    }

    internal static async Task<SyncedRecordView> ViewAsync(TenantSession session, BusinessId business, AccountingRecordId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {SyncedRecordView.Columns} {SyncedRecordView.From} where r.organization_id = $1 and r.business_id = $2 and r.id = $3", business.Value, id.Value);
        return (await SyncedRecordView.ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw AccountingRecordStore.NotFound();
    }
}
