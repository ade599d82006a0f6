using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>How far the run of a connection is, and when the next one begins.</summary>
internal sealed class GetSyncProgress(Database database)
{
    /// <returns>The state, and when the next run begins; null while nothing is planned.</returns>
    public async Task<(SyncState State, DateTimeOffset? NextAt)> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.AccountingConnections.GetAsync(id, business, cancel);
        var state = await session.AccountingSyncs.GetAsync(id, cancel);
        await using var command = session.Sql(
            "select coalesce(asked_at, due_at) from jobs where organization_id = $1 and kind = $2 and subject_id = $3 and given_up_at is null", SyncJob.Kind, id.Value);
        return (state, await command.ExecuteScalarAsync(cancel) is DateTime at ? new DateTimeOffset(at) : null);
    }
}
