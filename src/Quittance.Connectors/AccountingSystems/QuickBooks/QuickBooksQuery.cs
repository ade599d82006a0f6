using System.Globalization;
using System.Text;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Writes conditions of QuickBooks' query language, so that no value can become a part of the query.</summary>
internal static class QuickBooksQuery
{
    /// <summary>A condition that is true for this text, and perhaps for some others: compare what is found.</summary>
    /// <remarks>
    /// QuickBooks' lexer refuses typographic quotes, dashes and everything else beyond Latin-1 ("Lexical error"), although a name may have them.
    /// There a wildcard stands, and so it does for control characters.
    /// </remarks>
    public static string Is(string property, string value) =>
        value.All(IsPlain) ? $"{property} = {Quoted(value)}" : $"{property} LIKE {Quoted(Wildcarded(value))}";

    /// <summary>Whether enough of a text can be asked for to narrow anything down.</summary>
    public static bool CanAskFor(string value) => value.Any(letter => char.IsAsciiLetterOrDigit(letter));

    /// <summary>A condition that is true for every text that begins with this one, and perhaps for some others.</summary>
    public static string BeginsWith(string property, string value) => $"{property} LIKE {Quoted(Wildcarded(value + "\0"))}";

    /// <summary>A condition on a time.</summary>
    public static string Since(DateTimeOffset time) => $"MetaData.LastUpdatedTime >= '{Iso(time)}'";

    /// <summary>A condition on a day.</summary>
    public static string On(string property, DateOnly day) => $"{property} = '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";

    /// <summary>A condition on ids.</summary>
    public static string IsAmong(IEnumerable<string> ids) => $"Id IN ({string.Join(", ", ids.Select(Quoted))})";

    /// <summary>A time as QuickBooks takes it, to the second.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Quoted(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Wildcarded(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var letter in value)
        {
            if (IsPlain(letter))
            {
                text.Append(letter);
            }
            else if (text is [] || text[^1] != '%')
            {
                text.Append('%');
            }
        }

        return text.ToString();
    }

    private static bool IsPlain(char letter) => letter is >= ' ' and <= '~';
}
