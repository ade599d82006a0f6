using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Quittance.Domain;

/// <summary>A number for value added tax, with its country prefix.</summary>
/// <remarks>
/// A French number is checked in full, whether its key is two digits or has letters. Of any other only the shape is
/// checked: two letters, then 2 to 13 letters or digits with at least one digit. Old Irish numbers with "+" or "*" are
/// refused by that.
/// </remarks>
public sealed record VatNumber
{
    // Key characters of French numbers; the letters I and O are left out for their likeness to 1 and 0.
    private const string KeyCharacters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static readonly SearchValues<char> KeyCharacterSet = SearchValues.Create(KeyCharacters);

    private VatNumber(string text) => Text = text;

    /// <summary>Prefix and number in upper case without separators, such as "FR44732829320".</summary>
    public string Text { get; }

    /// <summary>The two letters in front, as VAT has them: "EL" for Greece, "XI" for Northern Ireland.</summary>
    public string Prefix => Text[..2];

    /// <summary>The legal unit inside a French number; null for other countries and for Monaco.</summary>
    /// <remarks>The members of a VAT group share a number; its SIREN is the group's own.</remarks>
    public Siren? Siren => IsFrench && !IsMonegasque ? new Siren(Text[4..]) : null;

    /// <summary>Whether key and SIREN of a French number are right; true for numbers of other countries.</summary>
    public bool HasValidCheckDigits =>
        !IsFrench || ((IsMonegasque || Luhn.Holds(Text.AsSpan(4))) && (HasDigitKey ? DigitKeyHolds : LetterKeyHolds));

    private bool IsFrench => Text.StartsWith("FR", StringComparison.Ordinal);

    private bool IsMonegasque => Text.AsSpan(4).StartsWith("000", StringComparison.Ordinal);

    private bool HasDigitKey => CompactText.IsDigits(Text.AsSpan(2, 2));

    private long Number => long.Parse(Text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture);

    private bool DigitKeyHolds =>
        int.Parse(Text.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture) == ((Number * 100) + 12) % 97;

    private bool LetterKeyHolds
    {
        get
        {
            var first = KeyCharacters.IndexOf(Text[2], StringComparison.Ordinal);
            var second = KeyCharacters.IndexOf(Text[3], StringComparison.Ordinal);
            var key = first < 10 ? (first * 24) + second - 10 : (first * 34) + second - 100;
            return (Number + 1 + (key / 11)) % 11 == key % 11;
        }
    }

    /// <summary>Reads a number that has to be right: one of our own businesses.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VatNumber? vat)
    {
        vat = TryParseLenient(text, out var read) && read.HasValidCheckDigits ? read : null;
        return vat is not null;
    }

    /// <summary>Reads a number off a supplier's document, for matching: its shape only.</summary>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out VatNumber? vat)
    {
        vat = CompactText.TryRead(text, ".-", out var compact) && HasShape(compact) ? new VatNumber(compact) : null;
        return vat is not null;
    }

    public override string ToString() => Text;

    private static bool HasShape(string text)
    {
        if (text.Length is < 4 or > 15 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetter(text[1]))
        {
            return false;
        }

        var number = text.AsSpan(2);
        return text.StartsWith("FR", StringComparison.Ordinal)
            ? number.Length == 11
                && !number[..2].ContainsAnyExcept(KeyCharacterSet)
                && CompactText.IsDigits(number[2..])
            : number.ContainsAnyInRange('0', '9');
    }
}
