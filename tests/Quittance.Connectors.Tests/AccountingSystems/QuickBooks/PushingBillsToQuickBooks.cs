using System.Text.Json.Nodes;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class PushingBillsToQuickBooks : QuickBooksTests
{
    [Fact]
    public async Task Every_call_names_the_minor_version_and_every_creation_a_request_id_that_fits()
    {
        await System.PutBillAsync(Access, NewBill(await VendorIdAsync()), Cancel);

        var calls = Fake.Requests.Where(request => request.Path.StartsWith("/v3/", StringComparison.Ordinal)).ToList();
        Assert.All(calls, call => Assert.Contains("minorversion=75", call.Query, StringComparison.Ordinal));
        var created = calls.Where(call => call.Method == "POST").ToList();
        Assert.Equal(2, created.Count);
        Assert.All(created, call => Assert.Matches("requestid=[0-9a-f]{1,50}(&|$)", call.Query));
    }

    [Fact]
    public async Task A_long_number_is_cut_at_its_beginning_and_stands_in_full_in_the_memo()
    {
        const string Long = "2026/ACME/EUROPE/INVOICE/0000000017";
        var bill = NewBill(await VendorIdAsync(), Long) with { Memo = "Two sails" };

        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var again = await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal((posted.Id, Long), (again.Id, posted.Number));
        var there = Realm.Find("Bill", posted.Id)!;
        Assert.Equal(Long[^21..], there["DocNumber"]!.GetValue<string>());
        Assert.Contains(Long, there["PrivateNote"]!.GetValue<string>(), StringComparison.Ordinal);
        var seen = Assert.Single((await System.ListChangesAsync(Access, await EndOfVendorsAsync(), Cancel)).Bills);
        Assert.Equal((Long, "Two sails", bill.Key), (seen.Number, seen.Memo, seen.Key));
    }

    [Fact]
    public async Task Texts_that_have_no_end_are_cut_and_the_bill_is_found_again()
    {
        var bill = NewBill(await VendorIdAsync(), $"{new string('9', 5000)}]17");
        bill = bill with { Memo = string.Concat(Enumerable.Repeat("\U0001F6A2", 3000)), Lines = [bill.Lines[0] with { Description = new string('x', 9000) }] };

        var first = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();

        Assert.Equal(first.Id, (await System.PutBillAsync(Access, bill, Cancel)).Id);
    }

    [Fact]
    public async Task Two_long_numbers_that_differ_only_at_the_end_are_two_bills()
    {
        Realm.WarnsOfDuplicates = true;
        var vendorId = await VendorIdAsync();

        var one = await System.PutBillAsync(Access, NewBill(vendorId, "2026/ACME/EUROPE/INVOICE/0000000017"), Cancel);
        var other = await System.PutBillAsync(Access, NewBill(vendorId, "2026/ACME/EUROPE/INVOICE/0000000018"), Cancel);

        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task A_bill_without_a_number_put_twice_is_one_bill_even_when_request_ids_are_forgotten()
    {
        var bill = NewBill(await VendorIdAsync(), null);

        var first = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();
        var second = await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Single(Realm.All("Bill"));
    }

    [Theory]
    [InlineData("F-1' or DocNumber > '")]
    [InlineData(@"F\' 1")]
    [InlineData("№ 17 – “A”")]
    [InlineData("50% & more #1+1")]
    public async Task Whatever_stands_in_a_number_stays_a_number(string number)
    {
        var bill = NewBill(await VendorIdAsync(), number);

        var first = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();
        var second = await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal((first.Id, number), (second.Id, first.Number));
        Assert.Single(Realm.All("Bill"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bill_that_somebody_typed_in_over_there_is_not_doubled_whatever_the_preference(bool warns)
    {
        Realm.WarnsOfDuplicates = warns;
        var vendorId = await VendorIdAsync();
        EnterBill(vendorId, "F-1");

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, NewBill(vendorId), Cancel));

        Assert.Equal(AccountingFault.Duplicate, refused.Fault);
        Assert.Equal(1, Realm.CountBills("F-1"));
    }

    [Fact]
    public async Task The_same_number_of_another_vendor_is_no_duplicate()
    {
        EnterBill(await VendorIdAsync("Ropemakers"), "F-1");

        await System.PutBillAsync(Access, NewBill(await VendorIdAsync()), Cancel);

        Assert.Equal(2, Realm.CountBills("F-1"));
    }

    [Fact]
    public async Task A_copy_that_somebody_made_over_there_is_not_taken_for_the_bill()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var copy = Realm.Find("Bill", posted.Id)!;
        copy.Remove("Id");
        Realm.Enter("Bill", copy);

        Assert.Equal(posted.Id, (await System.PutBillAsync(Access, bill, Cancel)).Id);
    }

    [Fact]
    public async Task Our_own_number_twice_is_refused_in_the_systems_own_words_where_it_minds()
    {
        Realm.WarnsOfDuplicates = true;
        var vendorId = await VendorIdAsync();
        await System.PutBillAsync(Access, NewBill(vendorId), Cancel);

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, NewBill(vendorId), Cancel));

        Assert.Equal((AccountingFault.Duplicate, "6140"), (refused.Fault, refused.Code));
        Assert.Contains("F-1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_that_was_still_being_worked_on_when_it_was_searched_for_is_no_duplicate_of_itself()
    {
        Realm.WarnsOfDuplicates = true;
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();
        Realm.QueriesBehind = 1;

        Assert.Equal(posted.Id, (await System.PutBillAsync(Access, bill, Cancel)).Id);
    }

    [Fact]
    public async Task A_closed_period_is_told_and_once_it_is_open_the_same_push_succeeds()
    {
        var bill = NewBill(await VendorIdAsync());
        Realm.ClosedUntil = Books.Today;

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));
        Realm.ClosedUntil = null;
        await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal((AccountingFault.PeriodClosed, "6210"), (refused.Fault, refused.Code));
        Assert.Equal(1, Realm.CountBills("F-1"));
    }

    [Fact]
    public async Task A_bill_that_comes_to_another_total_is_not_left_behind()
    {
        Realm.ComputesTaxesItself = true;
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = Pounds(119_99) };

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Contains("120.00", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Realm.All("Bill"));
    }

    [Fact]
    public async Task A_total_that_a_killed_run_left_wrong_is_cleaned_up_by_the_next()
    {
        Realm.ComputesTaxesItself = true;
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = Pounds(119_99) };
        Books.Proxy.CutOnce(6, CutAt.BeforeRequest); // Searched, asked for codes and rates, made, read back; the deletion never arrives.

        var broken = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));
        Assert.True(broken.Fault.IsTransient());
        Assert.Single(Realm.All("Bill"));
        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Empty(Realm.All("Bill"));
    }

    [Fact]
    public async Task A_bill_that_was_changed_over_there_is_never_deleted_for_its_total()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        Realm.Enter("Bill", new JsonObject { ["Id"] = posted.Id, ["GlobalTaxCalculation"] = "NotApplicable" });

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.Single(Realm.All("Bill"));
    }

    [Fact]
    public async Task A_code_of_two_rates_takes_the_tax_of_the_bill_to_the_cent()
    {
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { NetMinor = 33_33, TaxMinor = 5_00, TaxRateId = Realm.DoubleTaxId }], Total = Pounds(38_33) };

        await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal(38.33m, Realm.OwedTo("Sailmakers"));
        var rate = Assert.Single(await System.ListTaxRatesAsync(Access, Cancel), rate => rate.Id == Realm.DoubleTaxId);
        Assert.Equal((1498, 2), (rate.EffectiveRate, rate.Components.Count));
    }

    [Fact]
    public async Task Where_a_company_has_no_purchase_taxes_they_are_a_part_of_the_cost_and_the_line_says_so()
    {
        var american = Fake.AddRealm("4620816", "US", "USD");
        var access = Books.AccessTo(american);
        var vendorId = (await System.PutVendorAsync(access, NewVendor(), Cancel)).Id;
        var bill = NewBill(vendorId) with
        {
            Total = new Money(118_00, Currency.Usd),
            Lines = [new("Sail", 1, 100, 100_00, 8_00, american.ExpenseAccountId, null), new("Postage", 1, 10, 10_00, 0, american.ExpenseAccountId, null)],
        };

        var posted = await System.PutBillAsync(access, bill, Cancel);

        Assert.Equal(118m, american.OwedTo("Sailmakers"));
        var lines = american.Find("Bill", posted.Id)!["Line"]!.AsArray();
        Assert.Equal((108m, "Sail (with 8.00 USD tax)"), (lines[0]!["Amount"]!.GetValue<decimal>(), lines[0]!["Description"]!.GetValue<string>()));
        Assert.Equal((10m, "Postage"), (lines[1]!["Amount"]!.GetValue<decimal>(), lines[1]!["Description"]!.GetValue<string>()));
        Assert.Empty(await System.ListTaxRatesAsync(access, Cancel));
        Assert.Empty(QuickBooksSchema.FaultsIn(Fake, american));
    }

    [Fact]
    public async Task Where_a_company_has_purchase_taxes_none_is_booked_without_its_rate()
    {
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxRateId = null }] };

        Assert.Equal(AccountingFault.TaxRateMissing, (await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel))).Fault);
        Assert.Empty(RequestsTo("bill"));
    }

    [Fact]
    public async Task A_tax_code_that_is_not_there_is_refused_before_anything_is_made()
    {
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxRateId = "4711" }] };

        Assert.Equal(AccountingFault.TaxRateMissing, (await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel))).Fault);
        Assert.Empty(RequestsTo("bill"));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_told_as_such()
    {
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "4711" }] };

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));

        Assert.Equal((AccountingFault.LedgerAccountMissing, "2500"), (refused.Fault, refused.Code));
    }

    [Fact]
    public async Task A_bill_that_was_deleted_over_there_is_made_anew_and_not_only_remembered()
    {
        var bill = NewBill(await VendorIdAsync());
        Realm.Remove("Bill", (await System.PutBillAsync(Access, bill, Cancel)).Id);

        var again = await System.PutBillAsync(Access, bill, Cancel);

        Assert.NotNull(Realm.Find("Bill", again.Id));
        Assert.Equal(1, Realm.CountBills("F-1"));
    }

    [Fact]
    public async Task A_bill_that_came_to_another_total_goes_in_once_the_taxes_are_put_right_over_there()
    {
        Realm.ComputesTaxesItself = true;
        var bill = NewBill(await VendorIdAsync());
        bill = bill with { Lines = [bill.Lines[0] with { TaxMinor = 19_99 }], Total = Pounds(119_99) };
        await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));
        Realm.ComputesTaxesItself = false;

        await System.PutBillAsync(Access, bill, Cancel);

        Assert.Equal(119.99m, Realm.OwedTo("Sailmakers"));
    }

    [Fact]
    public async Task A_bill_whose_vendor_was_merged_into_another_over_there_is_found_again()
    {
        var bill = NewBill(await VendorIdAsync());
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();
        Realm.Enter("Bill", new JsonObject { ["Id"] = posted.Id, ["VendorRef"] = QuickBooksBills.Ref(await VendorIdAsync("Sailmakers & Sons")) });

        Assert.Equal(posted.Id, (await System.PutBillAsync(Access, bill, Cancel)).Id);
        Assert.Single(Realm.All("Bill"));
    }

    [Fact]
    public async Task Where_there_are_too_many_to_look_through_nothing_is_made_on_the_chance_that_it_is_not_among_them()
    {
        var bill = NewBill(await VendorIdAsync(), null);
        var others = string.Join(',', Enumerable.Range(1000, 200).Select(id => $$"""{"Id":"{{id}}","SyncToken":"0","VendorRef":{"value":"9"},"TotalAmt":1}"""));
        for (var page = 0; page < 20; page++)
        {
            Fake.AnswerNext(200, "application/json", $$$"""{"QueryResponse":{"Bill":[{{{others}}}]},"time":"2026-01-01T00:00:00Z"}""");
        }

        var refused = await RefusedAsync(() => System.PutBillAsync(Access, bill, Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Empty(RequestsTo("bill"));
    }

    [Fact]
    public async Task A_number_without_a_letter_that_can_be_asked_for_is_looked_for_by_its_day()
    {
        var bill = NewBill(await VendorIdAsync(), "第一号");
        var first = await System.PutBillAsync(Access, bill, Cancel);
        Fake.ForgetRequestIds();

        Assert.Equal(first.Id, (await System.PutBillAsync(Access, bill, Cancel)).Id);
        Assert.Contains(RequestsTo("query"), query => query.Query.Contains("TxnDate", StringComparison.Ordinal));
    }

    private async Task<string> EndOfVendorsAsync()
    {
        var place = (await System.ListChangesAsync(Access, null, Cancel)).Place;
        return place!;
    }
}
