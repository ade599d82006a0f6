using Npgsql;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A record as it is shown.</summary>
/// <param name="Waits">What keeps the record that it refers to from being there, or the one before it from being taken back; null when nothing does.</param>
internal sealed record SyncedRecordView(AccountingRecordRow Row, string? Platform, AccountingRecordError? Waits)
{
    internal const string Columns = $"{AccountingRecordStore.Columns}, c.platform, case when r.status = 'pending' then coalesce(case when p.remote_id is null then p.error end, b.error) end";

    internal const string From =
        """
        from accounting_records r
        join accounting_connections c on c.organization_id = r.organization_id and c.id = r.accounting_connection_id
        left join accounting_records p on p.organization_id = r.organization_id and p.id = r.parent_id
        left join accounting_records b on r.round > 1 and b.organization_id = r.organization_id and b.accounting_connection_id = r.accounting_connection_id
            and b.object_type = r.object_type and b.object_id = r.object_id and b.bill_id is not distinct from r.bill_id and b.round = r.round - 1
        """;

    /// <summary>What keeps it from being in step: its own failure, else that of what has to be there first.</summary>
    public AccountingRecordError? Error => Row.Record.Error ?? Waits;

    public static async Task<List<SyncedRecordView>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var views = new List<SyncedRecordView>();
        while (await row.ReadAsync(cancel))
        {
            views.Add(new SyncedRecordView(AccountingRecordStore.Read(row), row.TextOrNull(25), AccountingRecordStore.ErrorOf(row.TextOrNull(26))));
        }

        return views;
    }
}
