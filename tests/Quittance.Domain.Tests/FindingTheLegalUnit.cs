namespace Quittance.Domain.Tests;

public sealed class FindingTheLegalUnit
{
    [Theory]
    [InlineData("100000009", "73282932000074", "FR40303265045", "100000009")]
    [InlineData(null, "73282932000074", "FR40303265045", "732829320")]
    [InlineData(null, null, "FR40303265045", "303265045")]
    [InlineData(null, null, "FR53000004605", null)]
    [InlineData(null, null, "DE136695976", null)]
    [InlineData(null, null, null, null)]
    public void The_nearest_number_wins(string? siren, string? siret, string? vat, string? effective) =>
        Assert.Equal(effective, Numbers(siren, siret, vat).EffectiveSiren?.Text);

    [Theory]
    [InlineData("732829320", "73282932000074", true)]
    [InlineData("100000009", "73282932000074", false)]
    [InlineData(null, "73282932000074", true)]
    [InlineData("100000009", null, true)]
    public void A_SIRET_of_another_legal_unit_is_noticed(string? siren, string? siret, bool belongs) =>
        Assert.Equal(belongs, Numbers(siren, siret, null).SiretBelongsToSiren);

    [Fact]
    public void A_VAT_group_s_number_beside_a_member_s_SIREN_is_no_contradiction() =>
        Assert.True(Numbers("732829320", "73282932000074", "FR40303265045").SiretBelongsToSiren);

    [Fact]
    public void No_numbers_are_equal_however_made() =>
        Assert.Equal(RegistrationNumbers.None, Numbers(null, null, null));

    private static RegistrationNumbers Numbers(string? siren, string? siret, string? vat)
    {
        Assert.Equal(siren is not null, Siren.TryParse(siren, out var readSiren));
        Assert.Equal(siret is not null, Siret.TryParse(siret, out var readSiret));
        Assert.Equal(vat is not null, VatNumber.TryParse(vat, out var readVat));
        return new(readSiren, readSiret, readVat, null);
    }
}
