namespace Quittance.Domain.Tests;

public sealed class ReadingAVatNumber
{
    [Theory]
    [InlineData("FR44732829320", "732829320")]
    [InlineData("FR64443061841", "443061841")]
    [InlineData("FR03552081317", "552081317")]
    [InlineData("FR89380129866", "380129866")]
    [InlineData("FR27552032534", "552032534")]
    [InlineData("FR10632012100", "632012100")]
    [InlineData("FR59542051180", "542051180")]
    [InlineData("FR76662042449", "662042449")]
    [InlineData("FR14652014051", "652014051")]
    [InlineData("FR81775670417", "775670417")]
    [InlineData("FR48801017476", "801017476")]
    [InlineData("FR93839665007", "839665007")]
    [InlineData("FR40303265045", "303265045")]
    [InlineData("FR83404833048", "404833048")]
    [InlineData("FR39356000000", "356000000")]
    [InlineData("FRK7399859412", "399859412")]
    [InlineData("FR4Z123456782", "123456782")]
    public void A_French_number_holds_the_legal_unit(string text, string siren)
    {
        Assert.True(VatNumber.TryParse(text, out var vat));
        Assert.Equal(text, vat.Text);
        Assert.Equal(text, vat.ToString());
        Assert.Equal("FR", vat.Prefix);
        Assert.Equal(siren, vat.Siren?.Text);
    }

    [Theory]
    [InlineData("Fr 40 303 265 045")]
    [InlineData("fr40.303.265.045")]
    [InlineData("FR-40\u00A0303265045")]
    public void Separators_and_case_do_not_matter(string text)
    {
        Assert.True(VatNumber.TryParse(text, out var vat));
        Assert.Equal("FR40303265045", vat.Text);
    }

    [Fact]
    public void A_number_of_Monaco_holds_no_legal_unit()
    {
        Assert.True(VatNumber.TryParse("FR53000004605", out var vat));
        Assert.Null(vat.Siren);
    }

    [Theory]
    [InlineData("FR84323140391")]
    [InlineData("FR45732829320")]
    [InlineData("FR54000004605")]
    [InlineData("FRK8399859412")]
    [InlineData("FR5Z123456782")]
    [InlineData("FR32123456789")]
    public void A_wrong_key_or_SIREN_is_refused_but_read_leniently(string text)
    {
        Assert.False(VatNumber.TryParse(text, out _));
        Assert.True(VatNumber.TryParseLenient(text, out var vat));
        Assert.Equal(text, vat.Text);
        Assert.False(vat.HasValidCheckDigits);
    }

    [Theory]
    [InlineData("FRIO334175221")]
    [InlineData("FR4473282932")]
    [InlineData("FR447328293200")]
    [InlineData("FR4473282932A")]
    [InlineData("44732829320")]
    [InlineData("DE1")]
    [InlineData("DE12345678901234")]
    [InlineData("UNKNOWN")]
    [InlineData("DE")]
    [InlineData("D1234567")]
    public void What_has_not_the_shape_is_refused_even_leniently(string text)
    {
        Assert.False(VatNumber.TryParse(text, out _));
        Assert.False(VatNumber.TryParseLenient(text, out _));
    }

    [Theory]
    [InlineData("DE 136 695 976", "DE136695976")]
    [InlineData("BE 0428.759.497", "BE0428759497")]
    [InlineData("ESB58378431", "ESB58378431")]
    [InlineData("NL123456789B01", "NL123456789B01")]
    [InlineData("el094259216", "EL094259216")]
    [InlineData("RO18", "RO18")]
    [InlineData("CHE-107.787.577", "CHE107787577")]
    public void Of_other_countries_only_the_shape_is_checked_and_no_legal_unit_known(string text, string kept)
    {
        Assert.True(VatNumber.TryParse(text, out var vat));
        Assert.Equal(kept, vat.Text);
        Assert.Equal(kept[..2], vat.Prefix);
        Assert.Null(vat.Siren);
    }
}
