using Npgsql;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Notes what happened to bills while nobody kept their books in step: between a disconnect and the connecting of the same books again.</summary>
/// <remarks>Only of bills that have a record, which is to say that were pushed before. Others from that time are not pushed, as <see cref="FollowRecords"/> has it.</remarks>
internal static class CatchUpRecords
{
    /// <summary>Brings the records that a connection has taken over to what is wanted now.</summary>
    public static async Task CatchUpAsync(this TenantSession session, AccountingConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var (id, _) in await session.ReturnedPaymentsAsync(connection.Id, cancel))
        {
            await session.TakeBackAsync(id, now, cancel);
        }

        foreach (var (id, isApprovedAnew) in await session.OutdatedBillsAsync(connection.Id, cancel))
        {
            var bill = await session.TakeBackAsync(id, now, cancel);
            if (isApprovedAnew)
            {
                await session.AccountingRecords.AddAsync(
                    connection,
                    [AccountingRecord.Wish(AccountingRecordId.New(now), AccountingObjectKind.Bill, bill.ObjectId, null, bill.Round + 1, bill.ParentId, now)],
                    now,
                    cancel);
            }
        }

        await session.AccountingRecords.AddAsync(connection, await session.MissingPaymentsAsync(connection.Id, now, cancel), now, cancel);
    }

    private static async Task<AccountingRecord> TakeBackAsync(this TenantSession session, AccountingRecordId id, DateTimeOffset now, CancellationToken cancel)
    {
        var record = (await session.AccountingRecords.LockAsync(id, cancel)).Record;
        await session.AccountingRecords.UpdateAsync(record.TakeBack(now), cancel);
        await session.AccountingRecords.SetObjectUpdatedAsync(id, now, cancel);
        return record;
    }

    private static Task<List<(AccountingRecordId Id, bool IsApprovedAnew)>> ReturnedPaymentsAsync(
        this TenantSession session, AccountingConnectionId connection, CancellationToken cancel) => ReadAsync(
        session.Sql(
            """
            select r.id, false
            from accounting_records r
            join transactions t on t.organization_id = r.organization_id and t.id = r.object_id
            where r.organization_id = $1 and r.accounting_connection_id = $2 and r.object_type = 'payment_record' and r.wanted = 'present' and t.status = 'returned'
            """,
            connection.Value),
        cancel);

    // A record is made in the commit of the approval, so one that is older than the approval is of an earlier one.
    private static Task<List<(AccountingRecordId Id, bool IsApprovedAnew)>> OutdatedBillsAsync(
        this TenantSession session, AccountingConnectionId connection, CancellationToken cancel) => ReadAsync(
        session.Sql(
            """
            select r.id, coalesce(i.approved_at > r.created_at and i.status <> 'canceled', false)
            from accounting_records r
            left join invoices i on i.organization_id = r.organization_id and i.id = r.object_id
            where r.organization_id = $1 and r.accounting_connection_id = $2 and r.object_type = 'bill' and r.wanted = 'present'
                and (i.id is null or i.status in ('draft', 'submitted', 'declined', 'canceled') or i.approved_at > r.created_at)
            """,
            connection.Value),
        cancel);

    private static async Task<List<AccountingRecord>> MissingPaymentsAsync(
        this TenantSession session, AccountingConnectionId connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select t.id, x.invoice_id, b.id
            from accounting_records b
            join transaction_invoices x on x.organization_id = b.organization_id and x.invoice_id = b.object_id
            join transactions t on t.organization_id = x.organization_id and t.id = x.transaction_id
            where b.organization_id = $1 and b.accounting_connection_id = $2 and b.object_type = 'bill' and b.wanted = 'present' and t.status = 'completed'
                and not exists (
                    select from accounting_records p
                    where p.organization_id = $1 and p.accounting_connection_id = $2 and p.object_type = 'payment_record'
                        and p.object_id = t.id and p.bill_id = x.invoice_id)
            """,
            connection.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var missing = new List<AccountingRecord>();
        while (await row.ReadAsync(cancel))
        {
            missing.Add(AccountingRecord.Wish(
                AccountingRecordId.New(now), AccountingObjectKind.PaymentRecord, row.GetGuid(0), row.GetGuid(1), 1, new AccountingRecordId(row.GetGuid(2)), now));
        }

        return missing;
    }

    private static async Task<List<(AccountingRecordId Id, bool IsApprovedAnew)>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            var found = new List<(AccountingRecordId Id, bool IsApprovedAnew)>();
            while (await row.ReadAsync(cancel))
            {
                found.Add((new AccountingRecordId(row.GetGuid(0)), row.GetBoolean(1)));
            }

            return found;
        }
    }
}
