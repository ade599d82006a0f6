using System.Security.Cryptography;
using System.Text;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Tells what was written to a journal since a place.</summary>
internal static class JournalChanges
{
    /// <summary>How many blocks of the journal a page covers at most.</summary>
    public const int PageSize = 500;

    /// <summary>What stands before a bill's number.</summary>
    public const string BillNumber = "Bill ";

    /// <summary>One page. A journal that was edited is told from its beginning: nobody knows what changed.</summary>
    public static RemoteChanges Page(OpenJournal journal, string? place)
    {
        var (end, count) = (0L, 0);
        var (vendors, bills, payments) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>(), new List<JournalEntry>());
        var from = JournalPlace.Read(place) is { } known && known == journal.Place(known.Offset) ? known.Offset : 0;
        foreach (var block in from < journal.Known.End ? journal.Blocks(from).Take(PageSize) : [])
        {
            (end, count) = (block.End, count + 1);
            switch (JournalParser.Parse(block))
            {
                case JournalNote note when journal.Known.Account(note.Account)?.Vendor is not null:
                    vendors.Add(note.Account);
                    break;
                case JournalEntry entry:
                    bills.AddRange(entry.Links.Where(link => IsBill(journal, link, entry)));
                    if (IsPayment(journal, block, entry))
                    {
                        payments.Add(entry);
                    }

                    break;
            }
        }

        return new RemoteChanges(
            [.. vendors.Select(account => Vendor(journal.Known.Account(account)!))],
            [.. bills.Distinct().Select(key => Bill(journal, key)).OfType<RemoteBill>()],
            [.. payments.Select(payment => Payment(journal, payment))],
            [],
            journal.Place(count == 0 ? from : end).Write(),
            HasMore: count == PageSize);
    }

    /// <summary>A vendor as the file has it.</summary>
    public static RemoteReference ReferenceOf(JournalAccount account) => new(account.Name, account.Vendor!.Version, null, null);

    /// <summary>An entry as the file has it, with what is owed by it.</summary>
    public static RemoteReference ReferenceOf(JournalEntry entry, JournalMark mark, string id) => new(id, $"{VersionOf(entry)}-{mark.OwedMinor}", null, NumberOf(entry));

    private static RemoteVendor Vendor(JournalAccount account) =>
        new(ReferenceOf(account), account.Vendor!.Name, account.Vendor.TaxNumber, account.Vendor.Email, account.ClosedSince is null);

    // A bill that a bookkeeper wrote has a link of its own, too: without one nothing could pay it.
    private static bool IsBill(OpenJournal journal, string link, JournalEntry entry) =>
        JournalKey.IsBill(link) || (!JournalKey.IsOurs(link) && link == entry.Links[0] && entry.OwedMinor > 0 && journal.Known.Mark(link) is not null);

    // Whatever lowers what is owed, but for what takes something back and a bill that is less than nothing.
    private static bool IsPayment(OpenJournal journal, JournalBlock block, JournalEntry entry) =>
        entry.Links is [var key, ..] && entry.OwedMinor < 0 && !JournalKey.IsReversal(key) && !(JournalKey.IsBill(key) && journal.Known.Mark(key)?.Offset == block.Offset);

    private static RemoteBill? Bill(OpenJournal journal, string key)
    {
        if (journal.Find(key) is not var (bill, mark) || bill.Currency is not { } currency)
        {
            return null;
        }

        var total = new Money(bill.OwedMinor, currency);
        var due = new Money(mark.OwedMinor, currency);
        var status = journal.Known.Mark(key + JournalKey.Reversal) is not null ? RemoteBillStatus.Void
            : due.Minor <= 0 ? RemoteBillStatus.Paid
            : due < total ? RemoteBillStatus.PartiallyPaid
            : RemoteBillStatus.Open;
        return new RemoteBill(
            ReferenceOf(bill, mark, key), JournalKey.IsOurs(key) ? key : null, bill.PayableAccount, bill.Payee, NumberOf(bill), bill.Date,
            DateOnly.TryParseExact(bill.Tags.GetValueOrDefault("due"), "yyyy-MM-dd", out var dueDate) ? dueDate : null,
            currency.Code, null, total.ToMajor(), bill.Lines.Where(line => journal.Known.IsTaxAccount(line.Account)).Sum(line => line.Amount), due.ToMajor(), status, bill.About,
            [.. bill.Lines.Where(line => !line.IsPayable && !journal.Known.IsTaxAccount(line.Account)).Select(line => new RemoteBillLine(line.About, null, line.Amount, line.Account, null))]);
    }

    private static RemotePayment Payment(OpenJournal journal, JournalEntry payment)
    {
        var key = payment.Links[0];
        var isOurs = JournalKey.IsOurs(key) && !JournalKey.IsBill(key);
        return new RemotePayment(
            isOurs && journal.Known.Mark(key) is { } mark ? ReferenceOf(payment, mark, key) : new RemoteReference($"{key}/{VersionOf(payment)}", VersionOf(payment), null, null),
            isOurs ? key : null,
            isOurs ? [.. payment.Links.Skip(1)] : payment.Links,
            payment.Date, payment.Currency!.Code, new Money(-payment.OwedMinor, payment.Currency).ToMajor(),
            isOurs && journal.Known.Mark(key + JournalKey.Reversal) is not null);
    }

    private static string? NumberOf(JournalEntry entry) =>
        !JournalKey.IsOurs(entry.Links[0]) ? entry.Narration
        : entry.Narration.StartsWith(BillNumber, StringComparison.Ordinal) ? entry.Narration[BillNumber.Length..]
        : null;

    private static string VersionOf(JournalEntry entry)
    {
        var lines = string.Join('\n', entry.Lines.Select(line => $"{line.Account} {line.Amount} {line.CurrencyCode}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.Date:O}\n{entry.Payee}\n{entry.Narration}\n{lines}")))[..16];
    }
}
