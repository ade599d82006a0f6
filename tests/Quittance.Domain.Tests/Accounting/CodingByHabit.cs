using Quittance.Domain.Accounting;
using static Quittance.Domain.Tests.Accounting.Bookings;

namespace Quittance.Domain.Tests.Accounting;

public sealed class CodingByHabit
{
    [Fact]
    public void The_same_words_take_the_same_account_and_others_that_of_the_largest_line()
    {
        var last = new CodedBill([Line("Pens", 10), Line("Flight", -90, 1)], [On(Office, 0), On(Travel, 1)]);

        var codings = AutoCoding.Of([Line(" pens", 5, 0), Line("Taxi", 5, 1)], [], last, null, Accounts);

        Assert.Equal([(Office.Id, CodingSource.Vendor), (Travel.Id, CodingSource.Vendor)], codings.Select(coding => (coding.AccountId, coding.Source)));
    }

    [Fact]
    public void A_chosen_rate_is_taken_along_only_to_a_line_of_the_same_rate()
    {
        var last = new CodedBill([Line("Pens", 10, rate: 20_00), Line("Books", 10, 1, 5_50)], [On(Office, 0, Twenty), On(Office, 1, Reduced)]);

        var codings = AutoCoding.Of([Line("Pens", 5, rate: 20_00), Line("Books", 5, 1, 20_00), Line("Else", 5, 2, 20_00)], [], last, null, Accounts);

        Assert.Equal([Twenty.Id, null, null], codings.Select(coding => coding.TaxRateId));
    }

    [Fact]
    public void What_a_person_chose_stays_and_what_nobody_chose_leaves_a_closed_account()
    {
        var closed = Account("closed", LedgerAccountStatus.Archived);
        LineCoding[] existing = [On(closed, 0), On(closed, 1) with { Source = CodingSource.Vendor }, On(Travel, 2) with { Source = CodingSource.Default }];

        var codings = AutoCoding.Of([Line("a", 1), Line("b", 1, 1), Line("c", 1, 2), Line("d", 1, 3)], existing, null, Office.Id, [.. Accounts, closed]);

        Assert.Equal([closed.Id, Office.Id, Travel.Id, Office.Id], codings.Select(coding => coding.AccountId));
        Assert.Equal([CodingSource.Person, CodingSource.Default, CodingSource.Default, CodingSource.Default], codings.Select(coding => coding.Source));
    }

    [Fact]
    public void Without_habit_or_default_nothing_is_chosen_and_nothing_of_an_account_that_is_closed()
    {
        var closed = Account("closed", LedgerAccountStatus.Archived);

        Assert.Empty(AutoCoding.Of([Line("a", 1)], [], null, null, Accounts));
        Assert.Empty(AutoCoding.Of([Line("a", 1)], [], new CodedBill([Line("a", 1)], [On(closed, 0)]), closed.Id, [.. Accounts, closed]));
    }

    [Fact]
    public void What_stands_beside_the_lines_takes_no_default_but_what_it_took_before()
    {
        var beside = Line("Allowances and charges", -5, BillLine.AllowancesPosition);

        Assert.Empty(AutoCoding.Of([beside], [], null, Office.Id, Accounts));
        var last = new CodedBill([Line("a", 1), beside], [On(Travel, 0), On(Office, BillLine.AllowancesPosition)]);
        Assert.Equal(Office.Id, Assert.Single(AutoCoding.Of([beside], [], last, null, Accounts)).AccountId);
    }

    [Fact]
    public void Codings_follow_their_lines_and_those_of_lines_that_are_gone_go()
    {
        LineCoding[] codings = [On(Travel, 0), On(Office, 1), On(Travel, BillLine.PrepaidPosition)];

        var followed = AutoCoding.Follow([Line("a", 1), Line("b", 1, 1), Line("Prepaid", -1, BillLine.PrepaidPosition)], [Line("b", 7), Line("c", 1, 1)], codings);

        Assert.Equal([On(Office, 0)], followed);
    }

    [Fact]
    public void Of_equal_lines_each_keeps_its_own_where_it_can()
    {
        LineCoding[] codings = [On(Travel, 0), On(Office, 1)];

        var followed = AutoCoding.Follow([Line("a", 1), Line("a", 2, 1)], [Line("x", 1), Line("a", 2, 1), Line("a", 1, 2)], codings);

        Assert.Equal([On(Office, 1), On(Travel, 2)], followed.OrderBy(coding => coding.Position));
    }

    private static BillLine Line(string description, long net, int position = 0, int? rate = null) => new(position, description, 1, net / 100m, net, rate);
}
