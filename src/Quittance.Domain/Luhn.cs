namespace Quittance.Domain;

/// <summary>The check of ISO/IEC 7812-1 annex B: finds any one wrong digit and most swaps of two neighbours.</summary>
internal static class Luhn
{
    /// <summary>Whether the last of these digits is right for the others.</summary>
    public static bool Holds(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[^(place + 1)] - '0';
            var weighed = place % 2 == 0 ? digit : 2 * digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }

        return sum % 10 == 0;
    }
}
