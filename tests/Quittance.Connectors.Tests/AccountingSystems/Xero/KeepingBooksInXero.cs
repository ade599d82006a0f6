using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>What every system does, done in Xero, and what only Xero has.</summary>
public sealed class KeepingBooksInXero : AccountingSystemContract, IAsyncLifetime
{
    private XeroDesk _desk = null!;

    protected override Books Books => _desk;

    public async ValueTask InitializeAsync() => _desk = await XeroDesk.OpenAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task An_archived_account_is_named_and_the_bill_goes_in_as_soon_as_it_is_back()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        _desk.There.SetAccount("429", "ARCHIVED");

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));
        _desk.There.SetAccount("429", "ACTIVE");
        await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);

        Assert.Equal(AccountingFault.LedgerAccountMissing, refused.Fault);
        Assert.Equal(1, await _desk.CountBillsAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task A_locked_period_is_told_in_the_words_of_Xero_and_an_opened_one_takes_the_same_bill_at_once()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        _desk.There.LockedUntil = bill.Date;

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));
        _desk.There.LockedUntil = null;
        await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel); // Xero would repeat its refusal for six minutes.

        Assert.Equal(AccountingFault.PeriodClosed, refused.Fault);
        Assert.Contains("period lock date, currently set at 15-Jun-2026", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await _desk.CountBillsAsync(bill.Number!, Cancel));
    }

    [Theory]
    [InlineData("NOSUCHTAX")]
    [InlineData("OUTPUT2")]
    public async Task A_tax_rate_that_is_not_for_this_is_refused_as_such(string taxType)
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill with { Lines = [bill.Lines[0] with { TaxRateId = taxType }] }, Cancel));

        Assert.Equal(AccountingFault.TaxRateMissing, refused.Fault);
    }

    [Fact]
    public async Task A_tax_without_a_rate_is_not_sent_at_all()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill with { Lines = [bill.Lines[0] with { TaxRateId = null }] }, Cancel));

        Assert.Equal(AccountingFault.TaxRateMissing, refused.Fault);
        Assert.Empty(_desk.There.Bills);
    }

    [Fact]
    public async Task A_bill_that_Xero_taxes_differently_is_taken_back_and_can_be_sent_again()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = new Money(119_99, Currency.Eur) };
        _desk.There.ComputesTaxItself = true;

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));
        var owed = await _desk.OwedToAsync(vendor.Name, Cancel);
        _desk.There.ComputesTaxItself = false;
        await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Contains("120.00 instead of 119.99 EUR", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, owed);
        Assert.Equal(119_99, await _desk.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_total_that_a_killed_run_left_wrong_is_cleaned_up_by_the_next()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = new Money(119_99, Currency.Eur) };
        _desk.There.ComputesTaxItself = true;
        _desk.Proxy.CutOnce(4, CutAt.BeforeRequest); // Searched, asked for accounts, made; the voiding never arrives.

        var broken = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));
        Assert.True(broken.Fault.IsTransient());
        Assert.Equal(120_00, await _desk.OwedToAsync(vendor.Name, Cancel));
        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Equal(0, await _desk.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_that_was_changed_in_Xero_is_never_voided_for_its_total()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        _desk.There.ReplaceLines(bill.Number!, 150);

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel));

        Assert.Equal(AccountingFault.Conflict, refused.Fault);
        Assert.Equal(1, await _desk.CountBillsAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task Where_there_are_too_many_to_look_through_nothing_is_made_on_the_chance_that_it_is_not_among_them()
    {
        var vendor = await PutVendorAsync();
        for (var number = 0; number < 2_000; number++)
        {
            _desk.There.AddBill(vendor.Id, $"{number}", 1);
        }

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, NewBill(vendor.Id) with { Number = "\"17\"", Date = new DateOnly(2026, 6, 1) }, Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Equal(2_000, _desk.There.Bills.Count);
    }

    [Fact]
    public async Task A_bill_that_somebody_entered_in_Xero_is_not_entered_twice()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        _desk.There.ChangeBill(bill.Number!, "Url", "https://elsewhere.example/");

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill with { Key = Unique("pay_") }, Cancel));

        Assert.Equal(AccountingFault.Duplicate, refused.Fault);
        Assert.Equal(1, await _desk.CountBillsAsync(bill.Number!, Cancel));
    }

    [Theory]
    [InlineData("2026-\"17\"")]
    [InlineData("\" OR \"\" == \"")]
    [InlineData("a\\")]
    [InlineData("N° 7, été")]
    [InlineData("x%y&z=1#2+3")]
    public async Task No_number_breaks_out_of_a_condition(string number)
    {
        var vendor = await PutVendorAsync();
        var (bill, other) = (NewBill(vendor.Id) with { Number = number }, NewBill(vendor.Id));
        await _desk.Xero.PutBillAsync(_desk.Access, other, Cancel);

        var first = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        var second = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(2, _desk.There.Bills.Count);
    }

    [Fact]
    public async Task A_bill_without_a_number_has_its_key_as_one()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id) with { Number = null };

        var first = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        var second = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);

        Assert.Equal((first.Id, bill.Key), (second.Id, first.Number));
    }

    [Fact]
    public async Task A_name_that_another_contact_has_is_a_duplicate_and_a_name_with_quotes_is_none()
    {
        var vendor = NewVendor() with { Name = """O'Neil  "Bob" <& Sons> \ """ };
        await _desk.Xero.PutVendorAsync(_desk.Access, vendor, Cancel);

        var again = await _desk.Xero.PutVendorAsync(_desk.Access, vendor, Cancel);
        var refused = await FailsAsync(() => _desk.Xero.PutVendorAsync(_desk.Access, vendor with { Key = Unique("biz_") }, Cancel));

        Assert.Equal(again.Id, XeroDesk.Text(Assert.Single(_desk.There.Contacts), "ContactID"));
        Assert.Equal("""O'Neil "Bob" (& Sons) \""", XeroDesk.Text(_desk.There.Contacts[0], "Name"));
        Assert.Equal(AccountingFault.Duplicate, refused.Fault);
        Assert.Contains("is already assigned to another contact", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_with_the_same_tax_number_is_taken_over_as_it_is()
    {
        var bookkeepers = NewVendor() with { TaxNumber = "FR40303265045" };
        var there = await _desk.Xero.PutVendorAsync(_desk.Access, bookkeepers, Cancel);
        _desk.There.ChangeContact(there.Id, "ContactNumber", "");
        var ours = NewVendor() with { TaxNumber = "FR40303265045" };

        var taken = await _desk.Xero.PutVendorAsync(_desk.Access, ours, Cancel);

        var contact = Assert.Single(_desk.There.Contacts);
        Assert.Equal(there.Id, taken.Id);
        Assert.Equal((bookkeepers.Name, ours.Key), (XeroDesk.Text(contact, "Name"), XeroDesk.Text(contact, "ContactNumber")));
    }

    [Theory]
    [InlineData("OTHER-4711", 1)]
    [InlineData(null, 2)]
    public async Task A_contact_that_another_program_numbered_keeps_its_number_and_one_of_another_vendor_stays_apart(string? number, int contacts)
    {
        var first = NewVendor() with { TaxNumber = "FR40303265045" };
        var there = await _desk.Xero.PutVendorAsync(_desk.Access, first, Cancel);
        if (number is not null)
        {
            _desk.There.ChangeContact(there.Id, "ContactNumber", number);
        }

        var second = await _desk.Xero.PutVendorAsync(_desk.Access, NewVendor() with { TaxNumber = "FR40303265045" }, Cancel);

        Assert.Equal(contacts == 1, there.Id == second.Id);
        Assert.Equal(contacts, _desk.There.Contacts.Count);
        Assert.Equal(number ?? first.Key, XeroDesk.Text(_desk.There.Contacts[0], "ContactNumber"));
    }

    [Fact]
    public async Task A_vendor_renamed_back_and_forth_within_minutes_ends_with_the_last_name()
    {
        var vendor = NewVendor();
        var known = await _desk.Xero.PutVendorAsync(_desk.Access, vendor, Cancel);
        known = await _desk.Xero.PutVendorAsync(_desk.Access, vendor with { Name = $"{vendor.Name} B", Known = known }, Cancel);
        known = await _desk.Xero.PutVendorAsync(_desk.Access, vendor with { Known = known }, Cancel);

        await _desk.Xero.PutVendorAsync(_desk.Access, vendor with { Name = $"{vendor.Name} B", Known = known }, Cancel);

        Assert.Equal(1, await _desk.CountVendorsAsync($"{vendor.Name} B", Cancel));
    }

    [Fact]
    public async Task An_archived_contact_is_not_there_for_bills_nor_for_changes()
    {
        var vendor = NewVendor();
        var known = await _desk.Xero.PutVendorAsync(_desk.Access, vendor, Cancel);
        _desk.There.ChangeContact(known.Id, "ContactStatus", "ARCHIVED");

        var unchanged = await FailsAsync(() => _desk.Xero.PutVendorAsync(_desk.Access, vendor with { Known = known }, Cancel));
        var unbilled = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, NewBill(known.Id), Cancel));

        Assert.Equal((AccountingFault.NotFound, AccountingFault.NotFound), (unchanged.Fault, unbilled.Fault));
    }

    [Fact]
    public async Task A_bill_with_payments_is_not_voided()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        await _desk.Xero.PutPaymentAsync(_desk.Access, NewPayment(bill, posted, 1), Cancel);

        var refused = await FailsAsync(() =>
            _desk.Xero.ReverseBillAsync(_desk.Access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, vendor.Id, _desk.Today, bill.Total), Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Equal(1, await _desk.CountBillsAsync(bill.Number!, Cancel));
    }

    [Fact]
    public async Task More_than_is_owed_is_refused_in_the_words_of_Xero()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);

        var refused = await FailsAsync(() => _desk.Xero.PutPaymentAsync(_desk.Access, NewPayment(bill, posted, bill.Total.Minor + 1), Cancel));

        Assert.Equal((AccountingFault.Rejected, "Payment amount exceeds the amount outstanding on this document"), (refused.Fault, refused.Message));
    }

    [Fact]
    public async Task A_payment_carries_the_check_number_and_its_key_and_of_a_voided_one_only_the_word_is_left()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await _desk.Xero.PutBillAsync(_desk.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 50_00) with { Reference = "Check 1047", Key = $"{Unique("trx_")}_{bill.Key}" };
        var paid = await _desk.Xero.PutPaymentAsync(_desk.Access, payment, Cancel);
        await _desk.Xero.ReversePaymentAsync(_desk.Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, _desk.BankAccountId, _desk.Today, payment.Amount), Cancel);

        var seen = Assert.Single((await DrainAsync(null)).Payments, seen => seen.Reference.Id == paid.Id);

        Assert.Contains($"Check 1047 {payment.Key}", _desk.Fake.Exchanges.Last(call => call.Path.StartsWith("/Payments/", StringComparison.Ordinal)).Answer, StringComparison.Ordinal);
        Assert.Equal((payment.Key, true, 50m, "EUR"), (seen.Key, seen.IsVoid, seen.Amount, seen.CurrencyCode));
        Assert.Equal([posted.Id], seen.BillIds);
    }

    [Fact]
    public async Task A_bill_in_a_currency_that_the_organisation_has_not_is_refused_in_the_words_of_Xero()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);

        var refused = await FailsAsync(() => _desk.Xero.PutBillAsync(_desk.Access, bill with { Total = bill.Total with { Currency = Currency.Usd } }, Cancel));

        Assert.Equal((AccountingFault.Rejected, "Organisation is not subscribed to currency USD"), (refused.Fault, refused.Message));
    }

    [Fact]
    public async Task Accounts_and_rates_are_those_that_a_purchase_can_have()
    {
        var accounts = await _desk.Xero.ListLedgerAccountsAsync(_desk.Access, Cancel);
        var rates = await _desk.Xero.ListTaxRatesAsync(_desk.Access, Cancel);

        Assert.DoesNotContain(accounts, account => account.Code is "610" or "800");
        Assert.True(Assert.Single(accounts, account => account.Code == "970").IsBankAccount);
        Assert.DoesNotContain(rates, rate => rate.Id == "OUTPUT2");
        var compound = Assert.Single(rates, rate => rate.Id == "TAX001");
        Assert.Equal((1550, 1500), (compound.EffectiveRate, compound.TotalRate));
        Assert.Equal([new RemoteTaxComponent("State", 500, false), new RemoteTaxComponent("City", 1000, true)], compound.Components);
    }

    internal static Task<AccountingException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<AccountingException>(call);
}
