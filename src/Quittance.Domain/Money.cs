using System.Globalization;

namespace Quittance.Domain;

/// <summary>An amount in one currency, counted in minor units so that no sum ever rounds.</summary>
/// <param name="Minor">Minor units of the currency: cents of EUR, whole JPY. May be negative.</param>
/// <param name="Currency">The currency; amounts of two currencies never meet in one operation.</param>
/// <remarks>
/// Input passes <see cref="TryFromMajor"/>, <see cref="TryFromMajorTruncated"/> or <see cref="TryFromMinor"/>, which
/// keep it within <see cref="MinorMax"/>. Sums of such amounts may exceed it; overflow of the 64 bits throws.
/// </remarks>
public sealed record Money(long Minor, Currency Currency)
{
    /// <summary>The largest amount taken from outside, in minor units, either way from zero.</summary>
    /// <remarks>Fifteen digits: as many as a JSON number read as a double keeps, in major units too.</remarks>
    public const long MinorMax = 999_999_999_999_999;

    public bool IsZero => Minor == 0;
    public bool IsPositive => Minor > 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) =>
        left with { Minor = checked(left.Minor + left.SameCurrency(right).Minor) };

    public static Money operator -(Money left, Money right) =>
        left with { Minor = checked(left.Minor - left.SameCurrency(right).Minor) };

    public static bool operator <(Money left, Money right) => left.Minor < left.SameCurrency(right).Minor;
    public static bool operator >(Money left, Money right) => left.Minor > left.SameCurrency(right).Minor;
    public static bool operator <=(Money left, Money right) => left.Minor <= left.SameCurrency(right).Minor;
    public static bool operator >=(Money left, Money right) => left.Minor >= left.SameCurrency(right).Minor;

    /// <summary>Reads major units, such as 12.34 EUR. Surplus zeros do no harm: 10.000 EUR is fine.</summary>
    /// <returns>The fault, with which the amount is null, or None.</returns>
    public static MoneyFault TryFromMajor(decimal major, Currency currency, out Money? money)
    {
        var fault = TryFromMajorTruncated(major, currency, out money);
        if (money is not null && money.ToMajor() != major)
        {
            money = null;
            return MoneyFault.SurplusDecimals;
        }

        return fault;
    }

    /// <summary>Reads major units and drops surplus decimals towards zero, for contracts that promise that.</summary>
    /// <returns>OutOfRange, with which the amount is null, or None.</returns>
    public static MoneyFault TryFromMajorTruncated(decimal major, Currency currency, out Money? money)
    {
        money = null;
        // Asked before the multiplication, which would overflow for the largest decimals.
        if (Math.Abs(major) >= MinorMax + 1m)
        {
            return MoneyFault.OutOfRange;
        }

        var whole = decimal.Round(major, currency.MinorDigits, MidpointRounding.ToZero);
        return TryFromMinor((long)(whole * currency.MinorPerMajor), currency, out money);
    }

    /// <summary>Reads minor units, such as 1234 for 12.34 EUR.</summary>
    /// <returns>OutOfRange, with which the amount is null, or None.</returns>
    public static MoneyFault TryFromMinor(long minor, Currency currency, out Money? money)
    {
        money = minor is >= -MinorMax and <= MinorMax ? new Money(minor, currency) : null;
        return money is null ? MoneyFault.OutOfRange : MoneyFault.None;
    }

    /// <summary>The amount in major units, exactly; a whole amount has no decimals.</summary>
    public decimal ToMajor() => (decimal)Minor / Currency.MinorPerMajor;

    /// <summary>The amount in major units with all decimals of the currency and a point, such as "1234.50".</summary>
    public string ToMajorText() =>
        ToMajor().ToString($"F{Currency.MinorDigits}", CultureInfo.InvariantCulture);

    /// <summary>The amount for people and files that are read anywhere, such as "1234.50 EUR".</summary>
    public string ToText() => $"{ToMajorText()} {Currency}";

    public override string ToString() => ToText();

    // Mixing currencies is a bug in our code, never something a caller of the API can cause.
    private Money SameCurrency(Money other) => other.Currency == Currency
        ? other
        : throw new InvalidOperationException($"Cannot combine {Currency} with {other.Currency}.");
}
