using System.Security.Cryptography;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>What every accounting system has to do alike. A derived class brings the books.</summary>
public abstract class AccountingSystemContract
{
    private const long Net = 100_00;

    private const int CutsMax = 60;

    private const string RareText = "two\r\nlines,\ta tab;\vand\u2028what\u2029no\u0085keyboard\u0001has \u200F\U0001F9FE [x] | a:b \"c\" \\ <d> &amp; é";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Books Books { get; }

    [Fact]
    public async Task The_books_say_whose_they_are()
    {
        var company = await Books.System.GetCompanyAsync(Books.Access, Cancel);

        Assert.NotEmpty(company.Id);
        Assert.NotEmpty(company.Name);
        Assert.True(company.BaseCurrency is null || company.BaseCurrency == Books.Currency.Code);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_as_such()
    {
        Assert.SkipWhen(Books.WrongAccess is null, "This system asks for no credentials.");

        var refused = await Assert.ThrowsAsync<AccountingException>(() => Books.System.GetCompanyAsync(Books.WrongAccess!, Cancel));

        Assert.Equal(AccountingFault.CredentialsRefused, refused.Fault);
    }

    [Fact]
    public async Task Accounts_and_tax_rates_can_be_chosen_from()
    {
        var accounts = await Books.System.ListLedgerAccountsAsync(Books.Access, Cancel);
        var rates = await Books.System.ListTaxRatesAsync(Books.Access, Cancel);

        Assert.Equal(LedgerAccountType.Expense, Assert.Single(accounts, account => account.Id == Books.ExpenseAccountId).Type);
        Assert.True(Assert.Single(accounts, account => account.Id == Books.BankAccountId).IsBankAccount);
        Assert.Equal(accounts.Count, accounts.Select(account => account.Id).Distinct().Count());
        if (Books.TaxRateId is { } twenty)
        {
            Assert.Equal(2000, Assert.Single(rates, rate => rate.Id == twenty).EffectiveRate);
        }
    }

    [Fact]
    public async Task A_vendor_put_twice_is_one_vendor()
    {
        var vendor = NewVendor();

        var first = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var second = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var third = await Books.System.PutVendorAsync(Books.Access, vendor with { Known = first }, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Id, third.Id);
        Assert.Equal(1, await Books.CountVendorsAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_vendor_that_was_renamed_here_is_renamed_there()
    {
        var vendor = NewVendor();
        var known = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var renamed = vendor with { Name = $"{vendor.Name} Renamed", Known = known };

        var changed = await Books.System.PutVendorAsync(Books.Access, renamed, Cancel);

        Assert.Equal(known.Id, changed.Id);
        Assert.Equal(1, await Books.CountVendorsAsync(renamed.Name, Cancel));
        Assert.Equal(0, await Books.CountVendorsAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_vendor_that_was_changed_there_is_not_written_over_unless_one_says_so()
    {
        var vendor = NewVendor();
        var known = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        await Books.System.PutVendorAsync(Books.Access, vendor with { Name = $"{vendor.Name} There", Known = known }, Cancel);
        var ours = vendor with { Name = $"{vendor.Name} Here", Known = known };

        var refused = await Assert.ThrowsAsync<AccountingException>(() => Books.System.PutVendorAsync(Books.Access, ours, Cancel));
        var written = await Books.System.PutVendorAsync(Books.Access, ours with { Overwrite = true }, Cancel);

        Assert.Equal(AccountingFault.Conflict, refused.Fault);
        Assert.Equal(known.Id, written.Id);
        Assert.Equal(1, await Books.CountVendorsAsync(ours.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_is_owed_until_it_is_paid()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        Assert.Equal(1, await Books.CountBillsAsync(bill.Number!, Cancel));
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, 30_00), Cancel);
        Assert.Equal(bill.Total.Minor - 30_00, await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, bill.Total.Minor - 30_00), Cancel);
        Assert.Equal(0, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_put_twice_is_one_bill_and_a_payment_put_twice_one_payment()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var first = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var second = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var payment = NewPayment(bill, first, 50_00);
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        var paidAgain = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(paid.Id, paidAgain.Id);
        Assert.Equal(1, await Books.CountBillsAsync(bill.Number!, Cancel));
        Assert.Equal(bill.Total.Minor - 50_00, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task Two_bills_of_one_vendor_with_different_keys_are_two_bills()
    {
        var vendor = await PutVendorAsync();
        var (one, other) = (NewBill(vendor.Id), NewBill(vendor.Id));

        var first = await Books.System.PutBillAsync(Books.Access, one, Cancel);
        var second = await Books.System.PutBillAsync(Books.Access, other, Cancel);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(one.Total.Minor + other.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)] // Longer than any field.
    public async Task Texts_of_any_kind_and_length_get_there_and_are_no_change_when_they_come_again(int times)
    {
        var text = string.Join(' ', Enumerable.Repeat(RareText, times));
        var before = await DrainAsync(null);
        var vendor = NewVendor();
        vendor = vendor with { Name = $"{vendor.Name} {text}", Address = new VendorAddress(text, text, text, "FR") };
        var known = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var bill = NewBill(known.Id);
        bill = bill with { Number = $"{bill.Number} {text}", Memo = text, Lines = [bill.Lines[0] with { Description = text }] };
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var (vendorAgain, billAgain) = (await Books.System.PutVendorAsync(Books.Access, vendor, Cancel), await Books.System.PutBillAsync(Books.Access, bill, Cancel));
        var sameVendor = await Books.System.PutVendorAsync(Books.Access, vendor with { Known = vendorAgain }, Cancel);

        var seen = await DrainAsync(before.Place);
        var name = seen.Vendors.Last(found => found.Reference.Id == known.Id).Name;
        Assert.StartsWith(vendor.Name[..19], name, StringComparison.Ordinal);
        Assert.DoesNotContain(name, char.IsControl);
        Assert.Equal((known.Id, known.Id, vendorAgain.Version, posted.Id), (vendorAgain.Id, sameVendor.Id, sameVendor.Version, billAgain.Id));
        var there = seen.Bills.Where(found => found.VendorId == known.Id).ToList();
        Assert.Equal(posted.Id, Assert.Single(there.Select(found => found.Reference.Id).Distinct()));
        Assert.DoesNotContain($"{there[^1].Number}{there[^1].Memo}", letter => char.IsControl(letter) && letter != '\n');
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(name, Cancel));

        var payment = NewPayment(bill, posted, bill.Total.Minor) with { Reference = text };
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        Assert.Equal(paid.Id, (await Books.System.PutPaymentAsync(Books.Access, payment, Cancel)).Id);
        Assert.Equal(0, await Books.OwedToAsync(name, Cancel));
    }

    [Fact]
    public async Task The_total_is_that_of_the_bill_to_the_cent()
    {
        var vendor = await PutVendorAsync();
        BillLineToPush[] lines =
        [
            new("Hours", 3, 33.333333m, 100_00, 20_00, Books.ExpenseAccountId, Books.TaxRateId),
            new("Pages", 7, 0.014286m, 10, 2, Books.ExpenseAccountId, Books.TaxRateId),
            new("Discount", 1, -0.33m, -33, -7, Books.ExpenseAccountId, Books.TaxRateId),
            new("Postage", 1, 1.99m, 1_99, 0, Books.ExpenseAccountId, null),
        ];
        var bill = NewBill(vendor.Id) with { Lines = Taxed(lines), Total = TotalOf(Taxed(lines)) };

        await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_refused_and_nothing_is_left_behind()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        bill = bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "987654321" }] };

        var refused = await Assert.ThrowsAsync<AccountingException>(() => Books.System.PutBillAsync(Books.Access, bill, Cancel));

        Assert.False(refused.Fault.IsTransient(), $"{refused.Fault}: {refused.Message}");
        Assert.Equal(0, await Books.CountBillsAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task A_reversed_payment_is_owed_again_and_a_reversed_bill_is_not()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, bill.Total.Minor);
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        var back = new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, Books.BankAccountId, Books.Today, payment.Amount);
        var gone = new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, vendor.Id, Books.Today, bill.Total);

        await Books.System.ReversePaymentAsync(Books.Access, back, Cancel);
        await Books.System.ReversePaymentAsync(Books.Access, back, Cancel);
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.ReverseBillAsync(Books.Access, gone, Cancel);
        await Books.System.ReverseBillAsync(Books.Access, gone, Cancel);
        Assert.Equal(0, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task What_was_pushed_is_among_the_changes_and_what_is_older_is_not()
    {
        var before = await DrainAsync(null);
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, bill.Total.Minor), Cancel);

        var after = await DrainAsync(before.Place);

        Assert.Equal(vendor.Name, after.Vendors.Last(found => found.Reference.Id == vendor.Id).Name);
        var seen = after.Bills.Last(found => found.Reference.Id == posted.Id);
        Assert.Equal((bill.Total.ToMajor(), RemoteBillStatus.Paid, vendor.Id), (seen.Total, seen.Status, seen.VendorId));
        Assert.Equal(bill.Number, seen.Number);
        Assert.Equal(0m, seen.Due);
        Assert.Contains(after.Payments, payment => payment.BillIds.Contains(posted.Id));
    }

    [Theory]
    [InlineData(CutAt.BeforeRequest)]
    [InlineData(CutAt.BeforeAnswer)]
    public Task Wherever_the_line_breaks_there_is_exactly_one_vendor(CutAt at) => AtEachCutAsync(at, async () =>
    {
        var vendor = NewVendor();
        await StubbornlyAsync(() => Books.System.PutVendorAsync(Books.Access, vendor, Cancel));
        return async () => Assert.Equal(1, await Books.CountVendorsAsync(vendor.Name, Cancel));
    });

    [Theory]
    [InlineData(CutAt.BeforeRequest)]
    [InlineData(CutAt.BeforeAnswer)]
    public async Task Wherever_the_line_breaks_there_is_exactly_one_bill(CutAt at)
    {
        var vendor = await PutVendorAsync();
        var owed = 0L;
        await AtEachCutAsync(at, async () =>
        {
            var bill = NewBill(vendor.Id);
            await StubbornlyAsync(() => Books.System.PutBillAsync(Books.Access, bill, Cancel));
            owed += bill.Total.Minor;
            return async () =>
            {
                Assert.Equal(1, await Books.CountBillsAsync(bill.Number!, Cancel));
                Assert.Equal(owed, await Books.OwedToAsync(vendor.Name, Cancel));
            };
        });
    }

    [Theory]
    [InlineData(CutAt.BeforeRequest)]
    [InlineData(CutAt.BeforeAnswer)]
    public async Task Wherever_the_line_breaks_there_is_exactly_one_payment(CutAt at)
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var owed = bill.Total.Minor;
        await AtEachCutAsync(at, async () =>
        {
            var payment = NewPayment(bill, posted, 1_00);
            await StubbornlyAsync(() => Books.System.PutPaymentAsync(Books.Access, payment, Cancel));
            owed -= payment.Amount.Minor;
            return async () => Assert.Equal(owed, await Books.OwedToAsync(vendor.Name, Cancel));
        });
    }

    protected static string Unique(string prefix) => $"{prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

    protected static VendorToPush NewVendor() => new(
        Unique("biz_"), $"Vendor {Unique("")[..12]}", null, "billing@vendor.example", new VendorAddress("1 Main Street", "Lyon", "69001", "FR"), null, false);

    protected BillToPush NewBill(string vendorId)
    {
        var lines = Taxed([new BillLineToPush("Consulting", 2, 50m, Net, 20_00, Books.ExpenseAccountId, Books.TaxRateId)]);
        return new BillToPush(Unique("pay_"), vendorId, Unique("INV-")[..16], Books.Today, Books.Today.AddDays(30), "As agreed", TotalOf(lines), lines);
    }

    protected PaymentToPush NewPayment(BillToPush bill, RemoteReference posted, long minor) => new(
        Unique("trx_"), bill.VendorId, posted.Id, Books.BankAccountId, Books.Today, new Money(minor, Books.Currency), null);

    protected async Task<(string Id, string Name)> PutVendorAsync()
    {
        var vendor = NewVendor();
        return ((await Books.System.PutVendorAsync(Books.Access, vendor, Cancel)).Id, vendor.Name);
    }

    /// <summary>All pages of changes after a place, as one.</summary>
    protected async Task<RemoteChanges> DrainAsync(string? place)
    {
        var all = new RemoteChanges([], [], [], [], place, true);
        for (var page = 0; all.HasMore; page++)
        {
            Assert.True(page < 200, "The changes have no end.");
            var next = await Books.System.ListChangesAsync(Books.Access, all.Place, Cancel);
            all = new RemoteChanges(
                [.. all.Vendors, .. next.Vendors], [.. all.Bills, .. next.Bills], [.. all.Payments, .. next.Payments], [.. all.Deleted, .. next.Deleted],
                next.Place, next.HasMore);
        }

        return all;
    }

    // Breaks the line at the first exchange of a push, at the second of another, and so on until a push is done in fewer.
    private async Task AtEachCutAsync(CutAt at, Func<Task<Func<Task>>> push)
    {
        Assert.SkipWhen(Books.Proxy is null, "This system is not called over HTTP.");
        var cut = 0;
        var hasCut = true;
        for (; hasCut && cut < CutsMax; cut++)
        {
            Books.Proxy.CutOnce(cut + 1, at);
            var check = await push();
            hasCut = Books.Proxy.HasCut;
            Books.Proxy.HandOn();
            await check();
        }

        Assert.False(hasCut, "The push has no end.");
        Assert.InRange(cut, 2, CutsMax);
    }

    // As the server does it: what may succeed later is tried again.
    private static async Task<T> StubbornlyAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (AccountingException failure) when (failure.Fault.IsTransient() && attempt < 5)
            {
                // The line is whole again.
            }
        }
    }

    private BillLineToPush[] Taxed(BillLineToPush[] lines) =>
        Books.TaxRateId is null ? [.. lines.Select(line => line with { TaxMinor = 0, TaxRateId = null })] : lines;

    private Money TotalOf(IEnumerable<BillLineToPush> lines) => new(lines.Sum(line => line.NetMinor + line.TaxMinor), Books.Currency);
}
