using System.Text.Json.Nodes;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class PayingBillsInQuickBooks : QuickBooksTests
{
    [Fact]
    public async Task A_bill_is_paid_from_a_credit_card_as_QuickBooks_wants_that()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);

        var paid = await System.PutPaymentAsync(Access, NewPayment(bill, posted, 120_00) with { LedgerAccountId = Realm.CardAccountId }, Cancel);

        Assert.Equal("CreditCard", Realm.Find("BillPayment", paid.Id)!["PayType"]!.GetValue<string>());
        Assert.Equal(0, Realm.OwedTo("Sailmakers"));
        Assert.Empty(QuickBooksSchema.FaultsIn(Fake, Realm));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("4711")]
    public async Task An_account_that_is_no_bank_account_pays_nothing(string accountId)
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);

        var refused = await RefusedAsync(() => System.PutPaymentAsync(Access, NewPayment(bill, posted, 1_00) with { LedgerAccountId = accountId }, Cancel));

        Assert.Equal(AccountingFault.LedgerAccountMissing, refused.Fault);
        Assert.Empty(Realm.All("BillPayment"));
    }

    [Fact]
    public async Task A_bill_that_somebody_paid_over_there_is_not_paid_again()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        await System.PutPaymentAsync(Access, NewPayment(bill, posted, 120_00), Cancel);

        var refused = await RefusedAsync(() => System.PutPaymentAsync(Access, NewPayment(bill, posted, 120_00), Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Single(Realm.All("BillPayment"));
    }

    [Fact]
    public async Task The_same_reference_twice_is_two_payments_even_where_check_numbers_have_to_be_unique()
    {
        Realm.WarnsOfDuplicates = true;
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);

        await System.PutPaymentAsync(Access, NewPayment(bill, posted, 10_00, "1001"), Cancel);
        await System.PutPaymentAsync(Access, NewPayment(bill, posted, 20_00, "1001"), Cancel);

        Assert.Equal(90m, Realm.OwedTo("Sailmakers"));
    }

    [Fact]
    public async Task A_payment_that_came_back_is_voided_and_stays_to_be_seen()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 120_00);
        var paid = await System.PutPaymentAsync(Access, payment, Cancel);
        var back = new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, bill.VendorId, Books.BankAccountId, Books.Today, payment.Amount);

        var first = await System.ReversePaymentAsync(Access, back, Cancel);
        var second = await System.ReversePaymentAsync(Access, back, Cancel);

        Assert.Equal(first, second);
        Assert.Equal(120m, Realm.OwedTo("Sailmakers"));
        Assert.StartsWith("Voided", Realm.Find("BillPayment", paid.Id)!["PrivateNote"]!.GetValue<string>(), StringComparison.Ordinal);
        var seen = Assert.Single(await DrainPaymentsAsync());
        Assert.Equal((true, payment.Key), (seen.IsVoid, seen.Key));
    }

    [Fact]
    public async Task A_payment_that_was_deleted_over_there_needs_no_taking_back()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 120_00);
        var paid = await System.PutPaymentAsync(Access, payment, Cancel);
        Realm.Remove("BillPayment", paid.Id);
        var back = new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, bill.VendorId, Books.BankAccountId, Books.Today, payment.Amount);

        Assert.Equal(paid.Id, (await System.ReversePaymentAsync(Access, back, Cancel)).Id);
        Assert.Equal(120m, Realm.OwedTo("Sailmakers"));
    }

    [Fact]
    public async Task A_bill_that_is_taken_back_stays_beside_a_credit_with_its_own_taxes()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var back = new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, bill.VendorId, Books.Today, bill.Total);

        var credit = await System.ReverseBillAsync(Access, back, Cancel);
        Fake.ForgetRequestIds();
        var again = await System.ReverseBillAsync(Access, back, Cancel);

        Assert.Equal((credit.Id, "CR-F-1"), (again.Id, credit.Number));
        Assert.Equal(1, Realm.CountBills("F-1"));
        var there = Assert.Single(Realm.All("VendorCredit"));
        Assert.Equal((120m, 20m), (there["TotalAmt"]!.GetValue<decimal>(), there["TxnTaxDetail"]!["TotalTax"]!.GetValue<decimal>()));
        Assert.Equal(0m, there["Balance"]!.GetValue<decimal>());
        Assert.Equal(0, Realm.OwedTo("Sailmakers"));
        Assert.Empty(QuickBooksSchema.FaultsIn(Fake, Realm));
    }

    [Fact]
    public async Task A_bill_that_was_paid_in_part_leaves_the_rest_of_its_credit_with_the_vendor()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        await System.PutPaymentAsync(Access, NewPayment(bill, posted, 50_00), Cancel);

        await System.ReverseBillAsync(Access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, bill.VendorId, Books.Today, bill.Total), Cancel);

        Assert.Equal(-50m, Realm.OwedTo("Sailmakers"));
        Assert.Equal(0m, Realm.Find("Bill", posted.Id)!["Balance"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_payment_is_found_again_even_where_the_bill_does_not_name_it()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 30_00);
        Realm.HidesLinks = true;

        var first = await System.PutPaymentAsync(Access, payment, Cancel);
        Fake.ForgetRequestIds();
        var second = await System.PutPaymentAsync(Access, payment, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(90m, Realm.OwedTo("Sailmakers"));
    }

    [Fact]
    public async Task A_credit_that_comes_to_another_total_is_not_left_behind()
    {
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = Pounds(119_99) };
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        Realm.ComputesTaxesItself = true;

        var refused = await RefusedAsync(() => System.ReverseBillAsync(
            Access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, bill.VendorId, Books.Today, bill.Total), Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Empty(Realm.All("VendorCredit"));
        Assert.Equal(119.99m, Realm.OwedTo("Sailmakers"));
    }

    [Theory]
    [InlineData(Counterparts.CutAt.BeforeRequest)]
    [InlineData(Counterparts.CutAt.BeforeAnswer)]
    public async Task Wherever_the_line_breaks_there_is_one_credit_and_it_is_applied_once(Counterparts.CutAt at)
    {
        for (var cut = 1; ; cut++)
        {
            var number = $"F-{at}-{cut}"[..Math.Min(21, $"F-{at}-{cut}".Length)];
            var bill = NewBill(await VendorIdAsync($"Sailmakers {cut}"), number);
            var posted = await System.PutBillAsync(Access, bill, Cancel);
            var back = new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, bill.VendorId, Books.Today, bill.Total);

            Books.Proxy.CutOnce(cut, at);
            var failure = await Record.ExceptionAsync(() => System.ReverseBillAsync(Access, back, Cancel));
            var hasCut = Books.Proxy.HasCut;
            Books.Proxy.HandOn();
            Fake.ForgetRequestIds();
            await System.ReverseBillAsync(Access, back, Cancel);

            Assert.True(failure is null or AccountingException);
            Assert.Equal(0, Realm.OwedTo($"Sailmakers {cut}"));
            Assert.Equal(cut, Realm.All("VendorCredit").Count);
            if (!hasCut)
            {
                Assert.InRange(cut, 5, 20);
                return;
            }
        }
    }

    [Fact]
    public async Task A_payment_that_was_voided_or_deleted_over_there_is_made_anew_when_it_is_pushed_again()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 120_00);
        var first = await System.PutPaymentAsync(Access, payment, Cancel);
        await System.ReversePaymentAsync(
            Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, first.Id, posted.Id, bill.VendorId, Books.BankAccountId, Books.Today, payment.Amount), Cancel);

        var second = await System.PutPaymentAsync(Access, payment, Cancel);
        Assert.Equal(0, Realm.OwedTo("Sailmakers"));
        Realm.Remove("BillPayment", second.Id);
        await System.PutPaymentAsync(Access, payment, Cancel);

        Assert.Equal(0, Realm.OwedTo("Sailmakers"));
    }

    [Fact]
    public async Task What_is_paid_or_taken_back_is_so_at_the_vendor_that_the_bill_has_by_now()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var merged = await VendorIdAsync("Sailmakers & Sons");
        Realm.Enter("Bill", new JsonObject { ["Id"] = posted.Id, ["VendorRef"] = QuickBooksBills.Ref(merged) });

        var paid = await System.PutPaymentAsync(Access, NewPayment(bill, posted, 20_00), Cancel);
        var credit = await System.ReverseBillAsync(Access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, bill.VendorId, Books.Today, bill.Total), Cancel);

        Assert.Equal(merged, Realm.Find("BillPayment", paid.Id)!["VendorRef"]!["value"]!.GetValue<string>());
        Assert.Equal(merged, Realm.Find("VendorCredit", credit.Id)!["VendorRef"]!["value"]!.GetValue<string>());
    }

    private async Task<IReadOnlyList<RemotePayment>> DrainPaymentsAsync()
    {
        var (payments, place) = (new List<RemotePayment>(), default(string));
        for (var hasMore = true; hasMore;)
        {
            var page = await System.ListChangesAsync(Access, place, Cancel);
            payments.AddRange(page.Payments);
            (place, hasMore) = (page.Place, page.HasMore);
        }

        return payments;
    }
}
