using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Quittance.Domain;

/// <summary>An International Bank Account Number (ISO 13616): of its country's length, check digits right.</summary>
/// <remarks>
/// Account numbers never go to logs: every way of writing this type that nobody chose (<see cref="ToString"/>, a record
/// around it, a serializer) shows the last four characters at most. The whole number takes <see cref="Unmask"/>.
/// </remarks>
public sealed record Iban
{
    // Release 101 of the IBAN registry that SWIFT keeps for ISO 13616.
    private static readonly FrozenDictionary<string, int> LengthByCountry =
        new[]
        {
            (Length: 15, Countries: "NO"),
            (Length: 16, Countries: "BE"),
            (Length: 18, Countries: "DK FI FK FO GL NL SD"),
            (Length: 19, Countries: "MK SI"),
            (Length: 20, Countries: "AT BA EE KZ LT LU MN XK"),
            (Length: 21, Countries: "CH HR LI LV"),
            (Length: 22, Countries: "BG BH CR DE GB GE IE ME RS VA"),
            (Length: 23, Countries: "AE GI IL IQ OM SO TL"),
            (Length: 24, Countries: "AD CZ ES MD PK RO SA SE SK TN VG"),
            (Length: 25, Countries: "LY PT ST"),
            (Length: 26, Countries: "IS TR"),
            (Length: 27, Countries: "BI DJ FR GR IT MC MR SM"),
            (Length: 28, Countries: "AL AZ BY CY DO GT HN HU LB NI PL SV"),
            (Length: 29, Countries: "BR EG PS QA UA"),
            (Length: 30, Countries: "JO KW MU YE"),
            (Length: 31, Countries: "MT SC"),
            (Length: 32, Countries: "LC"),
            (Length: 33, Countries: "RU"),
        }
        .SelectMany(row => row.Countries.Split(' ').Select(country => (country, row.Length)))
        .ToFrozenDictionary(row => row.country, row => row.Length, StringComparer.Ordinal);

    private readonly string _electronic;

    private Iban(string electronic) => _electronic = electronic;

    /// <summary>The two letters in front: ISO 3166, and XK for Kosovo.</summary>
    public string Country => _electronic[..2];

    /// <summary>All that may be shown to people who do not pay from or to this account.</summary>
    public string LastFour => _electronic[^4..];

    /// <summary>Reads an IBAN in groups or in one piece, in either case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Iban? iban)
    {
        iban = CompactText.TryRead(text, separators: "", out var compact) && IsValid(compact)
            ? new Iban(compact)
            : null;
        return iban is not null;
    }

    /// <summary>The whole number in electronic format (no spaces, upper case), for a rail or to be encrypted.</summary>
    /// <remarks>A method, so that no serializer finds it.</remarks>
    public string Unmask() => _electronic;

    public override string ToString() => $"****{LastFour}";

    /// <summary>A text of somebody else's with every IBAN in it masked, however it is grouped.</summary>
    public static string MaskWithin(string text)
    {
        StringBuilder? masked = null;
        var copied = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (FindAt(text, at) is var (iban, end))
            {
                masked = (masked ?? new StringBuilder()).Append(text, copied, at - copied).Append(iban);
                copied = end;
                at = end - 1;
            }
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    // Two letters of a country and two digits begin one; then as many characters as the country's have, single separators left out.
    private static (Iban Iban, int End)? FindAt(string text, int at)
    {
        if (at + 4 > text.Length || !char.IsAsciiLetter(text[at]) || !char.IsAsciiLetter(text[at + 1])
            || !LengthByCountry.TryGetValue(text.Substring(at, 2).ToUpperInvariant(), out var length))
        {
            return null;
        }

        var compact = new StringBuilder(length);
        var end = at;
        while (end < text.Length && compact.Length < length)
        {
            if (char.IsAsciiLetterOrDigit(text[end]))
            {
                compact.Append(char.ToUpperInvariant(text[end]));
            }
            else if (!(char.IsWhiteSpace(text[end]) || text[end] is '.' or '-') || !char.IsAsciiLetterOrDigit(text[end - 1]))
            {
                return null;
            }

            end++;
        }

        return compact.ToString() is var electronic && IsValid(electronic) ? (new Iban(electronic), end) : null;
    }

    // Check digits run from 02 to 98. As twins of 97, 98 and 02, 00, 01 and 99 satisfy the modulus but are never given.
    private static bool IsValid(string text) =>
        text.Length >= 4
        && LengthByCountry.TryGetValue(text[..2], out var length)
        && text.Length == length
        && CompactText.IsDigits(text.AsSpan(2, 2))
        && text[2..4] is not ("00" or "01" or "99")
        && Remainder(text) == 1;

    // ISO 7064 MOD 97-10 over the number with its first four characters moved to the end, letters as 10 to 35.
    private static int Remainder(string text)
    {
        var remainder = 0;
        for (var place = 0; place < text.Length; place++)
        {
            var character = text[(place + 4) % text.Length];
            remainder = char.IsAsciiDigit(character)
                ? ((remainder * 10) + character - '0') % 97
                : ((remainder * 100) + character - 'A' + 10) % 97;
        }

        return remainder;
    }
}
