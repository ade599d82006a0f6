namespace Quittance.Domain;

/// <summary>Why a number is not an amount of money in its currency.</summary>
public enum MoneyFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The number has decimals below the currency's minor unit, such as 10.001 EUR.</summary>
    SurplusDecimals,

    /// <summary>The amount is beyond <see cref="Money.MinorMax"/> in either direction.</summary>
    OutOfRange,
}
