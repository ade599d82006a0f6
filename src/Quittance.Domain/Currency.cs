using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>An active ISO 4217 currency or fund, with the number of decimals it is counted in.</summary>
/// <remarks>
/// The list is ISO 4217 list one up to amendment 180. Metals, bond units, test codes and XXX have no minor unit there
/// and so are no currencies here. When ISO withdraws a code, leave it in: stored amounts must stay readable.
/// </remarks>
public sealed record Currency
{
    private static readonly FrozenDictionary<string, Currency> ByCode =
        new[]
        {
            (MinorDigits: 0, Codes: """
            BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
            """),
            (MinorDigits: 2, Codes: """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
            CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
            GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
            LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
            NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
            SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
            XAD XCD XCG YER ZAR ZMW ZWG
            """),
            (MinorDigits: 3, Codes: """
            BHD IQD JOD KWD LYD OMR TND
            """),
            (MinorDigits: 4, Codes: """
            CLF UYW
            """),
        }
        .SelectMany(row => row.Codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(code => new Currency(code, row.MinorDigits)))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int minorDigits)
    {
        Code = code;
        MinorDigits = minorDigits;
        for (var digit = 0; digit < minorDigits; digit++)
        {
            MinorPerMajor *= 10;
        }
    }

    /// <summary>Every currency, by code.</summary>
    public static IReadOnlyList<Currency> All { get; } =
        [.. ByCode.Values.OrderBy(currency => currency.Code, StringComparer.Ordinal)];

    public static Currency Eur { get; } = Of("EUR");
    public static Currency Usd { get; } = Of("USD");

    /// <summary>Three upper-case ASCII letters.</summary>
    public string Code { get; }

    /// <summary>Decimals of one major unit: 0 for JPY, 2 for EUR, 3 for BHD, 4 for CLF.</summary>
    public int MinorDigits { get; }

    /// <summary>Minor units in one major unit: ten to the power of <see cref="MinorDigits"/>.</summary>
    public long MinorPerMajor { get; } = 1;

    /// <summary>The currency of a code known to be good: a constant or a stored value.</summary>
    /// <exception cref="ArgumentException">There is no such currency. For input take <see cref="TryOf"/>.</exception>
    public static Currency Of(string code) => TryOf(code, out var currency)
        ? currency
        : throw new ArgumentException("Not an active ISO 4217 currency code in upper case.", nameof(code));

    /// <summary>The currency of a code from outside. Only the exact code will do: "eur" and " EUR" are none.</summary>
    public static bool TryOf(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    public override string ToString() => Code;
}
