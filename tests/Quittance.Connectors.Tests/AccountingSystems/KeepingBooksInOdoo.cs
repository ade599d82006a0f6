using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

public sealed class KeepingBooksInOdoo : AccountingSystemContract, IAsyncLifetime
{
    private OdooBooks _books = null!;

    protected override Books Books => _books;

    public async ValueTask InitializeAsync() => _books = await OdooBooks.StartAsync();

    public ValueTask DisposeAsync() => _books.DisposeAsync();

    [Fact]
    public async Task A_bill_that_Odoo_taxes_otherwise_is_not_left_behind()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var line = bill.Lines[0] with { TaxMinor = bill.Lines[0].TaxMinor - 1 };

        var refused = await Assert.ThrowsAsync<AccountingException>(() =>
            _books.System.PutBillAsync(_books.Access, bill with { Lines = [line], Total = new Money(bill.Total.Minor - 1, Currency.Eur) }, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        Assert.DoesNotContain(_books.Server.Data.All("account.move"), move => move.Text("invoice_origin") == bill.Key);
    }

    [Theory]
    [InlineData("account", AccountingFault.LedgerAccountMissing)]
    [InlineData("tax", AccountingFault.TaxRateMissing)]
    [InlineData("currency", AccountingFault.Rejected)]
    [InlineData("vendor", AccountingFault.NotFound)]
    [InlineData("period", AccountingFault.PeriodClosed)]
    public async Task What_Odoo_cannot_take_is_told_by_its_kind(string what, AccountingFault expected)
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        bill = what switch
        {
            "account" => bill with { Lines = [bill.Lines[0] with { LedgerAccountId = "Expenses:Rent" }] },
            "tax" => bill with { Lines = [bill.Lines[0] with { TaxRateId = "77" }] },
            "currency" => bill with { Total = new Money(bill.Total.Minor, Currency.Usd) },
            "vendor" => bill with { VendorId = "4711" },
            _ => bill,
        };
        if (what == "period")
        {
            _books.Server.Data.Get("res.company", _books.Server.CompanyId)["fiscalyear_lock_date"] = "2026-03-31";
        }

        var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutBillAsync(_books.Access, bill, Cancel));

        Assert.Equal((expected, 0), (refused.Fault, await _books.CountBillsAsync(bill.Number!, Cancel)));
    }

    [Fact]
    public async Task A_bill_that_was_reset_or_canceled_over_there_is_a_conflict_and_not_made_again()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var move = _books.Server.Data.Get("account.move", int.Parse(posted.Id, null));
        foreach (var state in new[] { "draft", "cancel" })
        {
            move["state"] = state;

            var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutBillAsync(_books.Access, bill, Cancel));

            Assert.Equal(AccountingFault.Conflict, refused.Fault);
            Assert.Equal(state, move.Text("state"));
        }
    }

    [Fact]
    public async Task A_vendor_is_found_by_its_tax_number_and_keeps_the_reference_that_people_gave_it()
    {
        var theirs = _books.Server.Data.Add("res.partner", ("name", "Acme"), ("vat", "FR40303265045"), ("ref", "V-17"), ("active", true), ("supplier_rank", 1));

        var known = await _books.System.PutVendorAsync(_books.Access, NewVendor() with { Name = "Acme SAS", TaxNumber = "FR40303265045" }, Cancel);

        Assert.Equal((theirs.Id, "V-17", "Acme SAS"), (int.Parse(known.Id, null), theirs.Text("ref"), theirs.Text("name")));
    }

    [Fact]
    public async Task Two_partners_of_one_tax_number_are_both_left_alone()
    {
        _books.Server.Data.Add("res.partner", ("name", "Acme Lyon"), ("vat", "FR40303265045"), ("active", true));
        _books.Server.Data.Add("res.partner", ("name", "Acme Paris"), ("vat", "FR40303265045"), ("active", true));

        await _books.System.PutVendorAsync(_books.Access, NewVendor() with { Name = "Acme SAS", TaxNumber = "FR40303265045" }, Cancel);

        Assert.Equal(1, await _books.CountVendorsAsync("Acme SAS", Cancel));
        Assert.Equal(1, await _books.CountVendorsAsync("Acme Lyon", Cancel));
    }

    [Fact]
    public async Task What_one_long_transaction_wrote_at_one_instant_is_told_page_by_page_without_a_gap()
    {
        var data = _books.Server.Data;
        var names = Enumerable.Range(0, 350).Select(number => data.Add("res.partner", ("name", $"Imported {number}"), ("active", true), ("supplier_rank", 1)).Text("name")).ToList();

        var told = await DrainAsync(null);
        var again = await DrainAsync(told.Place);

        Assert.Equal(names, told.Vendors.Select(vendor => vendor.Name));
        Assert.Equal(names.Count, again.Vendors.Count); // Within the overlap.
    }

    [Fact]
    public async Task A_bill_that_is_settled_there_is_told_although_Odoo_did_not_change_its_time()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var move = _books.Server.Data.Get("account.move", int.Parse(posted.Id, null));
        move["write_date"] = _books.Server.Data.Now.AddHours(-1);
        var place = (await DrainAsync(null)).Place;

        await _books.System.PutPaymentAsync(_books.Access, NewPayment(bill, posted, bill.Total.Minor), Cancel);

        Assert.Equal(RemoteBillStatus.Paid, Assert.Single((await DrainAsync(place)).Bills).Status);
    }

    [Theory]
    [InlineData("draft", true)]
    [InlineData("posted", true)]
    [InlineData("cancel", false)]
    public async Task A_bill_that_somebody_typed_in_over_there_is_not_doubled(string state, bool isDuplicate)
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var typed = await _books.System.PutBillAsync(_books.Access, bill with { Key = "typed in by hand" }, Cancel);
        _books.Server.Data.Get("account.move", int.Parse(typed.Id, null))["state"] = state;

        var refused = await Record.ExceptionAsync(() => _books.System.PutBillAsync(_books.Access, bill, Cancel));
        await _books.System.PutBillAsync(_books.Access, bill with { Key = Unique("pay_"), VendorId = (await PutVendorAsync()).Id }, Cancel);

        Assert.Equal(isDuplicate ? AccountingFault.Duplicate : null, (refused as AccountingException)?.Fault);
        Assert.Equal(isDuplicate ? 2 : 3, _books.Server.Data.All("account.move").Count(move => move.Text("ref") == bill.Number));
    }

    [Fact]
    public async Task More_than_is_still_owed_there_is_refused_and_makes_no_credit()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        await _books.System.PutPaymentAsync(_books.Access, NewPayment(bill, posted, 100_00), Cancel);

        var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutPaymentAsync(_books.Access, NewPayment(bill, posted, bill.Total.Minor), Cancel));

        Assert.Equal(AccountingFault.Rejected, refused.Fault);
        Assert.Single(_books.Server.Data.All("account.payment"));
    }

    [Fact]
    public async Task A_payment_that_was_canceled_over_there_is_made_anew_when_it_is_pushed_again()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, bill.Total.Minor);
        var paid = await _books.System.PutPaymentAsync(_books.Access, payment, Cancel);
        await _books.System.ReversePaymentAsync(
            _books.Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, _books.BankAccountId, _books.Today, payment.Amount), Cancel);

        await _books.System.PutPaymentAsync(_books.Access, payment, Cancel);

        Assert.Equal(0, await _books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_bill_is_told_with_all_its_lines_however_many()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        var lines = Enumerable.Range(0, 2_100).Select(_ => bill.Lines[0] with { Quantity = 1, UnitPrice = 1, NetMinor = 1_00, TaxMinor = 20 }).ToList();
        await _books.System.PutBillAsync(_books.Access, bill with { Lines = lines, Total = new Money(lines.Count * 1_20, Currency.Eur) }, Cancel);

        Assert.Equal(lines.Count, Assert.Single((await DrainAsync(null)).Bills).Lines.Count);
    }

    [Fact]
    public async Task A_company_can_be_named_by_its_name_or_its_id()
    {
        var named = _books.Access with { Settings = new Dictionary<string, string>(_books.Access.Settings) { ["company"] = "Odoo Books" } };
        var unknown = _books.Access with { Settings = new Dictionary<string, string>(_books.Access.Settings) { ["company"] = "Nobody" } };

        Assert.Equal(("books/1", "EUR"), ((await _books.System.GetCompanyAsync(named, Cancel)).Id, (await _books.System.GetCompanyAsync(named, Cancel)).BaseCurrency));
        Assert.Equal(AccountingFault.NotConfigured, (await Assert.ThrowsAsync<AccountingException>(() => _books.System.GetCompanyAsync(unknown, Cancel))).Fault);
    }

    [Fact]
    public async Task Taxes_that_are_included_in_prices_or_meant_for_sales_cannot_be_chosen()
    {
        Assert.Equal(["20% G"], (await _books.System.ListTaxRatesAsync(_books.Access, Cancel)).Select(rate => rate.Name));
    }
}
