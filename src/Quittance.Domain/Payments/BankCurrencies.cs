using System.Collections.Frozen;

namespace Quittance.Domain.Payments;

/// <summary>Which currencies a bank account takes, told from how it is numbered.</summary>
public static class BankCurrencies
{
    // Countries that have IBANs and a currency of their own beside SEPA's euro.
    private static readonly FrozenDictionary<string, string> OwnByCountry = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CH"] = "CHF",
        ["CZ"] = "CZK",
        ["DK"] = "DKK",
        ["FO"] = "DKK",
        ["GB"] = "GBP",
        ["GI"] = "GIP",
        ["GL"] = "DKK",
        ["HU"] = "HUF",
        ["IS"] = "ISK",
        ["LI"] = "CHF",
        ["NO"] = "NOK",
        ["PL"] = "PLN",
        ["RO"] = "RON",
        ["SE"] = "SEK",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Of an account with a routing number: ACH and checks know no other.</summary>
    public static IReadOnlyList<Currency> Us { get; } = [Currency.Usd];

    /// <summary>Of an account with an IBAN: the euro, and before it its country's own.</summary>
    public static IReadOnlyList<Currency> Of(Iban iban) =>
        OwnByCountry.TryGetValue(iban.Country, out var own) ? [Currency.Of(own), Currency.Eur] : [Currency.Eur];
}
