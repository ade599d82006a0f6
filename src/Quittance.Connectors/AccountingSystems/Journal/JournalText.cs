using System.Globalization;
using System.Text;
using Quittance.Domain;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>The text of a journal: accounts and balanced entries in the syntax that hledger and beancount share.</summary>
/// <remarks>
/// The common ground of the two: <c>open</c> and <c>note</c> directives of beancount are transactions without postings to hledger, quoted
/// payees and <c>^links</c> are descriptions, comments are comments, and what hledger takes for tags stands in them.
/// </remarks>
public static class JournalText
{
    /// <summary>What is owed, with an account for each vendor below it.</summary>
    public const string PayablePrefix = "Liabilities:Payable:";

    /// <summary>From when on all accounts are open that are written here.</summary>
    public const string OpenSince = "1970-01-01";

    private const int NameLengthMax = 40;
    private const int TextLengthMax = 500;

    /// <summary>Opens an account.</summary>
    public static string Open(string account) => $"{OpenSince} open {account}";

    /// <summary>The account of what is owed to one vendor: its name as far as both programs take it, and an id.</summary>
    /// <param name="id">Letters, digits and hyphens.</param>
    public static string PayableTo(string id, string name)
    {
        var account = new StringBuilder(PayablePrefix);
        foreach (var letter in name.Where(char.IsAsciiLetterOrDigit).Take(NameLengthMax))
        {
            account.Append(account.Length == PayablePrefix.Length ? char.ToUpperInvariant(letter) : letter);
        }

        // beancount wants a capital letter or a digit first; a name without any leaves the id alone.
        account.Append(account.Length == PayablePrefix.Length ? "V" : "-");
        return account.Append(id).ToString();
    }

    /// <summary>A text in quotes: without what would end it or start a comment.</summary>
    public static string Text(string text) => Cleaned(text, "\"\\;");

    /// <summary>A text in a comment. What hledger would take for a tag or a date in it (<c>date:</c>, <c>[2026-01-01]</c>) is broken up.</summary>
    public static string Comment(string text) => Cleaned(text, "[]").Replace(":", " :", StringComparison.Ordinal);

    /// <summary>The value of a tag, such as <c>tax:FR123</c>, which ends with a comma.</summary>
    public static string Tag(string text) => Cleaned(text, ",[]");

    /// <summary>An entry with its postings after an empty line. The postings have to add up to zero.</summary>
    /// <param name="links">What it can be found by: letters, digits, <c>-</c>, <c>_</c>, <c>/</c> and <c>.</c></param>
    /// <param name="tags">Pairs of name and value, or null.</param>
    /// <param name="about">A comment below the first line, or null.</param>
    public static string Entry(
        DateOnly date, string payee, string narration, IEnumerable<string> links, string? tags, string? about, Currency currency, IEnumerable<JournalPosting> postings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n{date:yyyy-MM-dd} * \"{Text(payee)}\" \"{Text(narration)}\"");
        foreach (var link in links)
        {
            text.Append(" ^").Append(link);
        }

        text.Append(tags is null ? "" : $" ; {tags}").Append('\n');
        if (!string.IsNullOrWhiteSpace(about))
        {
            text.Append("  ; ").Append(Comment(about)).Append('\n');
        }

        foreach (var posting in postings)
        {
            text.Append("  ").Append(posting.Account).Append("  ").Append(new Money(posting.Minor, currency).ToText());
            text.Append(string.IsNullOrWhiteSpace(posting.About) ? "" : $" ; {Comment(posting.About)}").Append('\n');
        }

        return text.ToString();
    }

    private static string Cleaned(string text, string unwanted)
    {
        var clean = string.Concat(AccountingText.Line(text, AccountingText.LinesMax).Select(letter => unwanted.Contains(letter, StringComparison.Ordinal) ? ' ' : letter));
        return AccountingText.Line(clean, TextLengthMax);
    }
}
