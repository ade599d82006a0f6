using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
using Quittance.Server.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Notes in the commit of an effect what is to happen in the payer's books, whoever caused it.</summary>
/// <remarks>
/// What was approved before the business was connected is not pushed, nor what was paid on it. A payment outside Quittance is nobody's
/// transaction here and is not pushed either: whoever made it books it.
/// </remarks>
internal static class FollowRecords
{
    /// <summary>A bill that was approved is wanted in the payer's books; one that was canceled or taken back is not wanted there any more.</summary>
    public static Task FollowBillAsync(this TenantSession session, Invoice before, Invoice after, CancellationToken cancel)
    {
        var isApproved = after.Status == InvoiceStatus.Approved && before.Status != InvoiceStatus.Approved;
        var isTakenBack = after.Status is InvoiceStatus.Draft or InvoiceStatus.Canceled && before.Status != after.Status && before.ApprovedAt is not null;
        return isApproved || isTakenBack
            ? BothSides.AtPayerAsync(
                session,
                after,
                async payer =>
                {
                    await (isApproved ? payer.WantBillAsync(after, cancel) : payer.TakeBillBackAsync(after, cancel));
                    return after.Id;
                },
                cancel)
            : Task.CompletedTask;
    }

    /// <summary>A transaction that settled is wanted in the payer's books as a payment of each of its bills; one that came back is not.</summary>
    /// <remarks>The session is the payer's and sees all of its organization.</remarks>
    public static async Task FollowPaymentAsync(
        this TenantSession session, Transaction transaction, IReadOnlyList<TransactionShare> shares, DateTimeOffset now, CancellationToken cancel)
    {
        if (transaction.Status is not (TransactionStatus.Completed or TransactionStatus.Returned) || await session.FindBooksAsync(transaction.PayerId, cancel) is not { } connection)
        {
            return;
        }

        var payments = new List<AccountingRecord>();
        foreach (var share in shares)
        {
            var (id, bill) = (transaction.Id.Value, share.InvoiceId.Value);
            if (transaction.Status == TransactionStatus.Completed)
            {
                if (await session.AccountingRecords.LockLatestAsync(connection.Id, AccountingObjectKind.Bill, bill, null, cancel) is { Record: { Wanted: AccountingWish.Present } owed })
                {
                    payments.Add(AccountingRecord.Wish(AccountingRecordId.New(now), AccountingObjectKind.PaymentRecord, id, bill, 1, owed.Id, now));
                }
            }
            else if (await session.AccountingRecords.LockLatestAsync(connection.Id, AccountingObjectKind.PaymentRecord, id, bill, cancel) is { } row)
            {
                await session.AccountingRecords.UpdateAsync(row.Record.TakeBack(now), cancel);
                await session.AccountingRecords.SetObjectUpdatedAsync(row.Record.Id, now, cancel);
            }
        }

        await session.AccountingRecords.AddAsync(connection, payments, now, cancel);
        await session.AskToPushAsync(connection, now, cancel);
    }

    /// <summary>A payee has another name or number: those who have it in their books get to know.</summary>
    /// <remarks>The session sees all of the payers' organization.</remarks>
    public static async Task FollowVendorAsync(this TenantSession session, BusinessId vendor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var row in await session.AccountingRecords.LockConnectedAsync(AccountingObjectKind.Vendor, vendor.Value, cancel))
        {
            await session.AccountingRecords.UpdateAsync(row.Record.ChangedHere(now), cancel);
            await session.AccountingRecords.SetObjectUpdatedAsync(row.Record.Id, now, cancel);
            await session.AskToPushAsync(await session.AccountingConnections.GetAsync(row.ConnectionId, cancel), now, cancel);
        }
    }

    /// <summary>Has pushed what waits, without reading the books anew before it is due.</summary>
    public static Task AskToPushAsync(this TenantSession session, AccountingConnection connection, DateTimeOffset now, CancellationToken cancel) =>
        connection.Status == AccountingConnectionStatus.Connected
            ? session.AddJobAsync(SyncJob.Kind, connection.Id.Value, connection.Id, now, now, cancel)
            : Task.CompletedTask; // It waits until the business has connected it again.

    private static async Task WantBillAsync(this TenantSession payer, Invoice bill, CancellationToken cancel)
    {
        // A planned payment that is called off makes a bill approved once more: what counts is when it was agreed to.
        if (await payer.FindBooksAsync(bill.PayerId, cancel) is not { } connection || !(bill.ApprovedAt >= connection.ConnectedAt))
        {
            return;
        }

        var now = bill.UpdatedAt;
        var latest = await payer.AccountingRecords.LockLatestAsync(connection.Id, AccountingObjectKind.Bill, bill.Id.Value, null, cancel);
        if (latest is { Record.Wanted: AccountingWish.Present })
        {
            return;
        }

        var vendor = await payer.VendorRecordAsync(connection, bill.PayeeId, now, cancel);
        await payer.AccountingRecords.AddAsync(
            connection,
            [AccountingRecord.Wish(AccountingRecordId.New(now), AccountingObjectKind.Bill, bill.Id.Value, null, (latest?.Record.Round ?? 0) + 1, vendor, now)],
            now,
            cancel);
        await payer.AskToPushAsync(connection, now, cancel);
    }

    private static async Task<AccountingRecordId> VendorRecordAsync(
        this TenantSession payer, AccountingConnection connection, BusinessId vendor, DateTimeOffset now, CancellationToken cancel)
    {
        await payer.AccountingRecords.AddAsync(
            connection, [AccountingRecord.Wish(AccountingRecordId.New(now), AccountingObjectKind.Vendor, vendor.Value, null, 1, null, now)], now, cancel);
        return (await payer.AccountingRecords.LockLatestAsync(connection.Id, AccountingObjectKind.Vendor, vendor.Value, null, cancel))!.Record.Id;
    }

    private static async Task TakeBillBackAsync(this TenantSession payer, Invoice bill, CancellationToken cancel)
    {
        if (await payer.FindBooksAsync(bill.PayerId, cancel) is { } connection
            && await payer.AccountingRecords.LockLatestAsync(connection.Id, AccountingObjectKind.Bill, bill.Id.Value, null, cancel) is { Record: { Wanted: AccountingWish.Present } record })
        {
            await payer.AccountingRecords.UpdateAsync(record.TakeBack(bill.UpdatedAt), cancel);
            await payer.AccountingRecords.SetObjectUpdatedAsync(record.Id, bill.UpdatedAt, cancel);
            await payer.AskToPushAsync(connection, bill.UpdatedAt, cancel);
        }
    }
}
