namespace Quittance.Domain.Intake;

/// <summary>Notices a bill that names another company as its buyer than the business that received it.</summary>
/// <remarks>It is imported all the same: platforms deliver by address, and a person may know why. No rule approves it.</remarks>
public static class WrongBuyer
{
    /// <summary>The fault's rule.</summary>
    public const string Rule = "wrong_buyer";

    /// <summary>Compares like with like: legal units, else VAT numbers, else the legal units within those. What one side lacks tells nothing.</summary>
    /// <param name="business">The numbers of the business that received the bill.</param>
    /// <param name="named">The buyer's numbers on the bill.</param>
    public static DocumentFault? Find(RegistrationNumbers business, RegistrationNumbers named)
    {
        if ((UnitOf(business), UnitOf(named)) is ({ } unit, { } namedUnit))
        {
            return unit == namedUnit ? null : Fault($"the SIREN {namedUnit}", $"the SIREN {unit}");
        }

        if ((business.Vat, named.Vat) is ({ } vat, { } namedVat))
        {
            return vat == namedVat ? null : Fault($"the VAT number {namedVat}", $"the VAT number {vat}");
        }

        return (business.EffectiveSiren, named.EffectiveSiren) is ({ } own, { } other) && own != other ? Fault($"the SIREN {other}", $"the SIREN {own}") : null;
    }

    private static Siren? UnitOf(RegistrationNumbers numbers) => numbers.Siren ?? numbers.Siret?.Siren;

    private static DocumentFault Fault(string named, string own) =>
        new(Rule, $"The document names a buyer with {named}; the business that received it has {own}. Ask whether the bill is meant for it.", null);
}
