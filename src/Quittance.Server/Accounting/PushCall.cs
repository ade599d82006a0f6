using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A call that writes one object into the accounting system, and what its answer means for the record.</summary>
internal sealed record PushCall(
    Func<IAccountingSystem, AccountingAccess, CancellationToken, Task<RemoteReference>> SendAsync,
    Func<AccountingRecord, RemoteReference, DateTimeOffset, AccountingRecord> After);

/// <summary>Finds out what has to be called for a record. Reads our own tables only.</summary>
internal static class PushCalls
{
    /// <returns>Null when the record is done without a call: then it has been updated.</returns>
    /// <exception cref="AccountingException">What is to be sent cannot be made.</exception>
    public static Task<PushCall?> PushCallAsync(this TenantSession session, AccountingConnection connection, AccountingRecordRow row, DateTimeOffset now, CancellationToken cancel) =>
        (row.Record.Kind, row.Record.Wanted) switch
        {
            (AccountingObjectKind.Vendor, _) => session.VendorCallAsync(connection, row, now, cancel),
            (AccountingObjectKind.Bill, AccountingWish.Present) => session.BillCallAsync(connection, row, cancel),
            (AccountingObjectKind.Bill, _) => session.TakeBillBackAsync(row, now, cancel),
            (_, AccountingWish.Present) => session.PaymentCallAsync(connection, row, cancel),
            _ => session.TakePaymentBackAsync(row, now, cancel),
        };

    private static async Task<PushCall?> VendorCallAsync(
        this TenantSession session, AccountingConnection connection, AccountingRecordRow row, DateTimeOffset now, CancellationToken cancel)
    {
        var (name, numbers, email, address) = await session.PartyAsync(new BusinessId(row.Record.ObjectId), cancel);
        if (row.Record is { Remote: null, AskedAt: null } && NumbersOf(numbers) is { Count: > 0 } known
            && await session.AccountingObjects.FindVendorAsync(connection.Id, known, cancel) is { } twin)
        {
            await session.AccountingRecords.UpdateAsync(row.Record.Matched(twin.Reference, now), cancel);
            return null;
        }

        var vendor = new VendorToPush(
            row.Record.Key(isShared: false), name, NumbersOf(numbers).FirstOrDefault(), email, address, row.Record.Remote, row.Record.Overwrites);
        return new PushCall((system, access, limited) => system.PutVendorAsync(access, vendor, limited), (record, answer, at) => record.Pushed(answer, at));
    }

    // What may be there already is asked for as it was sent, whatever has been chosen since: it is there like that, or not at all.
    private static async Task<PushCall?> BillCallAsync(this TenantSession session, AccountingConnection connection, AccountingRecordRow row, CancellationToken cancel)
    {
        if (row.Record is { AskedAt: not null, Remote: null } && row.PushedAs<BillToPush>() is { } sent)
        {
            return PutBill(sent);
        }

        var vendor = await session.RemoteIdAsync(row.Record.ParentId, cancel);
        var bill = await session.BillToPushAsync(connection, new InvoiceId(row.Record.ObjectId), vendor, cancel) with { Key = row.Record.Key(isShared: false) };
        await session.AccountingRecords.SetPushedAsync(row.Record.Id, bill, cancel);
        return PutBill(bill);
    }

    // What is there is taken back, not what the bill says today. If nobody knows whether it arrived, that is found out first.
    private static async Task<PushCall?> TakeBillBackAsync(this TenantSession session, AccountingRecordRow row, DateTimeOffset now, CancellationToken cancel)
    {
        var bill = row.PushedAs<BillToPush>() ?? throw Unknown(row);
        if (row.Record.Remote is not { } remote)
        {
            return PutBill(bill);
        }

        var seen = await session.AccountingObjects.FindAsync<RemoteBill>(row.ConnectionId, AccountingObjectKind.Bill, remote.Id, cancel);
        var reversal = new BillReversal($"{bill.Key}_reversal", bill.Key, remote.Id, bill.VendorId, DayOf(now), AsSeen(seen?.Total, bill.Total));
        return new PushCall((system, access, limited) => system.ReverseBillAsync(access, reversal, limited), (record, answer, at) => record.TakenBack(answer, at));
    }

    private static PushCall PutBill(BillToPush bill) =>
        new((system, access, limited) => system.PutBillAsync(access, bill, limited), (record, answer, at) => record.Pushed(answer, at));

    // What is there or may be there keeps what it was sent with: it is taken back from the account that it was booked on.
    private static async Task<PushCall?> PaymentCallAsync(this TenantSession session, AccountingConnection connection, AccountingRecordRow row, CancellationToken cancel)
    {
        if (row.Record is not { AskedAt: null, Remote: null } && row.PushedAs<PaymentToPush>() is { } sent)
        {
            return PutPayment(sent);
        }

        var transaction = await session.Transactions.GetAsync(new TransactionId(row.Record.ObjectId), cancel);
        var shares = await session.Transactions.SharesOfAsync(transaction, cancel);
        var owed = await session.AccountingRecords.FindAsync(row.Record.ParentId!.Value, cancel) ?? throw Unknown(row);
        var payment = new PaymentToPush(
            row.Record.Key(isShared: shares.Count > 1),
            await session.RemoteIdAsync(owed.Record.ParentId, cancel),
            owed.Record.Remote?.Id ?? throw Unknown(row),
            await session.PaymentAccountAsync(connection, transaction.Amount.Currency, cancel),
            DayOf(await session.Transactions.CompletedAtAsync(transaction.Id, cancel) ?? transaction.UpdatedAt),
            shares.Single(share => share.InvoiceId.Value == row.Record.BillId).Amount,
            transaction.RailReference);
        await session.AccountingRecords.SetPushedAsync(row.Record.Id, payment, cancel);
        return PutPayment(payment);
    }

    private static async Task<PushCall?> TakePaymentBackAsync(this TenantSession session, AccountingRecordRow row, DateTimeOffset now, CancellationToken cancel)
    {
        var payment = row.PushedAs<PaymentToPush>() ?? throw Unknown(row);
        if (row.Record.Remote is not { } remote)
        {
            return PutPayment(payment);
        }

        var seen = await session.AccountingObjects.FindAsync<RemotePayment>(row.ConnectionId, AccountingObjectKind.PaymentRecord, remote.Id, cancel);
        var reversal = new PaymentReversal(
            $"{payment.Key}_reversal", payment.Key, remote.Id, payment.BillId, payment.VendorId, payment.LedgerAccountId, DayOf(now),
            AsSeen(seen?.Amount, payment.Amount));
        return new PushCall((system, access, limited) => system.ReversePaymentAsync(access, reversal, limited), (record, answer, at) => record.TakenBack(answer, at));
    }

    private static PushCall PutPayment(PaymentToPush payment) =>
        new((system, access, limited) => system.PutPaymentAsync(access, payment, limited), (record, answer, at) => record.Pushed(answer, at));

    // An amount that somebody changed over there is the one that has to be taken back.
    private static Money AsSeen(decimal? seen, Money pushed) =>
        seen is { } major && Money.TryFromMajor(major, pushed.Currency, out var money) == MoneyFault.None ? money! : pushed;

    private static async Task<string> RemoteIdAsync(this TenantSession session, AccountingRecordId? id, CancellationToken cancel) =>
        (await session.AccountingRecords.FindAsync(id!.Value, cancel))?.Record.Remote?.Id
        ?? throw new AccountingException(AccountingFault.NotFound, "What it refers to is not in the accounting system yet.");

    // E-mail and address of the organization's own businesses only: nobody tells another organization more than names and numbers.
    private static async Task<(string Name, RegistrationNumbers Numbers, string? Email, VendorAddress? Address)> PartyAsync(
        this TenantSession session, BusinessId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.name, p.siren, p.siret, p.vat, p.ein, b.email, concat_ws(', ', b.street1, b.street2), b.city, b.postal_code, b.country
            from parties p
            left join businesses b on b.organization_id = p.organization_id and b.id = p.id
            where p.organization_id = $1 and p.id = $2
            """,
            id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (
            row.GetString(0),
            RegistrationNumbers.Stored(row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4)),
            row.TextOrNull(5),
            row.TextOrNull(7) is { } city ? new VendorAddress(row.TextOrNull(6), city, row.TextOrNull(8), row.TextOrNull(9)) : null);
    }

    // The VAT number where there is one, else a national number; each of them identifies it.
    private static List<string> NumbersOf(RegistrationNumbers numbers) =>
        [.. new[] { numbers.Vat?.Text, numbers.Ein?.Text, numbers.EffectiveSiren?.Text, numbers.Siret?.Text }.OfType<string>()];

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static AccountingException Unknown(AccountingRecordRow row) =>
        new(AccountingFault.NotFound, $"What was pushed of {Words.Of(row.Record.Kind)} {row.Record.ObjectId} is not on record.");
}
