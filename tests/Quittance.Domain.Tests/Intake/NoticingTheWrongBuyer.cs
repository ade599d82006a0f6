using Quittance.Domain.Intake;

namespace Quittance.Domain.Tests.Intake;

public sealed class NoticingTheWrongBuyer
{
    [Theory]
    [InlineData("732829320", null, null, "443061841", null, null)]
    [InlineData("732829320", null, null, null, "44306184100047", null)]
    [InlineData(null, "73282932000074", null, "443061841", null, null)]
    [InlineData(null, null, "FR44732829320", null, null, "FR64443061841")]
    [InlineData(null, null, "FR44732829320", null, null, "DE136695976")]
    [InlineData("732829320", null, null, null, null, "FR64443061841")]
    [InlineData(null, null, "FR44732829320", "443061841", null, null)]
    public void Another_company_is_noticed_by_the_numbers_that_both_sides_have(string? siren, string? siret, string? vat, string? namedSiren, string? namedSiret, string? namedVat) =>
        Assert.Equal(WrongBuyer.Rule, WrongBuyer.Find(RegistrationNumbers.Stored(siren, siret, vat, null), RegistrationNumbers.Stored(namedSiren, namedSiret, namedVat, null))?.Rule);

    [Theory]
    [InlineData("732829320", null, null, "732829320", null, null)]
    [InlineData("732829320", null, null, null, "73282932000082", null)]
    [InlineData(null, "73282932000074", null, null, "73282932000082", null)]
    [InlineData("732829320", null, "FR44732829320", "732829320", null, "FR40303265045")] // A VAT group's number beside one's own SIREN.
    [InlineData(null, null, "FR44732829320", null, null, "FR44732829320")]
    [InlineData("732829320", null, null, null, null, "FR44732829320")]
    [InlineData("732829320", null, null, null, null, "FR53000004605")]
    [InlineData("732829320", null, null, null, null, null)]
    [InlineData(null, null, null, "732829320", "73282932000074", "FR44732829320")]
    public void The_same_company_or_an_unknown_one_is_no_fault(string? siren, string? siret, string? vat, string? namedSiren, string? namedSiret, string? namedVat) =>
        Assert.Null(WrongBuyer.Find(RegistrationNumbers.Stored(siren, siret, vat, null), RegistrationNumbers.Stored(namedSiren, namedSiret, namedVat, null)));
}
