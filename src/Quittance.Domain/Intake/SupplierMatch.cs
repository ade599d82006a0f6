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
    /// <remarks>Where a number fits several, no weaker number picks one of them: a person does.</remarks>
    public static SupplierMatch Find(IReadOnlyList<SupplierCandidate> suppliers, RegistrationNumbers seller)
    {
        foreach (var (rule, fits) in Rules(seller))
        {
            var fitting = suppliers.Where(supplier => fits(supplier.Numbers)).Take(2).ToList();
            if (fitting is [var only])
            {
                return new SupplierMatch(only, rule, [only]);
            }

            if (fitting.Count > 1)
            {
                break;
            }
        }

        return new SupplierMatch(null, null, [.. suppliers.Where(supplier => SharesANumber(supplier.Numbers, seller))]);
    }

    private static IEnumerable<(SupplierMatchRule Rule, Func<RegistrationNumbers, bool> Fits)> Rules(RegistrationNumbers seller)
    {
        var unit = UnitOf(seller);
        if (seller.Siret is { } siret)
        {
            yield return (SupplierMatchRule.Siret, supplier => supplier.Siret == siret);
        }

        if (unit is not null)
        {
            yield return (SupplierMatchRule.Siren, supplier => supplier.EffectiveSiren == unit);
        }

        // The members of a VAT group share its number, so a supplier that is known to be another member is not meant.
        if (seller.Vat is { } vat)
        {
            yield return (SupplierMatchRule.Vat, supplier => supplier.Vat == vat && !IsOther(supplier, unit));
        }

        if (seller.Vat?.Siren is { } taxed)
        {
            yield return (SupplierMatchRule.Vat, supplier => supplier.EffectiveSiren == taxed && !IsOther(supplier, unit));
        }
    }

    private static Siren? UnitOf(RegistrationNumbers numbers) => numbers.Siren ?? numbers.Siret?.Siren;

    private static bool IsOther(RegistrationNumbers supplier, Siren? unit) => unit is not null && UnitOf(supplier) is { } own && own != unit;

    private static bool SharesANumber(RegistrationNumbers supplier, RegistrationNumbers seller) =>
        (seller.Siret is not null && supplier.Siret == seller.Siret)
        || (seller.EffectiveSiren is not null && supplier.EffectiveSiren == seller.EffectiveSiren)
        || (seller.Vat is not null && supplier.Vat == seller.Vat);
}
