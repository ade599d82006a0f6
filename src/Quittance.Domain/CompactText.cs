using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>Reads numbers the way people and their spreadsheets write them: spaced, dotted, pasted.</summary>
internal static class CompactText
{
    /// <summary>Far above the longest number with its spaces; bounds what a hostile text can cost.</summary>
    public const int RawMax = 64;

    /// <summary>Drops white space (non-breaking too) and the given separators, and raises ASCII letters.</summary>
    /// <returns>False when nothing is left, or more than ASCII letters and digits, or the text is too long.</returns>
    public static bool TryRead(string? text, string separators, [NotNullWhen(true)] out string? compact)
    {
        compact = null;
        if (text is null || text.Length > RawMax || IsSpreadsheetNumber(text))
        {
            return false;
        }

        Span<char> kept = stackalloc char[RawMax];
        var length = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                kept[length++] = char.ToUpperInvariant(character);
            }
            else if (!char.IsWhiteSpace(character) && !separators.Contains(character, StringComparison.Ordinal))
            {
                return false;
            }
        }

        compact = length > 0 ? new string(kept[..length]) : null;
        return compact is not null;
    }

    /// <summary>As <see cref="TryRead"/>, for numbers of so many digits, dotted or not.</summary>
    public static bool TryReadDigits(string? text, int count, [NotNullWhen(true)] out string? digits) =>
        TryRead(text, ".", out digits) && digits.Length == count && IsDigits(digits);

    public static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    // "5782932000074.0" is a SIRET that lost its leading zero; without the dot it would have the right length again.
    private static bool IsSpreadsheetNumber(string text) => text.AsSpan().TrimEnd() is [.., '.', _];
}
