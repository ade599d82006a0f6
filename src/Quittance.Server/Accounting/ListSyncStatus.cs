using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The synced records of one connection, of every kind.</summary>
internal sealed class ListSyncStatus(Database database)
{
    private const string Here =
        $"""
        select {SyncedRecordView.Columns} {SyncedRecordView.From}
        where r.organization_id = $1 and r.accounting_connection_id = $2 and ($3::text is null or r.object_type = $3) and ($4::text is null or r.status = $4)
        """;

    public async Task<TokenRows<SyncedRecordView>> RunAsync(
        Caller caller, BusinessId business, AccountingConnectionId id, string? objectType, string? status, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.AccountingConnections.GetAsync(id, business, cancel);
        object?[] values = [id.Value, objectType, status, page.FromTime, page.FromId, page.ReadMax];
        await using var command = page.ReadsDown
            ? session.Sql($"{Here} and ($5::timestamptz is null or (r.created_at, r.id) < ($5, $6::uuid)) order by r.created_at desc, r.id desc limit $7", values)
            : session.Sql($"{Here} and ($5::timestamptz is null or (r.created_at, r.id) > ($5, $6::uuid)) order by r.created_at, r.id limit $7", values);
        return page.Of(await SyncedRecordView.ReadAllAsync(command, cancel));
    }
}
