using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Quittance.Domain.Tests;

public sealed class ReadingAnAmount
{
    [Theory]
    [InlineData("12.34", "EUR", 1234)]
    [InlineData("10.000", "EUR", 1000)]
    [InlineData("10.0000000000000000000000000", "EUR", 1000)]
    [InlineData("-0.01", "EUR", -1)]
    [InlineData("0", "EUR", 0)]
    [InlineData("7", "JPY", 7)]
    [InlineData("7.0", "JPY", 7)]
    [InlineData("1.234", "BHD", 1234)]
    [InlineData("0.0001", "CLF", 1)]
    [InlineData("9999999999999.99", "EUR", Money.MinorMax)]
    [InlineData("-9999999999999.99", "EUR", -Money.MinorMax)]
    [InlineData("999999999999999", "JPY", Money.MinorMax)]
    [InlineData("99999999999.9999", "UYW", Money.MinorMax)]
    public void Major_units_are_read_exactly(string major, string code, long minor)
    {
        var fault = Money.TryFromMajor(Decimal(major), Currency.Of(code), out var money);

        Assert.Equal(MoneyFault.None, fault);
        Assert.Equal(new Money(minor, Currency.Of(code)), money);
    }

    [Theory]
    [InlineData("10.001", "EUR", MoneyFault.SurplusDecimals)]
    [InlineData("-10.001", "EUR", MoneyFault.SurplusDecimals)]
    [InlineData("0.0000000000000000000000000001", "EUR", MoneyFault.SurplusDecimals)]
    [InlineData("7.9228162514264337593543950335", "EUR", MoneyFault.SurplusDecimals)]
    [InlineData("0.5", "JPY", MoneyFault.SurplusDecimals)]
    [InlineData("1.2345", "BHD", MoneyFault.SurplusDecimals)]
    [InlineData("10000000000000.00", "EUR", MoneyFault.OutOfRange)]
    [InlineData("-10000000000000.00", "EUR", MoneyFault.OutOfRange)]
    [InlineData("10000000000000.001", "EUR", MoneyFault.OutOfRange)]
    [InlineData("1000000000000000", "JPY", MoneyFault.OutOfRange)]
    [InlineData("79228162514264337593543950335", "JPY", MoneyFault.OutOfRange)]
    [InlineData("79228162514264337593543950335", "CLF", MoneyFault.OutOfRange)]
    [InlineData("-79228162514264337593543950335", "CLF", MoneyFault.OutOfRange)]
    public void What_is_no_amount_is_told_apart(string major, string code, MoneyFault fault)
    {
        Assert.Equal(fault, Money.TryFromMajor(Decimal(major), Currency.Of(code), out var money));
        Assert.Null(money);
    }

    [Theory]
    [InlineData("10.009", "EUR", 1000)]
    [InlineData("-10.009", "EUR", -1000)]
    [InlineData("0.999", "JPY", 0)]
    [InlineData("9999999999999.999", "EUR", Money.MinorMax)]
    [InlineData("999999999999999.9", "JPY", Money.MinorMax)]
    public void Truncating_drops_decimals_towards_zero(string major, string code, long minor)
    {
        Assert.Equal(MoneyFault.None, Money.TryFromMajorTruncated(Decimal(major), Currency.Of(code), out var money));
        Assert.Equal(new Money(minor, Currency.Of(code)), money);
    }

    [Fact]
    public void Truncating_does_not_bring_an_amount_into_range()
    {
        Assert.Equal(MoneyFault.OutOfRange, Money.TryFromMajorTruncated(1e15m, Currency.Of("JPY"), out var money));
        Assert.Null(money);
    }

    [Theory]
    [InlineData(Money.MinorMax, MoneyFault.None)]
    [InlineData(-Money.MinorMax, MoneyFault.None)]
    [InlineData(Money.MinorMax + 1, MoneyFault.OutOfRange)]
    [InlineData(-Money.MinorMax - 1, MoneyFault.OutOfRange)]
    [InlineData(long.MaxValue, MoneyFault.OutOfRange)]
    [InlineData(long.MinValue, MoneyFault.OutOfRange)]
    public void Minor_units_have_the_same_limits(long minor, MoneyFault fault)
    {
        Assert.Equal(fault, Money.TryFromMinor(minor, Currency.Eur, out var money));
        Assert.Equal(fault == MoneyFault.None ? minor : null, money?.Minor);
    }

    [Fact]
    public void Every_amount_of_every_currency_survives_the_way_through_major_units() =>
        Prop.ForAll(Amounts(), money =>
            Money.TryFromMajor(money.ToMajor(), money.Currency, out var back) == MoneyFault.None && back == money)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_amount_of_every_currency_survives_a_JSON_number_read_as_a_double() =>
        Prop.ForAll(Amounts(), money =>
        {
            var read = double.Parse(money.ToMajorText(), CultureInfo.InvariantCulture);
            return Money.TryFromMajor(Decimal($"{read:R}"), money.Currency, out var back) == MoneyFault.None
                && back == money
                && (long)(double)money.Minor == money.Minor;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_minor_unit_more_is_surplus_in_every_currency() =>
        Prop.ForAll(Amounts(), money =>
            Money.TryFromMajor(money.ToMajor() + (0.5m / money.Currency.MinorPerMajor), money.Currency, out _)
                == MoneyFault.SurplusDecimals)
            .QuickCheckThrowOnFailure();

    private static Arbitrary<Money> Amounts()
    {
        var small = Gen.Choose(-100_000, 100_000).Select(minor => (long)minor);
        var any = from billions in Gen.Choose(-999_999, 999_999)
                  from units in Gen.Choose(0, 999_999_999)
                  select (billions * 1_000_000_000L) + units;
        var edge = Gen.Elements(-Money.MinorMax, -1, 0, 1, Money.MinorMax);
        return (from minor in Gen.OneOf(small, any, edge)
                from currency in Gen.Elements<Currency>(Currency.All)
                select new Money(minor, currency)).ToArbitrary();
    }

    private static decimal Decimal(string text) =>
        decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
