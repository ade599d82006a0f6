using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Compares what was read over there with what was pushed. What differs is shown at the record, never written over by itself.</summary>
internal static class CompareBooks
{
    public static async Task CompareAsync(this TenantSession session, AccountingConnectionId id, RemoteChanges page, DateTimeOffset now, CancellationToken cancel)
    {
        var gone = page.Deleted.ToLookup(one => one.Kind, one => one.Id);
        await session.CompareVendorsAsync(id, page.Vendors, gone[AccountingObjectKind.Vendor], now, cancel);
        await session.CompareBillsAsync(id, page.Bills, gone[AccountingObjectKind.Bill], now, cancel);
        await session.ComparePaymentsAsync(id, page.Payments, gone[AccountingObjectKind.PaymentRecord], now, cancel);
    }

    // That a vendor was changed is nobody's fault: it is noted, and told once a change here would write over it.
    private static Task CompareVendorsAsync(
        this TenantSession session, AccountingConnectionId id, IReadOnlyList<RemoteVendor> vendors, IEnumerable<string> gone, DateTimeOffset now, CancellationToken cancel) =>
        session.CompareAsync(id, AccountingObjectKind.Vendor, vendors.ToDictionaryById(vendor => vendor.Reference), gone, (_, _) => (null, ""), now, cancel);

    private static async Task CompareBillsAsync(
        this TenantSession session, AccountingConnectionId id, IReadOnlyList<RemoteBill> bills, IEnumerable<string> gone, DateTimeOffset now, CancellationToken cancel)
    {
        var paid = bills.Count == 0 ? [] : await session.PaidHereAsync(id, [.. bills.Select(bill => bill.Reference.Id)], cancel);
        await session.CompareAsync(
            id,
            AccountingObjectKind.Bill,
            bills.ToDictionaryById(bill => bill.Reference),
            gone,
            (row, bill) => DeviationOf(bill, row.PushedAs<BillToPush>()?.Total, paid.TryGetValue(row.Record.ObjectId, out var here) ? here : null),
            now,
            cancel);
    }

    private static Task ComparePaymentsAsync(
        this TenantSession session, AccountingConnectionId id, IReadOnlyList<RemotePayment> payments, IEnumerable<string> gone, DateTimeOffset now, CancellationToken cancel) =>
        session.CompareAsync(
            id,
            AccountingObjectKind.PaymentRecord,
            payments.ToDictionaryById(payment => payment.Reference),
            gone,
            (row, payment) => DeviationOf(payment, row.PushedAs<PaymentToPush>()?.Amount),
            now,
            cancel);

    private static (RemoteDeviation? Deviation, string Message) DeviationOf(RemoteBill bill, Money? pushed, long? paidHereMinor)
    {
        if (bill.Status == RemoteBillStatus.Void)
        {
            return (RemoteDeviation.Deleted, "It was voided in the accounting system.");
        }

        if (pushed is null || (bill.CurrencyCode ?? pushed.Currency.Code) != pushed.Currency.Code)
        {
            return (null, "");
        }

        if (bill.Total != pushed.ToMajor())
        {
            return (RemoteDeviation.Altered, $"Its total is {bill.Total} in the accounting system; {pushed} was pushed.");
        }

        return bill.Due is { } due && paidHereMinor is { } paid && bill.Total - due > new Money(paid, pushed.Currency).ToMajor()
            ? (RemoteDeviation.PaidThere, $"{bill.Total - due} {pushed.Currency.Code} of it is paid in the accounting system; here it is {new Money(paid, pushed.Currency)}.")
            : (null, "");
    }

    private static (RemoteDeviation? Deviation, string Message) DeviationOf(RemotePayment payment, Money? pushed)
    {
        if (payment.IsVoid)
        {
            return (RemoteDeviation.Deleted, "It was voided in the accounting system.");
        }

        return pushed is not null && (payment.CurrencyCode ?? pushed.Currency.Code) == pushed.Currency.Code && payment.Amount != pushed.ToMajor()
            ? (RemoteDeviation.Altered, $"Its amount is {payment.Amount} in the accounting system; {pushed} was pushed.")
            : (null, "");
    }

    private static async Task CompareAsync<T>(
        this TenantSession session,
        AccountingConnectionId id,
        AccountingObjectKind kind,
        Dictionary<string, (RemoteReference Reference, T Seen)> seen,
        IEnumerable<string> gone,
        Func<AccountingRecordRow, T, (RemoteDeviation? Deviation, string Message)> deviationOf,
        DateTimeOffset now,
        CancellationToken cancel)
    {
        var deleted = gone.ToHashSet(StringComparer.Ordinal);
        string[] ids = [.. seen.Keys.Union(deleted)];
        if (ids.Length == 0)
        {
            return;
        }

        var twins = await session.AccountingRecords.LockTwinsAsync(id, kind, ids, cancel);
        foreach (var row in twins)
        {
            var (deviation, message) = seen.TryGetValue(row.Record.Remote!.Id, out var twin) && !deleted.Contains(row.Record.Remote.Id)
                ? deviationOf(row, twin.Seen)
                : (RemoteDeviation.Deleted, "It was deleted in the accounting system.");
            var after = row.Record.Seen(deviation, message, now);
            if (after != row.Record)
            {
                await session.AccountingRecords.UpdateAsync(after, cancel);
            }
        }

        await session.AccountingRecords.SetSeenAsync(
            [.. twins.Select(row => (row.Record.Id, seen.TryGetValue(row.Record.Remote!.Id, out var twin) ? twin.Reference.UpdatedAt?.ToUniversalTime() : null))], now, cancel);
    }

    private static Dictionary<string, (RemoteReference Reference, T Seen)> ToDictionaryById<T>(this IReadOnlyList<T> seen, Func<T, RemoteReference> referenceOf)
    {
        var byId = new Dictionary<string, (RemoteReference, T)>(StringComparer.Ordinal);
        foreach (var one in seen)
        {
            byId[referenceOf(one).Id] = (referenceOf(one), one); // The last one is the newest.
        }

        return byId;
    }

    /// <summary>What is paid here of the bills whose twins these are, in minor units. Left out is one of which a payment or its return is on its way.</summary>
    private static async Task<Dictionary<Guid, long>> PaidHereAsync(
        this TenantSession session, AccountingConnectionId id, IReadOnlyList<string> remoteIds, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select i.id, i.paid_minor
            from accounting_records r
            join invoices i on i.organization_id = r.organization_id and i.id = r.object_id
            where r.organization_id = $1 and r.accounting_connection_id = $2 and r.object_type = 'bill' and r.remote_id = any ($3) and r.wanted = 'present'
                and not exists (
                    select from accounting_records p
                    where p.organization_id = r.organization_id and p.bill_id = r.object_id and p.wanted = 'reversed' and p.status <> 'done' and p.remote_id is not null)
            """,
            id.Value, remoteIds.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var paid = new Dictionary<Guid, long>();
        while (await row.ReadAsync(cancel))
        {
            paid[row.GetGuid(0)] = row.GetInt64(1);
        }

        return paid;
    }
}
