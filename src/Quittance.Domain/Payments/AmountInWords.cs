using System.Globalization;

namespace Quittance.Domain.Payments;

/// <summary>An amount as it is written out on a check, in English.</summary>
public static class AmountInWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    // Up to the largest amount that there is (Money.MinorMax), of a currency without minor units.
    private static readonly (long Size, string Name)[] Groups =
        [(1_000_000_000_000_000, "quadrillion"), (1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred")];

    /// <summary>Such as <c>One hundred five and 50/100 USD</c>; without a fraction where the currency has no minor units.</summary>
    public static string Of(Money amount)
    {
        var perMajor = amount.Currency.MinorPerMajor;
        var words = Words(amount.Minor / perMajor);
        var fraction = perMajor == 1 ? "" : $" and {(amount.Minor % perMajor).ToString($"D{amount.Currency.MinorDigits}", CultureInfo.InvariantCulture)}/{perMajor}";
        return $"{char.ToUpperInvariant(words[0])}{words[1..]}{fraction} {amount.Currency}";
    }

    private static string Words(long number)
    {
        foreach (var (size, name) in Groups)
        {
            if (number >= size)
            {
                return $"{Words(number / size)} {name}{(number % size == 0 ? "" : $" {Words(number % size)}")}";
            }
        }

        return number < Small.Length ? Small[number] : $"{Tens[number / 10]}{(number % 10 == 0 ? "" : $"-{Small[number % 10]}")}";
    }
}
