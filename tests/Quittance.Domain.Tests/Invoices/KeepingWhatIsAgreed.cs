using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using static Quittance.Domain.Tests.Invoices.Bills;

namespace Quittance.Domain.Tests.Invoices;

public sealed class KeepingWhatIsAgreed
{
    public static TheoryData<string> FrozenFields => ["amount", "currency", "due date", "number", "invoice date", "tax", "prepaid", "lines"];

    [Theory]
    [MemberData(nameof(FrozenFields))]
    public void A_submitted_bill_keeps_everything_but_its_memo(string field)
    {
        var bill = In(InvoiceStatus.Submitted);
        var details = bill.Details with { Memo = "new" };
        Func<Invoice> change = field switch
        {
            "amount" => () => bill.Edit(ConnectionRole.Payee, new Money(100_01, Currency.Usd), bill.DueDate, details, Now),
            "currency" => () => bill.Edit(ConnectionRole.Payee, new Money(100_00, Currency.Eur), bill.DueDate, details, Now),
            "due date" => () => bill.Edit(ConnectionRole.Payee, bill.Amount, new DateOnly(2026, 5, 5), details, Now),
            "number" => () => bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details with { Number = "INV-2" }, Now),
            "invoice date" => () => bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details with { InvoiceDate = new DateOnly(2026, 3, 2) }, Now),
            "tax" => () => bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details with { TaxMinor = 1 }, Now),
            "prepaid" => () => bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details with { PrepaidMinor = 1 }, Now),
            _ => () => bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details with { Lines = [] }, Now),
        };

        Assert.Equal(Refusal.InvoiceFrozen, Assert.Throws<RefusedException>(change).Refusal);
        Assert.Equal("new", bill.Edit(ConnectionRole.Payee, bill.Amount, bill.DueDate, details, Now).Details.Memo);
    }

    [Fact]
    public void Revising_clears_the_approval()
    {
        var failed = In(InvoiceStatus.Failed);

        var draft = failed.Revise(ConnectionRole.Payee, Now);

        Assert.NotNull(failed.ApprovedBy);
        Assert.Equal((null, null), (draft.ApprovedBy, draft.ApprovedAt));
    }

    [Fact]
    public void A_bill_that_is_partly_paid_is_neither_revised_nor_canceled()
    {
        var partly = In(InvoiceStatus.Paying).Settle(new Money(1, Currency.Usd), Now).Fail(Now);

        Assert.Equal(Refusal.InvoiceStepRefused, Assert.Throws<RefusedException>(() => partly.Revise(ConnectionRole.Payee, Now)).Refusal);
        Assert.Equal(Refusal.InvoiceStepRefused, Assert.Throws<RefusedException>(() => partly.Cancel(ConnectionRole.Payer, Now)).Refusal);
    }

    [Fact]
    public void Submitting_again_forgets_why_it_was_declined()
    {
        var declined = In(InvoiceStatus.Declined);

        var again = declined.Revise(ConnectionRole.Payee, Now).Submit(ConnectionRole.Payee, Now);

        Assert.Equal("wrong price", declined.DeclineReason);
        Assert.Null(again.DeclineReason);
    }

    [Fact]
    public void Net_terms_give_the_due_date_only_where_the_bill_has_none()
    {
        var settings = new ConnectionSettings(30, null);

        Assert.Equal(new DateOnly(2026, 3, 31), Draft(settings: settings).DueDate);
        Assert.Equal(new DateOnly(2026, 3, 5), Draft(settings: settings, dueDate: new DateOnly(2026, 3, 5)).DueDate);
        Assert.Null(Draft().DueDate);
    }

    [Fact]
    public void No_bill_is_written_on_an_archived_connection()
    {
        var archived = Connection().Archive(ConnectionRole.Payer, Now);

        var refused = Assert.Throws<RefusedException>(() => Invoice.Draft(
            InvoiceId.New(Now), archived, ConnectionRole.Payee, new Money(1, Currency.Usd), null, new InvoiceDetails(null, null, null, null, null, []), Now));

        Assert.Equal(Refusal.ConnectionNotActive, refused.Refusal);
    }

    [Fact]
    public void Each_business_has_its_side_and_a_stranger_has_none()
    {
        var bill = Draft();

        Assert.Equal(ConnectionRole.Payer, bill.RoleOf(Payer));
        Assert.Equal(ConnectionRole.Payee, bill.RoleOf(Payee));
        Assert.Null(bill.RoleOf(Quittance.Domain.Businesses.BusinessId.New(Now)));
    }

    [Theory]
    [InlineData("1", "0.005", "USD", 1)] // Half away from zero, not to even.
    [InlineData("1", "-0.005", "USD", -1)]
    [InlineData("1", "0.0049", "USD", 0)]
    [InlineData("3", "33.335", "USD", 100_01)]
    [InlineData("0.333333", "3", "USD", 100)]
    [InlineData("1", "0.5", "JPY", 1)]
    [InlineData("2", "1.2345", "BHD", 2469)]
    [InlineData("-2", "10", "EUR", -20_00)]
    [InlineData("0", "79228162514264337593543950335", "USD", 0)]
    public void A_line_comes_to_quantity_times_price_rounded_half_away_from_zero(string quantity, string unitPrice, string currency, long minor) =>
        Assert.Equal(minor, InvoiceLine.Of("x", Number(quantity), Number(unitPrice), Currency.Of(currency))!.AmountMinor);

    [Theory]
    [InlineData("1", "10000000000000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", "0.000001")]
    public void A_line_beyond_any_amount_is_none(string quantity, string unitPrice) =>
        Assert.Null(InvoiceLine.Of("x", Number(quantity), Number(unitPrice), Currency.Usd));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
