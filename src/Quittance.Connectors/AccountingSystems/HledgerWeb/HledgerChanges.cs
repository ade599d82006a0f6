using System.Globalization;
using System.Security.Cryptography;
using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.HledgerWeb;

/// <summary>What was added to the journal since a place. hledger-web tells everything each time, so the place is how much was known, and its hash.</summary>
/// <param name="payablePrefix">What the accounts of vendors begin with.</param>
internal sealed class HledgerChanges(string payablePrefix, string? place)
{
    /// <summary>How many transactions a page covers.</summary>
    public const int PageSize = 5_000;

    private readonly List<HledgerTransaction> _all = [];
    private readonly Dictionary<int, string> _hashes = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly (int Count, string Hash) _known = Read(place);

    /// <summary>Takes in the next transaction of the journal.</summary>
    public void Take(HledgerTransaction transaction, ReadOnlyMemory<byte> told)
    {
        KeepHash();
        _all.Add(transaction);
        _hash.AppendData(told.Span);
    }

    /// <summary>The page, once all have been taken in. A journal that was edited is told from its beginning.</summary>
    public RemoteChanges Page()
    {
        KeepHash();
        var from = _hashes.GetValueOrDefault(_known.Count) == _known.Hash ? _known.Count : 0;
        var end = Math.Min(from + PageSize, _all.Count);
        var told = _all[from..end];
        var touched = told.SelectMany(transaction => new[] { transaction.Key, transaction.BillKey }).OfType<string>().Where(IsBill).Distinct().ToList();
        var byKey = _all.Where(transaction => transaction.Key is not null).GroupBy(transaction => transaction.Key!).ToDictionary(group => group.Key, group => group.First());
        var byBill = _all.Where(transaction => (transaction.BillKey ?? transaction.Key) is not null).ToLookup(transaction => (transaction.BillKey ?? transaction.Key)!);
        return new RemoteChanges(
            [.. told.Where(IsVendor).GroupBy(vendor => vendor.Key).Select(group => VendorOf(group.Last()))],
            [.. touched.Where(byKey.ContainsKey).Select(key => BillOf(byKey[key], [.. byBill[key]], byKey.ContainsKey(key + JournalKey.Reversal)))],
            [.. told.Where(IsPayment).Select(payment => PaymentOf(payment, payment.Key is { } key && byKey.ContainsKey(key + JournalKey.Reversal)))],
            [],
            string.Create(CultureInfo.InvariantCulture, $"{end}/{HashAt(end)}"),
            HasMore: end < _all.Count);
    }

    /// <summary>By how much a transaction raises what is owed.</summary>
    public static decimal OwedBy(HledgerTransaction transaction, string payablePrefix) =>
        -transaction.Postings.Where(posting => posting.Account.StartsWith(payablePrefix, StringComparison.Ordinal)).Sum(posting => posting.Quantity);

    /// <summary>A transaction as it stands there.</summary>
    public static RemoteReference ReferenceOf(HledgerTransaction transaction, decimal owed) => new(
        transaction.Key!, string.Create(CultureInfo.InvariantCulture, $"{VersionOf(transaction)}-{owed:0.####}"), null, NumberOf(transaction));

    /// <summary>A vendor as its last transaction has it.</summary>
    public static RemoteReference ReferenceOfVendor(HledgerTransaction vendor) => new(vendor.Postings[0].Account, VersionOf(vendor), null, null);

    private static bool IsBill(string key) => JournalKey.IsBill(key) && JournalKey.IsOurs(key);

    private static bool IsVendor(HledgerTransaction transaction) => transaction.Key?.StartsWith("biz_", StringComparison.Ordinal) == true && transaction.Postings.Count > 0;

    private bool IsPayment(HledgerTransaction transaction) =>
        transaction.BillKey is not null && transaction.Key is not { } key ? OwedBy(transaction, payablePrefix) < 0
        : transaction.BillKey is not null && !JournalKey.IsReversal(transaction.Key!);

    private static RemoteVendor VendorOf(HledgerTransaction vendor) =>
        new(ReferenceOfVendor(vendor), vendor.Payee, vendor.Tags.GetValueOrDefault("tax"), vendor.Tags.GetValueOrDefault("email"), true);

    private RemoteBill BillOf(HledgerTransaction bill, IReadOnlyList<HledgerTransaction> about, bool isReversed)
    {
        var total = OwedBy(bill, payablePrefix);
        var due = about.Sum(transaction => OwedBy(transaction, payablePrefix));
        var status = isReversed ? RemoteBillStatus.Void
            : due <= 0 ? RemoteBillStatus.Paid
            : due < total ? RemoteBillStatus.PartiallyPaid
            : RemoteBillStatus.Open;
        var lines = bill.Postings.Where(posting => !posting.Account.StartsWith(payablePrefix, StringComparison.Ordinal));
        return new RemoteBill(
            ReferenceOf(bill, due), bill.Key, bill.Postings.FirstOrDefault(posting => posting.Account.StartsWith(payablePrefix, StringComparison.Ordinal))?.Account, bill.Payee, NumberOf(bill), bill.Date,
            DateOnly.TryParseExact(bill.Tags.GetValueOrDefault("due"), "yyyy-MM-dd", out var dueDate) ? dueDate : null,
            bill.Postings.Select(posting => posting.Commodity).FirstOrDefault(commodity => commodity.Length == 3), null, total, null, due, status,
            bill.Comment.Split('\n') is [_, { Length: > 0 } memo, ..] ? memo : null,
            [.. lines.Select(posting => new RemoteBillLine(posting.Comment.Length == 0 ? null : posting.Comment, null, posting.Quantity, posting.Account, null))]);
    }

    private RemotePayment PaymentOf(HledgerTransaction payment, bool isVoid) => new(
        payment.Key is null ? new RemoteReference($"{payment.BillKey}/{VersionOf(payment)}", VersionOf(payment), null, null) : ReferenceOf(payment, OwedBy(payment, payablePrefix)),
        payment.Key, [payment.BillKey!], payment.Date, payment.Postings.Select(posting => posting.Commodity).FirstOrDefault(commodity => commodity.Length == 3),
        -OwedBy(payment, payablePrefix), isVoid);

    private static string? NumberOf(HledgerTransaction bill) =>
        bill.Note.StartsWith(JournalChanges.BillNumber, StringComparison.Ordinal) ? bill.Note[JournalChanges.BillNumber.Length..] : null;

    private static string VersionOf(HledgerTransaction transaction)
    {
        var lines = string.Join('\n', transaction.Sums().Select(sum => string.Create(CultureInfo.InvariantCulture, $"{sum.Account} {sum.Quantity:0.####} {sum.Commodity}")));
        var tags = string.Join(',', transaction.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{transaction.Date:O}\n{transaction.Description}\n{tags}\n{lines}")))[..16];
    }

    private static (int, string) Read(string? place) =>
        place?.Split('/') is [var count, var hash] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, hash) : (0, "");

    // The places that a page may begin or end at.
    private void KeepHash()
    {
        if (_all.Count is var count && (count == _known.Count || count == _known.Count + PageSize || count == PageSize))
        {
            _hashes[count] = HashNow();
        }
    }

    private string HashAt(int count) => _hashes.TryGetValue(count, out var hash) ? hash : HashNow();

    private string HashNow() => Convert.ToHexStringLower(_hash.GetCurrentHash())[..32];
}
