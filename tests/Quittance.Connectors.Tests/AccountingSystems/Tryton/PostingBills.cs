using Quittance.Counterparts.Tryton;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>Bills, payments and their reversals as Tryton in particular sees them.</summary>
public sealed class PostingBills(RealTryton tryton) : BooksInTryton(tryton)
{
    private static readonly DateOnly March = new(2026, 3, 10);

    [Fact]
    public async Task A_bill_in_a_month_that_is_closed_or_in_no_year_at_all_is_told_as_such_and_leaves_no_draft()
    {
        var vendor = await PutVendorAsync();
        await Books.Database.CloseMonthAsync(March, Cancel);
        foreach (var day in new[] { March, new DateOnly(2031, 1, 1) })
        {
            var bill = NewBill(vendor.Id, day);

            var refused = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill, Cancel));

            Assert.Equal(AccountingFault.PeriodClosed, refused.Fault);
            Assert.Equal(0, await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel));
        }
    }

    [Fact]
    public async Task A_payment_in_a_closed_month_is_refused_and_one_that_was_made_before_can_still_be_taken_back()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id, March);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, bill.Total.Minor, March);
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        await Books.Database.CloseMonthAsync(March, Cancel);
        var reversal = new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, Books.BankAccountId, March, payment.Amount);

        var refused = await RefusedAsync(tryton => tryton.ReversePaymentAsync(Books.Access, reversal, Cancel));
        Assert.Equal(AccountingFault.PeriodClosed, refused.Fault);
        Assert.Equal(0, await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.ReversePaymentAsync(Books.Access, reversal with { Date = Books.Today }, Cancel);
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));

        var late = await RefusedAsync(tryton => tryton.PutPaymentAsync(Books.Access, NewPayment(bill, posted, 1_00, March), Cancel));
        Assert.Equal(AccountingFault.PeriodClosed, late.Fault);
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_that_somebody_typed_in_over_there_is_not_doubled()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        await Books.System.PutBillAsync(Books.Access, bill with { Key = "typed in by hand" }, Cancel);

        var refused = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill, Cancel));
        await Books.System.PutBillAsync(Books.Access, bill with { VendorId = (await PutVendorAsync()).Id }, Cancel);

        Assert.Equal(AccountingFault.Duplicate, refused.Fault);
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_payment_that_was_cancelled_over_there_is_made_anew_when_it_is_pushed_again()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, bill.Total.Minor);
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        await Books.System.ReversePaymentAsync(
            Books.Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, Books.BankAccountId, Books.Today, payment.Amount), Cancel);

        var again = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        var repeated = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);

        Assert.NotEqual(paid.Id, again.Id);
        Assert.Equal(again.Id, repeated.Id);
        Assert.Equal(0, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_whose_payment_came_back_can_be_paid_again()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var first = NewPayment(bill, posted, bill.Total.Minor);
        var paid = await Books.System.PutPaymentAsync(Books.Access, first, Cancel);
        Assert.Equal(("paid", 0), await Books.Database.BillAsync(posted.Id, Cancel));

        await Books.System.ReversePaymentAsync(
            Books.Access, new PaymentReversal($"{first.Key}_reversal", first.Key, paid.Id, posted.Id, vendor.Id, Books.BankAccountId, Books.Today, first.Amount), Cancel);
        Assert.Equal(("posted", bill.Total.Minor), await Books.Database.BillAsync(posted.Id, Cancel));

        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, bill.Total.Minor), Cancel);
        Assert.Equal(("paid", 0), await Books.Database.BillAsync(posted.Id, Cancel));
        Assert.Equal(-bill.Total.Minor, await Books.Database.BalanceOfAsync(Books.Database.BankAccountId, Cancel));
        Assert.Equal(0, await Books.Database.ImbalanceAsync(Cancel));
    }

    [Fact]
    public async Task More_than_is_owed_cannot_be_paid_and_a_paid_bill_cannot_be_taken_back()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        var tooMuch = await RefusedAsync(tryton => tryton.PutPaymentAsync(Books.Access, NewPayment(bill, posted, bill.Total.Minor + 1), Cancel));
        Assert.Equal(AccountingFault.Rejected, tooMuch.Fault);
        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, 1_00), Cancel);
        var reversal = new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, vendor.Id, Books.Today, bill.Total);
        var refused = await RefusedAsync(tryton => tryton.ReverseBillAsync(Books.Access, reversal, Cancel));
        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Equal(bill.Total.Minor - 1_00, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_in_another_currency_is_owed_and_paid_in_it()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id, currency: Currency.Usd);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        Assert.Equal(("posted", 120_00), await Books.Database.BillAsync(posted.Id, Cancel));
        Assert.Equal((long)(120_00 / TrytonDatabase.OtherCurrencyRate), await Books.OwedToAsync(vendor.Name, Cancel));

        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, 20_00), Cancel);
        await Books.System.PutPaymentAsync(Books.Access, NewPayment(bill, posted, 100_00), Cancel);

        Assert.Equal(("paid", 0), await Books.Database.BillAsync(posted.Id, Cancel));
        var seen = (await DrainAsync(null)).Bills.Single(told => told.Reference.Id == posted.Id);
        Assert.Equal(("USD", 120m, 0.8m, RemoteBillStatus.Paid), (seen.CurrencyCode, seen.Total, seen.CurrencyRate, seen.Status));
        var payments = (await DrainAsync(null)).Payments;
        Assert.Equal([("USD", 20m), ("USD", 100m)], payments.Select(payment => (payment.CurrencyCode, payment.Amount)));
    }

    [Fact]
    public async Task A_bill_in_a_currency_that_Tryton_does_not_have_is_refused_by_its_name()
    {
        var vendor = await PutVendorAsync();

        var refused = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, NewBill(vendor.Id, currency: Currency.Of("SEK")), Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Contains("SEK", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_lines_of_several_taxes_and_accounts_come_to_the_bills_total_and_cost_what_they_say()
    {
        var vendor = await PutVendorAsync();
        (string? Id, decimal Rate)[] taxes =
        [
            (Books.TaxRateId, 0.2m), (Text(await Books.Database.TaxAsync("VAT 10 %", Cancel)), 0.1m), (Text(await Books.Database.TaxAsync("VAT 5.5 %", Cancel)), 0.055m), (null, 0m),
        ];
        var lines = Enumerable.Range(1, 50).Select(at =>
        {
            var (id, rate) = taxes[at % taxes.Length];
            var net = (at % 7 == 0 ? -1 : 1) * ((at * 137) + 1);
            return new BillLineToPush(
                $"Line {at}", 3, net / 300m, net, (long)decimal.Round(net * rate, MidpointRounding.AwayFromZero), at % 2 == 0 ? Books.ExpenseAccountId : Text(Books.Database.OtherExpenseAccountId), id);
        }).ToArray();
        var bill = NewBill(vendor.Id) with { Lines = lines, Total = new Money(lines.Sum(line => line.NetMinor + line.TaxMinor), Books.Currency) };

        await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
        Assert.Equal(
            lines.Where(line => line.LedgerAccountId == Books.ExpenseAccountId).Sum(line => line.NetMinor), await Books.Database.BalanceOfAsync(Books.Database.ExpenseAccountId, Cancel));
        Assert.Equal(
            lines.Sum(line => line.TaxMinor), await Books.Database.BalanceOfAsync(await Books.Database.AccountAsync("Main Tax", Cancel), Cancel));
        Assert.Equal(0, await Books.Database.ImbalanceAsync(Cancel));
    }

    [Fact]
    public async Task Tax_that_no_rounding_explains_is_refused_and_leaves_no_draft()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var wrong = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_00 }], Total = new Money(119_00, Books.Currency) };

        var refused = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, wrong, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Equal(0, await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task Tax_without_a_tax_of_Trytons_and_an_account_that_bills_cannot_be_booked_on_are_named()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var untaxed = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill with { Lines = [bill.Lines[0] with { TaxRateId = null }] }, Cancel));
        var unknown = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill with { Lines = [bill.Lines[0] with { TaxRateId = "99999" }] }, Cancel));
        var bank = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill with { Lines = [bill.Lines[0] with { LedgerAccountId = Books.BankAccountId }] }, Cancel));

        Assert.Equal(AccountingFault.TaxRateMissing, untaxed.Fault);
        Assert.Equal(AccountingFault.TaxRateMissing, unknown.Fault);
        Assert.Equal(AccountingFault.LedgerAccountMissing, bank.Fault);
        Assert.Equal(0, await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task A_tax_of_two_parts_is_offered_as_one_rate_and_posted_as_two()
    {
        var account = await Books.Database.AccountAsync("Main Tax", Cancel);
        var group = await Books.Database.Rpc.FirstAsync("account.tax.group", Cancel, new object[] { "code", "=", "P" });
        object Part(string name, decimal rate) => new
        {
            name,
            description = name,
            company = Books.Database.CompanyId,
            type = "percentage",
            rate = TrytonRpc.Number(rate),
            invoice_account = account,
            credit_note_account = account,
        };
        var tax = await Books.Database.Rpc.CreateAsync("account.tax", new
        {
            name = "Two parts",
            description = "Two parts",
            group,
            company = Books.Database.CompanyId,
            type = "none",
            childs = new object[] { new object[] { "create", new[] { Part("Province", 0.09975m), Part("State", 0.05m) } } },
        }, Cancel);
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var line = bill.Lines[0] with { Quantity = 1, UnitPrice = 99.99m, NetMinor = 99_99, TaxMinor = 14_98, TaxRateId = Text(tax) };

        await Books.System.PutBillAsync(Books.Access, bill with { Lines = [line], Total = new Money(114_97, Books.Currency) }, Cancel);

        var rate = (await Books.System.ListTaxRatesAsync(Books.Access, Cancel)).Single(told => told.Id == Text(tax));
        Assert.Equal((1498, 2), (rate.EffectiveRate, rate.Components.Count));
        Assert.Equal(114_97, await Books.OwedToAsync(vendor.Name, Cancel));
        Assert.Equal(14_98, await Books.Database.BalanceOfAsync(account, Cancel));
        Assert.Equal(2, await Books.Database.CountAsync("account.invoice.tax", Cancel));
    }

    [Fact]
    public async Task Where_a_company_has_no_purchase_taxes_the_tax_is_part_of_the_cost()
    {
        var taxes = await Books.Database.Rpc.SearchAsync("account.tax", Cancel);
        await Books.Database.Rpc.ModelAsync("account.tax", "write", Cancel, taxes, new { active = false });
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        await Books.System.PutBillAsync(Books.Access, bill with { Lines = [bill.Lines[0] with { TaxRateId = null }] }, Cancel);

        Assert.Equal(bill.Total.Minor, await Books.OwedToAsync(vendor.Name, Cancel));
        Assert.Equal(bill.Total.Minor, await Books.Database.BalanceOfAsync(Books.Database.ExpenseAccountId, Cancel));
    }

    [Fact]
    public async Task A_draft_that_an_earlier_call_left_is_finished_and_what_people_cancelled_is_not_made_again()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        Books.Proxy.CutOnce(await PostingExchangeAsync(bill), Counterparts.CutAt.BeforeRequest);
        var cut = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill, Cancel));
        Books.Proxy.HandOn();
        Assert.True(cut.Fault.IsTransient());
        Assert.Equal((0, 1), (await Books.CountBillsAsync(bill.Number!, Cancel), await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel)));

        await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        Assert.Equal((1, 1), (await Books.CountBillsAsync(bill.Number!, Cancel), await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel)));

        var id = await Books.Database.Rpc.FirstAsync("account.invoice", Cancel, new object[] { "reference", "=", bill.Number! });
        await Books.Database.Rpc.ModelAsync("account.invoice", "cancel", Cancel, [new[] { id }]);
        var refused = await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill, Cancel));
        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Equal(1, await Books.Database.CountBillsOfAnyStateAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task Of_two_drafts_with_one_key_the_one_that_is_posted_is_the_bill_and_the_other_is_never_posted()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        Books.Proxy.CutOnce(await PostingExchangeAsync(bill), Counterparts.CutAt.BeforeRequest);
        await RefusedAsync(tryton => tryton.PutBillAsync(Books.Access, bill, Cancel));
        Books.Proxy.HandOn();
        var first = await Books.Database.Rpc.FirstAsync("account.invoice", Cancel, new object[] { "reference", "=", bill.Number! });
        var second = (await Books.Database.Rpc.ModelAsync("account.invoice", "copy", Cancel, new[] { first }, new { invoice_date = TrytonRpc.Date(bill.Date) }))[0].GetInt32();
        await Books.Database.Rpc.ModelAsync("account.invoice", "post", Cancel, [new[] { second }]);

        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        Assert.True(second > first);
        Assert.Equal(Text(second), posted.Id);
        Assert.Equal(1, await Books.CountBillsAsync(bill.Number!, Cancel));
        Assert.Equal(Text(second), Assert.Single((await DrainAsync(null)).Bills, told => told.Key == bill.Key).Reference.Id);
    }

    // The number of the exchange that posts a bill: all of them, less the last, which reads it back.
    private async Task<int> PostingExchangeAsync(BillToPush like)
    {
        await Books.System.GetCompanyAsync(Books.Access, Cancel);
        Books.Proxy.HandOn();
        await Books.System.PutBillAsync(Books.Access, like with { Key = Unique("pay_"), Number = "Counted" }, Cancel);
        return Books.Proxy.Requests - 1;
    }
}
