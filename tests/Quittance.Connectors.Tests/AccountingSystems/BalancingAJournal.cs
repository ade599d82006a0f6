using FsCheck;
using FsCheck.Fluent;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

public sealed class BalancingAJournal
{
    // What ends strings, begins comments, tags, dates and links in one of the two programs, or is nothing at all.
    private static readonly string[] Texts =
    [
        "", " ", "plain", "\"", "\\", ";", "a; date:x", "date:2026-99-99", "[2026-01-01]", "[2026/1/1=3]", "^link", "#tag", "|", "a | b", "line\nbreak", "\r\n  Assets:Bank  1 EUR", "\0",
        "Größe – 漢字", "\uD800", "{1 EUR}", "@ 2 USD", "a,b", "key:pay_1", "* !", "(code)", "\u2028", "%", "  two  blanks  ", "= 5", "\t", ":", "a:", ":b", "end comment",
    ];

    [Fact]
    public void After_any_sequence_both_programs_accept_the_journal_and_come_to_our_balances()
    {
        Assert.SkipUnless(PlainTextJournal.CanBeRead, "hledger or beancount is not installed.");
        var step = from what in Gen.Choose(0, 6)
                   from which in Gen.Choose(0, 1000)
                   from minors in Gen.Choose(-500_00, 900_00).ListOf()
                   from text in Gen.Elements(Texts)
                   select (what, which, minors, text);

        Prop.ForAll(Gen.ListOf(step, 60).ToArbitrary(), steps => RunAsync([.. steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithEndSize(12));
    }

    private static async Task RunAsync(IReadOnlyList<(int What, int Which, IReadOnlyList<int> Minors, string Text)> steps)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var books = new JournalBooks();
        var model = new Model(books);
        foreach (var (what, which, minors, text) in steps)
        {
            await model.StepAsync(what, which, [.. minors.Select(minor => (long)minor)], text, cancel);
        }

        await PlainTextJournal.CheckAsync(books.Path, cancel);
        Assert.Equal(model.Balances(), (await PlainTextJournal.BalancesByHledgerAsync(books.Path, cancel)).OrderBy(row => row.Key, StringComparer.Ordinal));
        Assert.Equal(model.Balances(), (await PlainTextJournal.BalancesByBeancountAsync(books.Path, cancel)).OrderBy(row => row.Key, StringComparer.Ordinal));
        Assert.Equal(model.Due(), await DueAsync(books, cancel));
    }

    private static async Task<SortedDictionary<string, decimal?>> DueAsync(JournalBooks books, CancellationToken cancel)
    {
        var due = new SortedDictionary<string, decimal?>(StringComparer.Ordinal);
        string? place = null;
        for (var hasMore = true; hasMore;)
        {
            var page = await books.NewSystem().ListChangesAsync(books.Access, place, cancel);
            foreach (var bill in page.Bills)
            {
                due[bill.Key!] = bill.Due;
            }

            (place, hasMore) = (page.Place, page.HasMore);
        }

        return due;
    }

    private sealed class Model(JournalBooks books)
    {
        private readonly Dictionary<string, long> _balances = new(StringComparer.Ordinal);
        private readonly List<string> _vendors = [];
        private readonly List<(BillToPush Bill, RemoteReference Reference)> _bills = [];
        private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
        private readonly List<PaymentToPush> _payments = [];
        private readonly HashSet<string> _reversed = [];
        private IAccountingSystem _system = books.System;
        private int _count;

        public IEnumerable<KeyValuePair<string, long>> Balances() => _balances.Where(row => row.Value != 0).OrderBy(row => row.Key, StringComparer.Ordinal);

        public SortedDictionary<string, decimal?> Due() => new(_due.ToDictionary(row => row.Key, row => (decimal?)row.Value / 100), StringComparer.Ordinal);

        public async Task StepAsync(int what, int which, IReadOnlyList<long> minors, string text, CancellationToken cancel)
        {
            switch (what)
            {
                case 0 when _vendors.Count < 3:
                case var _ when _vendors.Count == 0:
                    _vendors.Add((await _system.PutVendorAsync(books.Access, new VendorToPush(Key("biz_"), $"{text}{which}", text, text, null, null, false), cancel)).Id);
                    break;
                case 0:
                    _system = books.NewSystem();
                    break;
                case 1 or 2:
                    await BillAsync(_vendors[which % _vendors.Count], minors, text, cancel);
                    break;
                case 3 or 4 when _bills.Count > 0:
                    await PayAsync(_bills[which % _bills.Count].Bill, 1 + Math.Abs(minors.Sum()), text, cancel);
                    break;
                case 5 when _payments.Count > 0:
                    await ReverseAsync(_payments[which % _payments.Count], cancel);
                    break;
                case 6 when _bills.Count > 0:
                    await ReverseAsync(_bills[which % _bills.Count].Bill, cancel);
                    break;
            }
        }

        private async Task BillAsync(string vendor, IReadOnlyList<long> minors, string text, CancellationToken cancel)
        {
            var lines = minors.Select((minor, number) => new BillLineToPush(
                text, 1, minor / 100m, minor, minor / 5, number % 2 == 0 ? books.ExpenseAccountId : "Expenses:Rent", number % 3 == 0 ? null : "vat20")).ToList();
            var bill = new BillToPush(Key("pay_"), vendor, text, books.Today, books.Today, text, new Money(lines.Sum(line => line.NetMinor + line.TaxMinor), Currency.Eur), lines);
            var posted = await _system.PutBillAsync(books.Access, bill, cancel);
            Assert.Equal(posted, await _system.PutBillAsync(books.Access, bill, cancel));
            _bills.Add((bill, posted));
            _due[bill.Key] = bill.Total.Minor;
            Post(bill, 1);
        }

        private async Task PayAsync(BillToPush bill, long minor, string text, CancellationToken cancel)
        {
            var payment = new PaymentToPush(Key("trx_"), bill.VendorId, bill.Key, "Assets:Wallet", books.Today, new Money(minor, Currency.Eur), text);
            await _system.PutPaymentAsync(books.Access, payment, cancel);
            await _system.PutPaymentAsync(books.Access, payment, cancel);
            _payments.Add(payment);
            _due[bill.Key] -= minor;
            Book("Assets:Wallet", -minor);
            Book(bill.VendorId, minor);
        }

        private async Task ReverseAsync(PaymentToPush payment, CancellationToken cancel)
        {
            await _system.ReversePaymentAsync(
                books.Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, payment.Key, payment.BillId, payment.VendorId, "Assets:Wallet", books.Today, payment.Amount), cancel);
            if (_reversed.Add(payment.Key))
            {
                _due[payment.BillId] += payment.Amount.Minor;
                Book("Assets:Wallet", payment.Amount.Minor);
                Book(payment.VendorId, -payment.Amount.Minor);
            }
        }

        private async Task ReverseAsync(BillToPush bill, CancellationToken cancel)
        {
            await _system.ReverseBillAsync(books.Access, new BillReversal($"{bill.Key}_reversal", bill.Key, bill.Key, bill.VendorId, books.Today, bill.Total), cancel);
            if (_reversed.Add(bill.Key))
            {
                _due[bill.Key] -= bill.Total.Minor;
                Post(bill, -1);
            }
        }

        private void Post(BillToPush bill, int sign)
        {
            foreach (var line in bill.Lines)
            {
                Book(line.LedgerAccountId, sign * line.NetMinor);
                Book("Assets:InputVAT", sign * line.TaxMinor);
            }

            Book(bill.VendorId, -sign * bill.Total.Minor);
        }

        private void Book(string account, long minor) => _balances[account] = _balances.GetValueOrDefault(account) + minor;

        private string Key(string prefix) => $"{prefix}{++_count:x32}";
    }
}
