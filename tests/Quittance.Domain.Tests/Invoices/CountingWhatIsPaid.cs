using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using static Quittance.Domain.Tests.Invoices.Bills;

namespace Quittance.Domain.Tests.Invoices;

public sealed class CountingWhatIsPaid
{
    private const int AmountMinor = 10;

    private static readonly Func<Invoice, Money, Invoice>[] Steps =
    [
        (bill, _) => bill.Submit(ConnectionRole.Payee, Now),
        (bill, _) => bill.Approve(ConnectionRole.Payer, "user:ann", Now),
        (bill, _) => bill.Schedule(ConnectionRole.Payer, Now),
        (bill, _) => bill.Unschedule(ConnectionRole.Payer, Now),
        (bill, _) => bill.StartPayment(Now),
        (bill, money) => bill.Settle(money, Now),
        (bill, money) => bill.Settle(money, Now),
        (bill, _) => bill.Fail(Now),
        (bill, money) => bill.Return(money, Now),
        (bill, _) => bill.PayOffPlatform(ConnectionRole.Payer, Now),
        (bill, _) => bill.Revise(ConnectionRole.Payee, Now),
        (bill, _) => bill.Cancel(ConnectionRole.Payer, Now),
        (bill, _) => bill.Archive(Now),
    ];

    [Fact]
    public void Whatever_happens_paid_stays_within_the_amount_and_a_bill_is_paid_when_nothing_is_open()
    {
        var settled = 0;
        var step = from which in Gen.Choose(0, Steps.Length - 1)
                   from minor in Gen.Choose(-1, AmountMinor + 2)
                   select (which, minor);
        var begin = Gen.Elements(InvoiceStatus.Draft, InvoiceStatus.Approved, InvoiceStatus.Paying, InvoiceStatus.Paid);
        var lives = from status in begin from steps in step.ListOf() select (status, steps);

        Prop.ForAll(lives.ToArbitrary(), life =>
        {
            var bill = In(life.status, minor: AmountMinor);
            foreach (var (which, minor) in life.steps)
            {
                bill = After(bill, which, minor);
                var isPaid = bill.Status is InvoiceStatus.Paid or InvoiceStatus.Archived;
                Assert.InRange(bill.Paid.Minor, 0, AmountMinor);
                Assert.Equal(bill.Paid == bill.Amount, isPaid);
                Assert.Equal(bill.Amount, bill.Paid + bill.Open);
                settled += bill.Paid.IsZero ? 0 : 1;
            }
        }).QuickCheckThrowOnFailure();

        Assert.True(settled > 100, $"only {settled} states had anything paid");
    }

    [Fact]
    public void A_partial_settlement_leaves_the_rest_open()
    {
        var partly = In(InvoiceStatus.Paying).Settle(new Money(30_00, Currency.Usd), Now);

        Assert.Equal((InvoiceStatus.Paying, 70_00L), (partly.Status, partly.Open.Minor));
        Assert.Equal(InvoiceStatus.Paid, partly.Settle(new Money(70_00, Currency.Usd), Now).Status);
        Assert.Equal(Refusal.AmountOutOfRange, Assert.Throws<RefusedException>(() => partly.Settle(new Money(70_01, Currency.Usd), Now)).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_01)]
    public void What_comes_back_is_more_than_nothing_and_at_most_what_was_paid(long minor) => Assert.Equal(
        Refusal.AmountOutOfRange,
        Assert.Throws<RefusedException>(() => In(InvoiceStatus.Paid).Return(new Money(minor, Currency.Usd), Now)).Refusal);

    private static Invoice After(Invoice bill, int which, int minor)
    {
        try
        {
            return Steps[which](bill, new Money(minor, Currency.Usd));
        }
        catch (RefusedException)
        {
            return bill; // What is refused changes nothing; which steps are is the matrix's subject.
        }
    }
}
