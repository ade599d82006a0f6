namespace Quittance.Domain;

/// <summary>The numbers under which the state knows a business; each may be missing.</summary>
public sealed record RegistrationNumbers(Siren? Siren, Siret? Siret, VatNumber? Vat, Ein? Ein)
{
    public static RegistrationNumbers None { get; } = new(null, null, null, null);

    /// <summary>Numbers that were checked when they were taken in; their check digits are not asked for again.</summary>
    public static RegistrationNumbers Stored(string? siren, string? siret, string? vat, string? ein) => new(
        Siren.TryParseLenient(siren, out var unit) ? unit : null,
        Siret.TryParseLenient(siret, out var establishment) ? establishment : null,
        VatNumber.TryParseLenient(vat, out var taxed) ? taxed : null,
        Ein.TryParse(ein, out var employer) ? employer : null);

    /// <summary>The legal unit: the SIREN itself, else that of the SIRET, else that of a French VAT number.</summary>
    public Siren? EffectiveSiren => Siren ?? Siret?.Siren ?? Vat?.Siren;

    /// <summary>Whether the SIRET, where both are known, is one of that SIREN (AFNOR BR-FR-09).</summary>
    /// <remarks>The VAT number is not compared: members of a VAT group have the group's.</remarks>
    public bool SiretBelongsToSiren => Siren is null || Siret is null || Siret.Siren == Siren;
}
