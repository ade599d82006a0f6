using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Has one object pushed again, over whatever is there.</summary>
internal sealed class PushSyncedRecord(Idempotency idempotency, TimeProvider clock)
{
    public Task<SyncedRecordView> RunAsync(Caller caller, BusinessId business, AccountingRecordId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(PushSyncedRecord), business, id }, async session =>
        {
            var seen = await GetSyncedRecord.ViewAsync(session, business, id, cancel);
            var connection = await session.AccountingConnections.GetAsync(seen.Row.ConnectionId, cancel);
            connection.RequireConnected();

            var now = clock.GetUtcNow();
            var row = await session.AccountingRecords.LockAsync(id, cancel);
            var (again, inTheWay) = row.Record.PushAgain(AccountingRecordId.New(now), now);

            await session.AccountingRecords.UpdateAsync(again, cancel);
            if (inTheWay is not null)
            {
                await session.AccountingRecords.AddInTheWayAsync(row, inTheWay, now, cancel);
            }

            session.Audit.Add(caller.Actor, "accounting_record.push_requested", $"{id}", row.Record, again);
            await session.AskToPushAsync(connection, now, cancel);
            return await GetSyncedRecord.ViewAsync(session, business, id, cancel);
        }, cancel);
}
