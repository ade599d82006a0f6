using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class PayingTogether
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly PaymentOrder Order = new(
        PaymentOrderId.New(Now), InvoiceId.New(Now), BusinessId.New(Now), BusinessId.New(Now), new Money(1, Currency.Usd), PaymentMethodId.New(Now),
        PaymentMethodId.New(Now), ClearingSpeed.Standard, new DateOnly(2026, 3, 2), null, PaymentOrderStatus.Scheduled, null, Now, Now)
    {
        IsBatch = true,
        DestinationOptions = Options(CheckDelivery.Mail),
    };

    public static TheoryData<string> Differences => [.. Others.Keys];

    private static Dictionary<string, PaymentOrder> Others => new()
    {
        ["single"] = Order with { IsBatch = false },
        ["payer"] = Order with { PayerId = BusinessId.New(Now) },
        ["payee"] = Order with { PayeeId = BusinessId.New(Now) },
        ["source"] = Order with { SourceId = PaymentMethodId.New(Now) },
        ["destination"] = Order with { DestinationId = PaymentMethodId.New(Now) },
        ["currency"] = Order with { Amount = new Money(1, Currency.Of("EUR")) },
        ["speed"] = Order with { ClearingSpeed = ClearingSpeed.SameDay },
        ["day"] = Order with { On = new DateOnly(2026, 3, 3) },
        ["options"] = Order with { DestinationOptions = Options(CheckDelivery.Print) },
        ["no options"] = Order with { DestinationOptions = null },
    };

    [Fact]
    public void Orders_go_together_when_only_the_bill_and_its_amount_and_note_differ()
    {
        var other = Order with
        {
            Id = PaymentOrderId.New(Now),
            InvoiceId = InvoiceId.New(Now),
            Amount = new Money(2, Currency.Usd),
            NoteToSelf = "x",
            DestinationOptions = Options(CheckDelivery.Mail),
        };

        Assert.True(Order.GoesWith(other) && other.GoesWith(Order));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Any_other_difference_keeps_them_apart(string difference)
    {
        Assert.False(Order.GoesWith(Others[difference]));
        Assert.False(Others[difference].GoesWith(Order));
    }

    private static DestinationOptions Options(CheckDelivery delivery) =>
        new(delivery, null, null, null, null, new Dictionary<string, string> { ["a"] = "b" });
}
