using System.Text;

namespace Quittance.Connectors.AccountingSystems;

/// <summary>Makes texts of invoices fit for the fields of accounting systems.</summary>
/// <remarks>
/// What comes out of a document may have line breaks, tabs and characters that are no text. A field that a person fills in one line takes
/// none of them: Tryton refuses the whole bill for one. Whatever looks for a text over there, or compares with it, uses the same text.
/// </remarks>
internal static class AccountingText
{
    /// <summary>The longest line for a field that has no limit of its own.</summary>
    public const int LineMax = 500;

    /// <summary>The longest text for a field that has no limit of its own; it comes back in answers, which are not read beyond <see cref="Http.ProviderJson.TextMax"/>.</summary>
    public const int LinesMax = 4_000;

    /// <summary>A text for a field of one line. Breaks, control characters and blanks, however many, become one blank; null becomes nothing.</summary>
    /// <param name="charactersMax">The longest text that the field takes, in UTF-16 code units.</param>
    public static string Line(string? text, int charactersMax = LineMax)
    {
        var line = new StringBuilder(Math.Min(text?.Length ?? 0, charactersMax));
        var isBlank = true;
        Span<char> letter = stackalloc char[2];
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var isNext = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            line.Append(!isNext ? letter[..rune.EncodeToUtf16(letter)] : isBlank ? "" : " ");
            isBlank = isNext;
            if (line.Length > charactersMax)
            {
                break;
            }
        }

        return Cut(line.ToString(), charactersMax).TrimEnd();
    }

    /// <summary>The same; null when nothing is left of it.</summary>
    public static string? LineOrNull(string? text, int charactersMax = LineMax) => Line(text, charactersMax) is { Length: > 0 } line ? line : null;

    /// <summary>A text for a field of several lines: they are as <see cref="Line"/> makes them, and a line feed is between them.</summary>
    /// <param name="charactersMax">The longest text that the field takes, in UTF-16 code units.</param>
    public static string Lines(string? text, int charactersMax = LinesMax) =>
        Cut(string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Replace('\v', '\n').Split('\n').Select(line => Line(line, charactersMax))).Trim(), charactersMax).TrimEnd();

    /// <summary>A text without what UTF-8 takes four bytes for, such as emoji, which some systems neither keep nor refuse in words that one could act on.</summary>
    public static string WithoutEmoji(string? text) => string.Concat((text ?? "").Where(letter => !char.IsSurrogate(letter)));

    /// <summary>The beginning of a text, which does not end with half a character.</summary>
    public static string Cut(string text, int charactersMax) => text.Length <= charactersMax
        ? text
        : char.IsHighSurrogate(text[charactersMax - 1]) ? text[..(charactersMax - 1)] : text[..charactersMax];
}
