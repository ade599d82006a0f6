namespace Quittance.Domain.Tests;

public sealed class CountingMoney
{
    private static readonly Money TenEuro = new(10_00, Currency.Eur);
    private static readonly Money ThreeEuro = new(3_00, Currency.Eur);
    private static readonly Money ThreeDollar = new(3_00, Currency.Usd);

    [Fact]
    public void Amounts_of_one_currency_add_and_subtract()
    {
        Assert.Equal(new Money(13_00, Currency.Eur), TenEuro + ThreeEuro);
        Assert.Equal(new Money(-7_00, Currency.Eur), ThreeEuro - TenEuro);
    }

    [Fact]
    public void Amounts_of_one_currency_compare()
    {
        Assert.True(ThreeEuro < TenEuro);
        Assert.True(TenEuro > ThreeEuro);
        Assert.False(TenEuro < ThreeEuro);
        Assert.False(ThreeEuro > TenEuro);
        Assert.True(TenEuro <= new Money(10_00, Currency.Eur));
        Assert.True(TenEuro >= new Money(10_00, Currency.Eur));
        Assert.False(TenEuro <= ThreeEuro);
        Assert.False(ThreeEuro >= TenEuro);
    }

    [Fact]
    public void Two_currencies_never_meet()
    {
        Assert.Throws<InvalidOperationException>(() => TenEuro + ThreeDollar);
        Assert.Throws<InvalidOperationException>(() => TenEuro - ThreeDollar);
        Assert.Throws<InvalidOperationException>(() => TenEuro < ThreeDollar);
        Assert.Throws<InvalidOperationException>(() => TenEuro > ThreeDollar);
        Assert.Throws<InvalidOperationException>(() => TenEuro <= ThreeDollar);
        Assert.Throws<InvalidOperationException>(() => TenEuro >= ThreeDollar);
        Assert.NotEqual(ThreeEuro, ThreeDollar);
    }

    [Fact]
    public void A_sum_beyond_64_bits_throws_instead_of_turning_negative()
    {
        var most = new Money(long.MaxValue, Currency.Eur);

        Assert.Throws<OverflowException>(() => most + ThreeEuro);
        Assert.Throws<OverflowException>(() => Money.Zero(Currency.Eur) - most - ThreeEuro);
    }

    [Theory]
    [InlineData(-1, false, false)]
    [InlineData(0, true, false)]
    [InlineData(1, false, true)]
    public void The_sign_is_told(long minor, bool isZero, bool isPositive)
    {
        var money = new Money(minor, Currency.Eur);

        Assert.Equal(isZero, money.IsZero);
        Assert.Equal(isPositive, money.IsPositive);
        Assert.Equal(isZero, money == Money.Zero(Currency.Eur));
    }

    [Theory]
    [InlineData(1234, "EUR", "12.34 EUR")]
    [InlineData(-5, "EUR", "-0.05 EUR")]
    [InlineData(123450, "USD", "1234.50 USD")]
    [InlineData(1234, "JPY", "1234 JPY")]
    [InlineData(1234, "BHD", "1.234 BHD")]
    [InlineData(1, "CLF", "0.0001 CLF")]
    [InlineData(long.MinValue, "EUR", "-92233720368547758.08 EUR")]
    public void Text_has_all_decimals_of_the_currency_and_no_grouping(long minor, string code, string text)
    {
        var money = new Money(minor, Currency.Of(code));

        Assert.Equal(text, money.ToText());
        Assert.Equal(text, money.ToString());
        Assert.Equal(text[..^4], money.ToMajorText());
    }
}
