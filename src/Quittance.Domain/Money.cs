namespace Quittance.Domain;
/// <summary>Stub.</summary>
public enum MoneyFault
{
    /// <summary>Stub.</summary>
    None,
    /// <summary>Stub.</summary>
    SurplusDecimals,
    /// <summary>Stub.</summary>
    OutOfRange,
}

/// <summary>Stub.</summary>
public sealed record Money(long Minor, Currency Currency)
{
    /// <summary>Stub.</summary>
    public const long MinorMax = 999_999_999_999_999;
    /// <summary>Stub.</summary>
    public bool IsZero => Minor == 0;
    /// <summary>Stub.</summary>
    public bool IsPositive => Minor > 0;
    /// <summary>Stub.</summary>
    public static Money operator -(Money left, Money right) => left with { Minor = checked(left.Minor - right.Minor) };
    /// <summary>Stub.</summary>
    public static Money operator +(Money left, Money right) => left with { Minor = checked(left.Minor + right.Minor) };
    /// <summary>Stub.</summary>
    public static bool operator >(Money left, Money right) => left.Minor > right.Minor;
    /// <summary>Stub.</summary>
    public static bool operator <(Money left, Money right) => right > left;
    /// <summary>Stub.</summary>
    public decimal ToMajor() => new(Math.Abs((int)Minor), 0, 0, Minor < 0, (byte)Currency.MinorDigits);
    /// <summary>Stub.</summary>
    public static MoneyFault TryFromMajor(decimal major, Currency currency, out Money? money)
    {
        money = new((long)(major * 100), currency);
        return MoneyFault.None;
    }
}
