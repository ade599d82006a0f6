using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class EstimatingAPayment
{
    private const string Kinds =
        """
        BankAccount BankAccount ACH_Standard 3
        BankAccount BankAccount ACH_SameDay 1
        BankAccount BankAccount ACH_Accelerated 2
        BankAccount BankAccount - 1
        BankAccount Utility - 1
        BankAccount Check Print 0
        BankAccount Check Mail 7
        BankAccount Check - 7
        BankAccount Check MailPriority 4
        BankAccount Check MailUpsNextDay 2
        BankAccount Wallet - 2
        Card BankAccount - 2
        Card Wallet - 2
        Wallet BankAccount - 1
        Wallet Wallet - 0
        Custom BankAccount - 5
        BankAccount Custom - 5
        BankAccount OffPlatform - 0
        """;

    public static TheoryData<string, string, string, int> Rows => new(
        Kinds.Split('\n').Select(row => row.Trim().Split(' ')).Select(row => (row[0], row[1], row[2], int.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_way_takes_its_bank_days(string source, string destination, string delivery, int days) =>
        Assert.Equal(days, PaymentTiming.DaysOf(Of(source), Of(destination), Options(delivery)));

    [Theory]
    [InlineData("2026-03-02", "2026-03-02", "2026-03-05", 3)] // A Monday.
    [InlineData("2026-03-06", "2026-03-06", "2026-03-11", 5)] // A Friday: over the weekend.
    [InlineData("2026-03-07", "2026-03-09", "2026-03-12", 3)] // A Saturday: leaves on Monday.
    [InlineData("2026-12-24", "2026-12-24", "2026-12-30", 6)] // Over Christmas and the weekend.
    public void Money_leaves_and_arrives_on_bank_days(string deducted, string processed, string settled, int days)
    {
        var timing = PaymentTiming.Of(Of("BankAccount"), Of("BankAccount"), Options("ACH_Standard"), Day(deducted));

        Assert.Equal((Day(processed), 3, Day(settled), days), (timing.ProcessedOn, timing.BankDays, timing.SettledOn, timing.Days));
    }

    [Fact]
    public void A_payment_that_has_left_left_on_its_day() =>
        Assert.Equal(Day("2026-03-07"), PaymentTiming.OfProcessed(Of("Wallet"), Of("Wallet"), null, Day("2026-03-07")).SettledOn);

    // https://www.frbservices.org/about/holiday-schedules
    [Theory]
    [InlineData(2025, "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25")]
    [InlineData(2026, "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25")] // July 4 is a Saturday.
    [InlineData(2027, "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25")] // June 19 and December 25 are Saturdays, July 4 a Sunday.
    public void Weekdays_without_banks_are_the_Federal_Reserves_holidays(int year, string holidays)
    {
        var closed = Enumerable.Range(0, 365).Select(day => new DateOnly(year, 1, 1).AddDays(day))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !BankDays.IsOne(day));

        Assert.Equal(holidays, string.Join(' ', closed.Select(day => day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("Card", "BankAccount", "-", 100_00, "USD", 3_20, 0)]
    [InlineData("Card", "Wallet", "-", 1, "USD", 31, 0)] // A share of a cent is a cent.
    [InlineData("Card", "Wallet", "-", 100_00, "EUR", 2_90, 0)] // Fixed prices are in dollars.
    [InlineData("BankAccount", "Check", "-", 100_00, "USD", 0, 1_25)]
    [InlineData("BankAccount", "Check", "Mail", 100_00, "USD", 0, 1_25)]
    [InlineData("BankAccount", "Check", "MailPriority", 100_00, "USD", 0, 11_00)]
    [InlineData("BankAccount", "Check", "MailUpsNextDay", 100_00, "USD", 0, 29_00)]
    [InlineData("BankAccount", "Check", "Print", 100_00, "USD", 0, 0)]
    [InlineData("BankAccount", "BankAccount", "-", 100_00, "USD", 0, 50)]
    [InlineData("BankAccount", "BankAccount", "ACH_Standard", 100_00, "USD", 0, 0)]
    [InlineData("BankAccount", "BankAccount", "-", 100_00, "EUR", 0, 0)]
    [InlineData("Wallet", "Wallet", "-", 100_00, "USD", 0, 0)]
    [InlineData("BankAccount", "OffPlatform", "-", 100_00, "USD", 0, 0)]
    public void Each_way_has_its_price(string source, string destination, string delivery, long minor, string currency, long sourceFee, long destinationFee)
    {
        var fees = PaymentFees.Of(Of(source), Of(destination), Options(delivery), new Money(minor, Currency.Of(currency)));

        Assert.Equal((new Money(sourceFee, Currency.Of(currency)), new Money(destinationFee, Currency.Of(currency))), (fees.Source, fees.Destination));
    }

    [Fact]
    public void The_largest_amount_has_a_price() => Assert.Equal(
        29_000_000_000_030,
        PaymentFees.Of(Of("Card"), Of("Wallet"), null, new Money(Money.MinorMax, Currency.Usd)).Source.Minor);

    [Fact]
    public void Every_routing_number_of_the_list_is_one() => Assert.All(UsBanks.Numbers, number => Assert.True(RoutingNumber.TryParse(number, out _)));

    private static PaymentMethod Of(string kind)
    {
        var method = PickingAPaymentMethod.Of(Enum.Parse<PaymentMethodKind>(kind));
        return method.Schema is { } schema ? method with { Schema = schema with { ProcessingDays = 5 } } : method;
    }

    private static DestinationOptions? Options(string delivery) => delivery switch
    {
        "-" => null,
        _ when delivery.StartsWith("ACH_", StringComparison.Ordinal) => new DestinationOptions(null, null, Enum.Parse<AchDelivery>(delivery[4..]), null, null, null),
        _ => new DestinationOptions(Enum.Parse<CheckDelivery>(delivery), null, null, null, null, null),
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
