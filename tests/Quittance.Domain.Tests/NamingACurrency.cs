namespace Quittance.Domain.Tests;

public sealed class NamingACurrency
{
    [Theory]
    [InlineData("JPY", 0, 1)]
    [InlineData("XOF", 0, 1)]
    [InlineData("UYI", 0, 1)]
    [InlineData("EUR", 2, 100)]
    [InlineData("USD", 2, 100)]
    [InlineData("XCG", 2, 100)]
    [InlineData("ZWG", 2, 100)]
    [InlineData("BHD", 3, 1000)]
    [InlineData("TND", 3, 1000)]
    [InlineData("CLF", 4, 10000)]
    [InlineData("UYW", 4, 10000)]
    public void A_currency_has_the_exponent_of_ISO_4217(string code, int minorDigits, long minorPerMajor)
    {
        var currency = Currency.Of(code);

        Assert.Equal(code, currency.Code);
        Assert.Equal(code, currency.ToString());
        Assert.Equal(minorDigits, currency.MinorDigits);
        Assert.Equal(minorPerMajor, currency.MinorPerMajor);
    }

    [Fact]
    public void The_list_has_as_many_currencies_of_each_exponent_as_ISO_4217()
    {
        var counts = Currency.All.CountBy(currency => currency.MinorDigits).ToDictionary();

        Assert.Equal(new Dictionary<int, int> { [0] = 17, [2] = 139, [3] = 7, [4] = 2 }, counts);
        Assert.All(Currency.All, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("EUR ")]
    [InlineData("\uFF25\uFF35\uFF32")]
    [InlineData("XXX")]
    [InlineData("XAU")]
    [InlineData("DEM")]
    [InlineData("978")]
    public void Anything_but_the_exact_code_of_a_currency_is_none(string? code)
    {
        Assert.False(Currency.TryOf(code, out var currency));
        Assert.Null(currency);
    }

    [Fact]
    public void A_constant_that_is_no_currency_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => Currency.Of("euro"));

    [Fact]
    public void There_is_one_instance_of_a_currency()
    {
        Assert.Same(Currency.Eur, Currency.Of("EUR"));
        Assert.Same(Currency.Usd, Currency.Of("USD"));
    }
}
