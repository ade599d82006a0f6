namespace Quittance.Domain.Tests;

public sealed class ReadingASiret
{
    [Theory]
    [InlineData("73282932000074")]
    [InlineData("44306184100047")]
    [InlineData("55208131766522")]
    [InlineData("38012986646850")]
    [InlineData("55203253400646")]
    [InlineData("54205118000066")]
    [InlineData("66204244900014")]
    [InlineData("80101747600020")]
    [InlineData("83966500700010")]
    [InlineData("35600000000048")]
    [InlineData("35600000009075")]
    [InlineData("35600000049837")]
    public void A_place_of_business_is_read_with_its_legal_unit(string text)
    {
        Assert.True(Siret.TryParse(text, out var siret));
        Assert.Equal(text, siret.Text);
        Assert.Equal(text, siret.ToString());
        Assert.Equal(text[..9], siret.Siren.Text);
        Assert.True(Siren.TryParse(text[..9], out var siren));
        Assert.Equal(siren, siret.Siren);
    }

    [Theory]
    [InlineData("732 829 320 00074")]
    [InlineData("732.829.320.00074")]
    [InlineData("\t732\u00A0829\u00A0320\u202F00074\r\n")]
    public void Separators_are_dropped(string text)
    {
        Assert.True(Siret.TryParse(text, out var siret));
        Assert.Equal("73282932000074", siret.Text);
    }

    [Theory]
    [InlineData("73282932000079")]
    [InlineData("12345678900011")]
    [InlineData("35600000049838")]
    public void A_wrong_check_digit_is_refused_but_read_leniently(string text)
    {
        Assert.False(Siret.TryParse(text, out _));
        Assert.True(Siret.TryParseLenient(text, out var siret));
        Assert.Equal(text, siret.Text);
        Assert.Equal(text[..9], siret.Siren.Text);
        Assert.False(siret.HasValidCheckDigit);
    }

    [Fact]
    public void A_right_whole_around_a_wrong_SIREN_is_refused()
    {
        Assert.True(Siret.TryParseLenient("12345678900007", out var siret));
        Assert.False(siret.Siren.HasValidCheckDigit);
        Assert.False(Siret.TryParse("12345678900007", out _));
    }

    [Theory]
    [InlineData("732829320")]
    [InlineData("7328293200007")]
    [InlineData("732829320000740")]
    [InlineData("7.32829320E+13")]
    [InlineData("5782932000074.0")]
    [InlineData("7328293200007A")]
    [InlineData("00000000000000")]
    [InlineData("00000000000018")]
    public void What_is_not_fourteen_digits_of_a_number_is_refused_even_leniently(string text)
    {
        Assert.False(Siret.TryParse(text, out _));
        Assert.False(Siret.TryParseLenient(text, out _));
    }
}
