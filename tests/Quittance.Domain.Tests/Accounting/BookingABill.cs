using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Accounting;
using Quittance.Domain.Invoices;
using static Quittance.Domain.Tests.Accounting.Bookings;

namespace Quittance.Domain.Tests.Accounting;

public sealed class BookingABill
{
    [Fact]
    public void Net_lines_get_their_tax_and_the_systems_rate()
    {
        var booked = Booked(Bill(229_50, 24_50, null, Line(100_00, 20_00), Line(100_00, 5_50), Line(0, 20_00), Line(0), Line(10_00, 0), Line(-5_00, 20_00)));

        Assert.Equal([20_00L, 5_50, 0, 0, 0, -1_00], booked.Select(line => line.TaxMinor));
        Assert.Equal(["vat2000", "vat550", "vat2000", null, null, "vat2000"], booked.Select(line => line.TaxRateId));
    }

    [Fact]
    public void A_bill_that_states_no_tax_is_booked_as_it_is()
    {
        var booked = Booked(Bill(30_00, null, null, Line(40_00), Line(-10_00)));

        Assert.Equal([(40_00L, 0L, null), (-10_00, 0, null)], booked.Select(line => (line.NetMinor, line.TaxMinor, line.TaxRateId)));
    }

    [Fact]
    public void A_bill_without_lines_is_one_line()
    {
        var line = Assert.Single(Booked(Bill(120_00, 20_00, null)));

        Assert.Equal(("INV-1", 1m, 100m, 100_00L, 20_00L, "travel", "vat2000"), (line.Description, line.Quantity, line.UnitPrice, line.NetMinor, line.TaxMinor, line.LedgerAccountId, line.TaxRateId));
    }

    [Fact]
    public void What_is_beside_the_lines_and_what_was_prepaid_become_lines_on_the_largest_ones_account()
    {
        var bill = Bill(58_00, 18_00, 50_00, Line(10_00, 20_00), Line(90_00, 20_00));
        var booked = Booked(bill, [On(Office, 0), On(Travel, 1)]);

        Assert.Equal(
            [(10_00L, 2_00L, "office", "vat2000"), (90_00, 18_00, "travel", "vat2000"), (-10_00, -2_00, "travel", "vat2000"), (-50_00, 0, "travel", null)],
            booked.Select(line => (line.NetMinor, line.TaxMinor, line.LedgerAccountId, line.TaxRateId)));

        var coded = Booked(bill, [On(Office, 0), On(Travel, 1), On(Office, BillLine.AllowancesPosition), On(Office, BillLine.PrepaidPosition)]);
        Assert.Equal(["office", "travel", "office", "office"], coded.Select(line => line.LedgerAccountId));
    }

    [Fact]
    public void A_rounding_of_the_whole_document_carries_no_tax()
    {
        var booked = Booked(Bill(12_00 + 3, 2_01, null, Line(10_04, 20_00)));

        Assert.Equal([(10_04L, 2_01L), (-2, 0)], booked.Select(line => (line.NetMinor, line.TaxMinor)));
    }

    [Fact]
    public void Tax_is_rounded_once_for_each_rate_and_the_cents_go_where_most_was_lost()
    {
        // 3 x 0.33 at 20 % is 0.198, so 0.20; each line alone would have made 0.07.
        var booked = Booked(Bill(1_19, 20, null, Line(33, 20_00), Line(33, 20_00), Line(33, 20_00)));

        Assert.Equal([7, 7, 6], booked.Select(line => line.TaxMinor));
    }

    [Fact]
    public void A_document_that_rounded_every_line_is_believed()
    {
        var booked = Booked(Bill(1_20, 21, null, Line(33, 20_00), Line(33, 20_00), Line(33, 20_00)));

        Assert.Equal([7, 7, 7], booked.Select(line => line.TaxMinor));
    }

    [Theory]
    [InlineData(120_00, 20_00, "vat2000")]
    [InlineData(105_50, 5_50, "vat550")]
    [InlineData(100_00, 0, null)]
    public void Lines_without_rates_get_the_one_rate_that_makes_the_tax(long amount, long tax, string? rate)
    {
        var booked = Booked(Bill(amount, tax, null, Line(60_00), Line(40_00)));

        Assert.All(booked, line => Assert.Equal(rate, line.TaxRateId));
        Assert.Equal(tax, booked.Sum(line => line.TaxMinor));
    }

    [Theory]
    [InlineData(107_00, 7_00)] // no rate makes it
    [InlineData(5, 1)] // two rates do: 0.04 at 20 % and at 30 %
    public void Without_exactly_one_such_rate_the_rate_is_missing(long amount, long tax)
    {
        var fault = Fault(() => Booked(Bill(amount, tax, null, Line(amount - tax)), rates: [.. Rates, Rate(30_00)]));

        Assert.Equal(AccountingFault.TaxRateMissing, fault.Fault);
        Assert.Contains("line 1 (\"Things\")", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_the_system_lacks_or_has_put_away_is_missing()
    {
        var bill = Bill(108_00, 8_00, null, Line(100_00, 8_00));

        Assert.Contains("no tax rate of 8 %", Fault(() => Booked(bill)).Message, StringComparison.Ordinal);
        Assert.Equal(AccountingFault.TaxRateMissing, Fault(() => Booked(bill, rates: [.. Rates, Rate(8_00, isActive: false)])).Fault);
        Assert.Equal("b", Assert.Single(Booked(bill, rates: [.. Rates, Rate(8_00, id: "z"), Rate(8_00, id: "b")])).TaxRateId);
    }

    [Fact]
    public void A_chosen_rate_goes_before_the_automatic_one()
    {
        var other = Rate(20_00, id: "import");
        var bill = Bill(120_00, 20_00, null, Line(100_00, 20_00));

        Assert.Equal("import", Assert.Single(Booked(bill, [On(Travel, 0, other)], [.. Rates, other])).TaxRateId);
        Assert.Equal(AccountingFault.TotalDiffers, Fault(() => Booked(bill, [On(Travel, 0, Reduced)])).Fault);
        Assert.Equal(AccountingFault.TaxRateMissing, Fault(() => Booked(bill, [On(Travel, 0, other)])).Fault);
        Assert.Equal(AccountingFault.TotalDiffers, Fault(() => Booked(Bill(100_00, null, null, Line(100_00)), [On(Travel, 0, Twenty)])).Fault);
    }

    [Fact]
    public void Rates_and_tax_that_cannot_both_be_true_are_refused()
    {
        var fault = Fault(() => Booked(Bill(130_00, 30_00, null, Line(100_00, 20_00))));

        Assert.Equal((AccountingFault.TotalDiffers, true), (fault.Fault, fault.Message.Contains("30.00 EUR", StringComparison.Ordinal)));
        Assert.Equal(AccountingFault.TotalDiffers, Fault(() => Booked(Bill(1, null, null, Line(long.MaxValue), Line(long.MaxValue)))).Fault);
    }

    [Fact]
    public void Books_without_rates_get_the_tax_without_one()
    {
        Assert.Equal([(60_00L, 12_00L, null), (40_00, 8_00, null)], Taxes(Booked(Bill(120_00, 20_00, null, Line(60_00), Line(40_00)), rates: [])));
        Assert.Equal([(60_00L, 12_00L, null), (40_00, 2_20, null)], Taxes(Booked(Bill(114_20, 14_20, null, Line(60_00, 20_00), Line(40_00, 5_50)), rates: [])));
    }

    [Fact]
    public void A_line_without_an_account_that_is_open_is_named()
    {
        var bill = Bill(3_00, null, null, Line(1_00), Line(1_00), Line(1_00));
        var closed = Account("closed", LedgerAccountStatus.Archived);
        var fault = Assert.Throws<AccountingException>(() => BillBooking.Of(bill, [On(Travel, 0), On(closed, 2)], [.. Accounts, closed], Rates));

        Assert.Equal(
            (AccountingFault.LedgerAccountMissing, "No ledger account is chosen for line 2 (\"Things\"), line 3 (\"Things\")."), (fault.Fault, fault.Message));
    }

    [Fact]
    public void Whatever_a_bill_says_its_lines_and_their_tax_come_to_what_is_owed_and_keep_their_accounts()
    {
        var booked = 0;
        var rates = Gen.Elements<int?>(null, 0, 5_50, 20_00);
        var minors = Gen.OneOf(Gen.Choose(-3, 300).Select(minor => (long)minor), Gen.Choose(-1_000_000, 9_000_000).Select(minor => (long)minor));
        var line = from minor in minors from rate in rates select Line(minor, rate);
        var bills = from count in Gen.OneOf(Gen.Choose(0, 6), Gen.Frequency((20, Gen.Choose(0, 40)), (1, Gen.Constant(InvoiceLine.CountMax))))
                    from lines in line.ArrayOf(count)
                    from currency in Gen.Elements(Currency.Of("JPY"), Currency.Eur, Currency.Of("BHD"))
                    from beside in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(-500, 500)))
                    from prepaid in Gen.Frequency((3, Gen.Constant<long?>(null)), (1, Gen.Choose(1, 10_000).Select(minor => (long?)minor)))
                    from slip in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(-3, 3)))
                    from stated in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
                    let tax = stated ? (InvoiceLine.TaxOf(lines) ?? 0) + slip : (long?)null
                    select Bill(currency, lines.Sum(one => one.AmountMinor) + beside + (tax ?? 0) - (prepaid ?? 0), tax, prepaid, lines);

        Prop.ForAll(bills.ToArbitrary(), bill =>
        {
            var codings = AllOn(Travel, bill).Select(coding => coding.Position % 2 == 0 ? coding : On(Office, coding.Position)).ToList();
            try
            {
                var lines = Booked(bill, codings);

                Assert.Equal(bill.Amount.Minor, lines.Sum(pushed => pushed.NetMinor + pushed.TaxMinor));
                Assert.Equal(bill.Details.TaxMinor ?? 0, lines.Sum(pushed => pushed.TaxMinor));
                Assert.All(lines.Take(codings.Count).Index(), pushed => Assert.Equal(pushed.Index % 2 == 0 ? "travel" : "office", pushed.Item.LedgerAccountId));
                Assert.All(lines, pushed => Assert.True(pushed.TaxMinor == 0 || pushed.TaxRateId is not null, "a tax without a rate"));
                booked++;
            }
            catch (AccountingException fault)
            {
                Assert.Contains(fault.Fault, new[] { AccountingFault.TaxRateMissing, AccountingFault.TotalDiffers });
            }
        }).QuickCheckThrowOnFailure();

        Assert.True(booked > 60, $"only {booked} bills could be booked");
    }

    private static IEnumerable<(long Net, long Tax, string? Rate)> Taxes(IEnumerable<BillLineToPush> lines) =>
        lines.Select(line => (line.NetMinor, line.TaxMinor, line.TaxRateId));

    private static AccountingException Fault(Func<object> booking) => Assert.Throws<AccountingException>(booking);
}
