using System.Collections.Frozen;

namespace Quittance.Domain.Payments;

/// <summary>A bank in the United States and where its main office is.</summary>
public sealed record UsBank(string Name, string Address, string City, string State, string PostalCode);

/// <summary>Some routing numbers of large banks, so that an account is called by its bank without asking anybody.</summary>
/// <remarks>
/// A short list of the numbers that most accounts have, not the Federal Reserve's directory of all 18,000. Addresses are those of the
/// main offices in the list of national banks of the Office of the Comptroller of the Currency.
/// </remarks>
public static class UsBanks
{
    private static readonly FrozenDictionary<string, UsBank> ByRoutingNumber = new (UsBank Bank, string Numbers)[]
        {
            (new("JPMorgan Chase", "1111 Polaris Parkway", "Columbus", "OH", "43240"), "021000021 044000037 071000013 072000326 267084131 322271627"),
            (new("Bank of America", "100 North Tryon Street", "Charlotte", "NC", "28202"), "011000138 026009593 053000196 111000025 121000358"),
            (new("Wells Fargo", "101 North Phillips Avenue", "Sioux Falls", "SD", "57104"), "121000248 121042882 122000247"),
            (new("Citibank", "5800 South Corporate Place", "Sioux Falls", "SD", "57108"), "021000089 322271724"),
            (new("PNC Bank", "222 Delaware Avenue", "Wilmington", "DE", "19801"), "043000096"),
            (new("U.S. Bank", "425 Walnut Street", "Cincinnati", "OH", "45202"), "091000022"),
            (new("TD Bank", "2035 Limestone Road", "Wilmington", "DE", "19808"), "031201360"),
            (new("Capital One", "1680 Capital One Drive", "McLean", "VA", "22102"), "031176110"),
        }
        .SelectMany(row => row.Numbers.Split(' ').Select(number => (number, row.Bank)))
        .ToFrozenDictionary(row => row.number, row => row.Bank, StringComparer.Ordinal);

    /// <summary>All routing numbers of the list.</summary>
    public static IReadOnlyCollection<string> Numbers => ByRoutingNumber.Keys;

    /// <summary>The bank that has the number; null when the list does not know.</summary>
    public static UsBank? Find(RoutingNumber number) => ByRoutingNumber.GetValueOrDefault(number.Text);
}
