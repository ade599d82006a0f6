using System.Diagnostics;
using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>What a journal has to bear: crashes, other servers, and bookkeepers with an editor.</summary>
public sealed class SharingAJournal : IAsyncDisposable
{
    private static readonly DateOnly Day = new(2026, 3, 14);

    private readonly JournalBooks _books = new();
    private int _count;

    public SharingAJournal() => Assert.SkipUnless(PlainTextJournal.CanBeRead, "hledger or beancount is not installed.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _books.DisposeAsync();

    [Fact]
    public async Task Whatever_a_crash_leaves_of_a_bill_the_next_try_makes_one_of_it()
    {
        var bill = NewBill((await PutVendorAsync()).Id) with { Memo = "Größe", Number = "Nº 7" };
        await WholeAgainWhereverItIsCutAsync(system => system.PutBillAsync(_books.Access, bill, Cancel));
        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task Whatever_a_crash_leaves_of_a_payment_and_its_reversal_the_next_try_makes_one_of_it()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var payment = new PaymentToPush(Key("trx_"), bill.VendorId, posted.Id, _books.BankAccountId, Day, bill.Total, "CHK 1");
        var back = new PaymentReversal($"{payment.Key}_reversal", payment.Key, payment.Key, posted.Id, bill.VendorId, _books.BankAccountId, Day, bill.Total);

        await WholeAgainWhereverItIsCutAsync(system => system.PutPaymentAsync(_books.Access, payment, Cancel));
        await WholeAgainWhereverItIsCutAsync(system => system.ReversePaymentAsync(_books.Access, back, Cancel));
        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task Whatever_a_crash_leaves_of_a_bill_of_nothing_the_next_try_makes_one_of_it()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        BillLineToPush[] lines = [bill.Lines[0] with { NetMinor = 5_00, TaxMinor = 0 }, bill.Lines[0] with { NetMinor = -5_00, TaxMinor = 0 }];
        bill = bill with { Lines = lines, Total = Money.Zero(Currency.Eur) };

        await WholeAgainWhereverItIsCutAsync(system => system.PutBillAsync(_books.Access, bill, Cancel));
        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task Whatever_a_crash_leaves_of_a_vendor_the_next_try_makes_one_of_it()
    {
        await PutVendorAsync();
        var vendor = NewVendor();
        var before = new FileInfo(_books.Path).Length;
        await _books.System.PutVendorAsync(_books.Access, vendor, Cancel);
        var whole = await File.ReadAllBytesAsync(_books.Path, Cancel);

        for (var size = before; size < whole.Length; size++)
        {
            await File.WriteAllBytesAsync(_books.Path, whole[..(int)size], Cancel);
            await _books.NewSystem().PutVendorAsync(_books.Access, vendor, Cancel);

            var lines = await File.ReadAllLinesAsync(_books.Path, Cancel);
            Assert.Single(lines, line => line.Contains("open Liabilities", StringComparison.Ordinal) && line.EndsWith(vendor.Key[4..], StringComparison.Ordinal));
            Assert.Single(lines, line => line.EndsWith($"key:{vendor.Key}", StringComparison.Ordinal));
            Assert.Equal(3, lines.Count(line => line.StartsWith("1970-01-01 open Liabilities", StringComparison.Ordinal))); // The credit card, and two vendors.
        }

        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task What_a_power_failure_left_empty_is_cut_and_kept_aside()
    {
        await PutVendorAsync();
        await using (var file = File.Open(_books.Path, FileMode.Append))
        {
            await file.WriteAsync(new byte[300], Cancel);
        }

        await PutBillAsync();

        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_books.Folder, "books.torn")));
    }

    [Fact]
    public async Task Several_servers_write_at_once_and_nothing_is_lost_or_doubled()
    {
        var vendor = await PutVendorAsync();
        var bills = Enumerable.Range(0, 40).Select(_ => NewBill(vendor.Id)).ToList();

        // Each bill by two of the servers, as after an outcome that nobody knew.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async server =>
        {
            var system = _books.NewSystem();
            foreach (var bill in bills.Where((_, number) => number % 4 == server || number % 4 == (server + 1) % 4))
            {
                await system.PutBillAsync(_books.Access, bill, Cancel);
            }
        }));

        Assert.Equal(bills.Sum(bill => bill.Total.Minor), await _books.OwedToAsync(vendor.Name, Cancel));
        var text = await File.ReadAllTextAsync(_books.Path, Cancel);
        Assert.All(bills, bill => Assert.Equal(2, text.Split($"^{bill.Key}").Length));
    }

    [Fact]
    public async Task Another_process_that_writes_is_waited_for()
    {
        var vendor = await PutVendorAsync();
        var start = new ProcessStartInfo("flock", [Path.Combine(_books.Folder, "books.lock"), "sh", "-c", "echo held; read released"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var other = Process.Start(start)!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(Cancel));
        var before = new FileInfo(_books.Path).Length;

        var put = _books.System.PutBillAsync(_books.Access, NewBill(vendor.Id), Cancel);
        Assert.False(put.IsCompleted);
        Assert.Equal(before, new FileInfo(_books.Path).Length);
        await other.StandardInput.WriteLineAsync("now");
        await put;

        Assert.NotEqual(before, new FileInfo(_books.Path).Length);
    }

    [Fact]
    public async Task What_a_bookkeeper_adds_is_offered_and_what_is_closed_is_refused()
    {
        await PutVendorAsync();
        await AppendAsync("""
            1970-01-01 open Expenses:Cats EUR ; code:6999, about:For the mice
            1970-01-01 open Assets:TaxAbroad
            2026-03-01 close Expenses:Rent
            ; tax-rate: it22, rate:22, account:Assets:TaxAbroad, name:IVA
            """);

        var accounts = await _books.System.ListLedgerAccountsAsync(_books.Access, Cancel);
        var rates = await _books.System.ListTaxRatesAsync(_books.Access, Cancel);

        var cats = Assert.Single(accounts, account => account.Id == "Expenses:Cats");
        Assert.Equal(("6999", "For the mice", "EUR", LedgerAccountType.Expense), (cats.Code, cats.Description, cats.CurrencyCode, cats.Type));
        Assert.Equal(2200, Assert.Single(rates, rate => rate.Id == "it22").EffectiveRate);
        Assert.Equal(LedgerAccountStatus.Archived, Assert.Single(accounts, account => account.Id == "Expenses:Rent").Status);
        await RefusedAsync(AccountingFault.LedgerAccountMissing, bill => bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "Expenses:Rent" }] });
        await RefusedAsync(AccountingFault.LedgerAccountMissing, bill => bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "Expenses:Cats" }], Total = new Money(bill.Total.Minor, Currency.Usd) });
        await RefusedAsync(AccountingFault.TaxRateMissing, bill => bill with { Lines = [bill.Lines[0] with { TaxRateId = "none" }] });

        var taxed = await PutBillAsync(bill => bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "Expenses:Cats", TaxRateId = "it22" }] });
        Assert.Equal(20_00, (await PlainTextJournal.BalancesByHledgerAsync(_books.Path, Cancel))["Assets:TaxAbroad"]);
        Assert.Equal(20m, Assert.Single((await _books.System.ListChangesAsync(_books.Access, null, Cancel)).Bills, bill => bill.Key == taxed.Key).Tax);
    }

    [Fact]
    public async Task What_a_bookkeeper_pays_by_hand_is_seen()
    {
        var bill = await PutBillAsync();
        var place = (await _books.System.ListChangesAsync(_books.Access, null, Cancel)).Place;
        await AppendAsync($"""
            2026-03-20 * "Somebody" "paid in cash" ^{bill.Key}
              {bill.VendorId}  50.00 EUR
              Assets:Bank
            """);
        var untouched = await _books.System.ListChangesAsync(_books.Access, place, Cancel);
        await AppendAsync($"""
            2026-03-21 ! "Somebody" "the rest" ^{bill.Key}
              {bill.VendorId}  70.00 EUR
              Assets:Bank     -70.00 EUR
            """);

        var changes = await _books.System.ListChangesAsync(_books.Access, untouched.Place, Cancel);

        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
        var seen = Assert.Single(changes.Bills, found => found.Key == bill.Key);
        Assert.Equal((RemoteBillStatus.Paid, 0m), (seen.Status, seen.Due));
        Assert.Equal((RemoteBillStatus.PartiallyPaid, 70m), (untouched.Bills[0].Status, untouched.Bills[0].Due));
        Assert.Equal([50m, 70m], changes.Payments.Select(payment => payment.Amount));
        Assert.All(changes.Payments, payment => Assert.Equal([bill.Key], payment.BillIds));
    }

    [Fact]
    public async Task What_a_bookkeeper_writes_about_a_bill_of_ours_is_never_taken_for_a_torn_entry()
    {
        var bill = await PutBillAsync();
        await AppendAsync($"""
            2026-03-20 * "Somebody" "on another account" ^{bill.Key}
              Expenses:Rent  10.00 EUR
              {_books.ExpenseAccountId}  -10.00 EUR
            """);
        await PutBillAsync();
        await File.AppendAllTextAsync(_books.Path, $"\n2026-03-21 * \"Somebody\" \"paid\" ^{bill.Key}\n  {bill.VendorId}  50.00 EUR\n  Assets:Bank", Cancel);
        await PutBillAsync();

        var text = await File.ReadAllTextAsync(_books.Path, Cancel);
        Assert.Contains("on another account", text, StringComparison.Ordinal);
        Assert.Contains("\"paid\"", text, StringComparison.Ordinal);
        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task Nothing_is_written_into_a_comment_that_was_not_ended()
    {
        await PutBillAsync();
        await AppendAsync("comment\nto be asked about");
        var open = await File.ReadAllTextAsync(_books.Path, Cancel);

        await RefusedAsync(AccountingFault.Rejected, bill => bill);

        Assert.Equal(open, await File.ReadAllTextAsync(_books.Path, Cancel));
    }

    [Fact]
    public async Task An_account_with_letters_of_any_alphabet_can_be_booked_on()
    {
        await PutVendorAsync();
        await AppendAsync("1970-01-01 open Expenses:Énergie-2x:Ökostrom ; code:6061");

        Assert.Equal("6061", Assert.Single(await _books.System.ListLedgerAccountsAsync(_books.Access, Cancel), account => account.Id == "Expenses:Énergie-2x:Ökostrom").Code);
        var bill = await PutBillAsync(bill => bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "Expenses:Énergie-2x:Ökostrom" }] });

        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
        Assert.Equal("Expenses:Énergie-2x:Ökostrom", Assert.Single((await _books.System.ListChangesAsync(_books.Access, null, Cancel)).Bills, seen => seen.Key == bill.Key).Lines[0].LedgerAccountId);
    }

    [Theory]
    [InlineData("2026-03-14 * \"a\" \"b\"\n  Assets:Bank  12,34 EUR\n  Expenses:Rent  -12,34 EUR", "comma")]
    [InlineData("2026-03-14 * \"a\" \"b\"\n  Assets:Bank  1,234 EUR\n  Expenses:Rent  -1,234 EUR", "comma")]
    [InlineData("2026-13-41 * \"a\" \"b\"\n  Assets:Bank  1.00 EUR", "cannot be read")]
    [InlineData("<<<<<<< HEAD", "cannot be read")]
    [InlineData("decimal-mark ,", "cannot be read")]
    [InlineData("    Assets:Bank  1.00 EUR", "belongs to nothing")]
    [InlineData("; tax-rate: vat20, rate:twenty", "is no tax rate")]
    [InlineData("2026-03-14 * \"a\" \"b\"\n  Assets:Bank  1.00 EUR\n  Expenses:Rent  -1.01 EUR", "does not add up: -0.01 EUR")]
    public async Task A_journal_that_cannot_be_read_any_more_is_not_written_to(string garbage, string why)
    {
        await PutBillAsync();
        var whole = await File.ReadAllTextAsync(_books.Path, Cancel);
        await AppendAsync($"{garbage}\n\n2026-03-15 balance Assets:Bank 0 EUR");
        var broken = await File.ReadAllTextAsync(_books.Path, Cancel);
        var line = whole.Count(letter => letter == '\n') + 2;

        var refused = await Assert.ThrowsAsync<AccountingException>(() => PutBillAsync());
        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Contains($"Line {line} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(broken, await File.ReadAllTextAsync(_books.Path, Cancel));

        await File.WriteAllTextAsync(_books.Path, whole, Cancel);
        await PutBillAsync();
        await PlainTextJournal.CheckAsync(_books.Path, Cancel);
    }

    [Fact]
    public async Task An_edit_in_the_middle_is_respected_and_everything_is_told_again()
    {
        var (bill, other) = (await PutBillAsync(), await PutBillAsync());
        var place = (await _books.System.ListChangesAsync(_books.Access, null, Cancel)).Place;
        Assert.Empty((await _books.System.ListChangesAsync(_books.Access, place, Cancel)).Bills);
        var text = await File.ReadAllTextAsync(_books.Path, Cancel);
        await File.WriteAllTextAsync(_books.Path, text.Replace($"Bill {bill.Number}", $"Bill {bill.Number}-corrected", StringComparison.Ordinal), Cancel);

        var again = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var changes = await _books.System.ListChangesAsync(_books.Access, place, Cancel);

        Assert.Equal($"{bill.Number}-corrected", again.Number);
        Assert.Equal([bill.Key, other.Key], changes.Bills.Select(found => found.Key));
    }

    [Fact]
    public async Task A_bill_of_the_same_key_with_another_amount_is_a_conflict()
    {
        var bill = await PutBillAsync();
        var changed = bill with { Total = new Money(1_00, Currency.Eur), Lines = [bill.Lines[0] with { NetMinor = 1_00, TaxMinor = 0 }] };

        var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutBillAsync(_books.Access, changed, Cancel));

        Assert.Equal(AccountingFault.Conflict, refused.Fault);
    }

    [Fact]
    public async Task A_cent_too_much_in_the_lines_is_noticed()
    {
        await RefusedAsync(AccountingFault.TotalDiffers, bill => bill with { Total = new Money(bill.Total.Minor - 1, bill.Total.Currency) });
    }

    [Fact]
    public async Task A_failure_of_the_disk_does_not_tell_where_the_operator_keeps_the_journals()
    {
        await PutBillAsync();
        Directory.Delete(_books.Folder, recursive: true);
        await File.WriteAllTextAsync(_books.Folder, "in the way", Cancel);

        var failed = await Assert.ThrowsAsync<AccountingException>(() => PutBillAsync());

        Assert.Equal(AccountingFault.Unavailable, failed.Fault);
        Assert.DoesNotContain(Path.GetDirectoryName(_books.Folder)!, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_books()
    {
        await PutBillAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_books.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_books.Folder));
    }

    private async Task WholeAgainWhereverItIsCutAsync(Func<JournalSystem, Task> put)
    {
        var before = new FileInfo(_books.Path).Length;
        await put(_books.NewSystem());
        var whole = await File.ReadAllBytesAsync(_books.Path, Cancel);
        for (var size = before; size < whole.Length; size++)
        {
            await File.WriteAllBytesAsync(_books.Path, whole[..(int)size], Cancel);
            await put(_books.NewSystem());
            var again = await File.ReadAllBytesAsync(_books.Path, Cancel);
            Assert.Equal(Text(whole), Text(again));
        }

        // An empty line may be left between the two of a torn entry.
        static string Text(byte[] bytes) => global::System.Text.Encoding.UTF8.GetString(bytes).Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
    }

    private async Task RefusedAsync(AccountingFault fault, Func<BillToPush, BillToPush> change)
    {
        var refused = await Assert.ThrowsAsync<AccountingException>(() => PutBillAsync(change));
        Assert.Equal(fault, refused.Fault);
    }

    private async Task<BillToPush> PutBillAsync(Func<BillToPush, BillToPush>? change = null)
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        bill = change is null ? bill : change(bill);
        await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        return bill;
    }

    private async Task<(string Id, string Name)> PutVendorAsync()
    {
        var vendor = NewVendor();
        return ((await _books.System.PutVendorAsync(_books.Access, vendor, Cancel)).Id, vendor.Name);
    }

    private VendorToPush NewVendor() => new(Key("biz_"), $"Vendor {_count}", "FR40303265045", null, null, null, false);

    private BillToPush NewBill(string vendorId) => new(
        Key("pay_"), vendorId, $"F-{_count}", Day, null, null, new Money(120_00, Currency.Eur), [new BillLineToPush("Work", 1, 100, 100_00, 20_00, _books.ExpenseAccountId, "vat20")]);

    private string Key(string prefix) => $"{prefix}{++_count:x32}";

    private Task AppendAsync(string text) => File.AppendAllTextAsync(_books.Path, $"\n{text}\n", Cancel);
}
