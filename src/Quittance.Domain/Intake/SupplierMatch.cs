using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Intake;

/// <summary>A supplier that a bill could be from: the payee of an active connection of the business that received it.</summary>
public sealed record SupplierCandidate(NetworkConnectionId ConnectionId, BusinessId BusinessId, string Name, RegistrationNumbers Numbers);

/// <summary>By which number a supplier was recognised.</summary>
public enum SupplierMatchRule
{
    /// <summary>The same establishment.</summary>
    Siret,

    /// <summary>The only supplier of that legal unit.</summary>
    Siren,

    /// <summary>The only supplier with that VAT number.</summary>
    Vat,

    /// <summary>A person chose; no later matching changes that.</summary>
    Manual,
}

/// <summary>Which supplier a bill is from, if exactly one can be.</summary>
/// <param name="Supplier">The one; null when none or several fit.</param>
/// <param name="Rule">By which number; null when there is no match.</param>
/// <param name="Candidates">All that share a number with the bill, for a person to choose from.</param>
public sealed record SupplierMatch(SupplierCandidate? Supplier, SupplierMatchRule? Rule, IReadOnlyList<SupplierCandidate> Candidates)
{
    /// <summary>Nobody, of nobody.</summary>
    public static readonly SupplierMatch None = new(null, null, []);

    /// <summary>
    /// Exact SIRET; else the SIREN, when exactly one supplier has it; else the VAT number, as written or by the SIREN within.
    /// Never by name, and never refused for a wrong check digit: real SIRETs fail it (La Poste).
    /// </summary>
    public static SupplierMatch Find(IReadOnlyList<SupplierCandidate> suppliers, RegistrationNumbers seller)
    {
        if (seller.Siret is { } siret && Only(suppliers, supplier => supplier.Numbers.Siret == siret) is { } establishment)
        {
            return new SupplierMatch(establishment, SupplierMatchRule.Siret, [establishment]);
        }

        var siren = seller.Siren ?? seller.Siret?.Siren;
        if (siren is not null && Only(suppliers, supplier => supplier.Numbers.EffectiveSiren == siren) is { } unit)
        {
            return new SupplierMatch(unit, SupplierMatchRule.Siren, [unit]);
        }

        if (seller.Vat is { } vat
            && (Only(suppliers, supplier => supplier.Numbers.Vat == vat)
                ?? Only(suppliers, supplier => vat.Siren is not null && supplier.Numbers.EffectiveSiren == vat.Siren)) is { } taxed)
        {
            return new SupplierMatch(taxed, SupplierMatchRule.Vat, [taxed]);
        }

        return new SupplierMatch(null, null, [.. suppliers.Where(supplier => SharesANumber(supplier.Numbers, seller))]);
    }

    private static SupplierCandidate? Only(IReadOnlyList<SupplierCandidate> suppliers, Func<SupplierCandidate, bool> fits)
    {
        var fitting = suppliers.Where(fits).Take(2).ToList();
        return fitting.Count == 1 ? fitting[0] : null;
    }

    private static bool SharesANumber(RegistrationNumbers supplier, RegistrationNumbers seller) =>
        (seller.Siret is not null && supplier.Siret == seller.Siret)
        || (seller.EffectiveSiren is not null && supplier.EffectiveSiren == seller.EffectiveSiren)
        || (seller.Vat is not null && supplier.Vat == seller.Vat);
}
