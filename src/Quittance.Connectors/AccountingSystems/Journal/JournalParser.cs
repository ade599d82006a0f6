using System.Globalization;
using System.Text.RegularExpressions;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Reads a block: what we write to the letter, what bookkeepers write by hand as far as it concerns us.</summary>
internal static partial class JournalParser
{
    // The currency of an amount that has a symbol, a cost or a price.
    private const string Unknown = "";
    private const string RateMark = "; tax-rate:";

    // What either program knows at the margin and is of no concern here. Not decimal-mark: with a comma, hledger would read our amounts as others.
    private static readonly HashSet<string> OtherDirectives = new(StringComparer.Ordinal)
    {
        "account", "commodity", "payee", "tag", "include", "alias", "end", "apply", "comment", "P", "D", "Y", "N", "year", "default", "bucket", "capture", "assert", "check",
        "option", "plugin", "pushtag", "poptag", "pushmeta", "popmeta",
    };

    private static readonly HashSet<string> OtherDated = new(StringComparer.Ordinal) { "balance", "pad", "price", "commodity", "event", "query", "document", "custom" };

    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    /// <summary>What the block says; null when that is of no concern here.</summary>
    /// <exception cref="Domain.Accounting.AccountingException">Neither program would read it.</exception>
    public static JournalItem? Parse(JournalBlock block)
    {
        var head = block.Lines[0];
        if (head[0] is ';' or '#' or '*' or '%')
        {
            return head.StartsWith(RateMark, StringComparison.Ordinal) ? Rate(head, block) : null;
        }

        if (head[0] is '=' or '~' || (char.IsAsciiLetter(head[0]) && OtherDirectives.Contains(FirstWord(head))))
        {
            return null;
        }

        var dated = Dated().Match(head);
        if (!dated.Success || !TryDate(dated.Groups[1].Value, out var date))
        {
            throw JournalScan.Unreadable(block.LineNumber, "cannot be read");
        }

        var (rest, comment) = SplitComment(dated.Groups[2].Value);
        var account = Directive().Match(rest);
        return account.Success ? account.Groups[1].Value switch
        {
            "open" => new JournalOpen(date, account.Groups[2].Value, Currencies(account.Groups[3].Value), Tags(comment)),
            "close" => new JournalClose(date, account.Groups[2].Value),
            _ => new JournalNote(account.Groups[2].Value, Quoted().Match(account.Groups[3].Value).Groups[1].Value, Tags(comment)),
        }
            : OtherDated.Contains(FirstWord(rest)) ? null
            : Entry(block, date, rest, comment);
    }

    /// <summary>Pairs as hledger has them in comments: <c>name:value, name:value</c>.</summary>
    private static IReadOnlyDictionary<string, string> Tags(string? comment)
    {
        if (comment is null)
        {
            return NoTags;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in comment.Split(','))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                tags[pair[..colon].Trim()] = pair[(colon + 1)..].Trim();
            }
        }

        return tags;
    }

    private static JournalRate Rate(string line, JournalBlock block)
    {
        var text = line[RateMark.Length..];
        var tags = Tags(text);
        var id = text.Split(',')[0].Trim();
        return id.Length is > 0 and <= 50 && decimal.TryParse(tags.GetValueOrDefault("rate"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100 && decimal.Truncate(percent * 100) == percent * 100
                ? new JournalRate(id, (int)(percent * 100), tags.GetValueOrDefault("account", JournalChart.InputVat), tags.GetValueOrDefault("name", id))
                : throw JournalScan.Unreadable(block.LineNumber, "is no tax rate, such as \"; tax-rate: vat20, rate:20, account:Assets:InputVAT, name:VAT 20 %\"");
    }

    private static JournalEntry Entry(JournalBlock block, DateOnly date, string rest, string? comment)
    {
        var texts = Quoted().Matches(rest).Select(match => match.Groups[1].Value).ToList();
        var unquoted = Quoted().Replace(rest, "");
        var (payee, narration) = texts switch
        {
            [] => (Flag().Replace(rest, ""), ""),
            [var only] => ("", only),
            [var first, var second, ..] => (first, second),
        };
        var lines = new List<JournalLine>();
        string? about = null;
        foreach (var line in block.Lines.Skip(1).Select(line => line.Trim()))
        {
            if (line[0] is ';')
            {
                about ??= lines.Count == 0 ? line[1..].Trim() : null;
            }
            else if (!Metadata().IsMatch(line))
            {
                lines.Add(Line(line, block));
            }
        }

        Complete(lines);
        return new JournalEntry(date, payee, narration, [.. Links().Matches(unquoted).Select(match => match.Groups[1].Value)], Tags(comment), about, lines);
    }

    // One amount may be left out: it is what the others lack.
    private static void Complete(List<JournalLine> lines)
    {
        var missing = lines.FindIndex(line => line.Amount is null && line.CurrencyCode is null);
        var others = lines.Where((_, number) => number != missing).ToList();
        if (missing >= 0 && others is [{ CurrencyCode: { } code }, ..] && others.All(line => line.Amount is not null && line.CurrencyCode == code))
        {
            lines[missing] = lines[missing] with { Amount = -others.Sum(line => line.Amount), CurrencyCode = code, IsInferred = true };
        }
    }

    private static JournalLine Line(string text, JournalBlock block)
    {
        var (line, comment) = SplitComment(Flag().Replace(text, ""));
        var gap = Gap().Match(line);
        if (!gap.Success)
        {
            return new JournalLine(line.TrimEnd(), null, null, comment);
        }

        var amount = Amount().Match(line[(gap.Index + gap.Length)..].Trim());
        if (amount.Groups[1].Value is { Length: > 0 } digits && digits.Count(letter => letter == ',') == 1 && !digits.Contains('.', StringComparison.Ordinal))
        {
            // 1,234 is a thousand to beancount, and a little more than one to hledger.
            throw JournalScan.Unreadable(block.LineNumber, $"begins an entry with the amount {digits}, whose comma the two programs read differently");
        }

        return amount.Success && decimal.TryParse(amount.Groups[1].Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= Domain.Money.MinorMax
                ? new JournalLine(line[..gap.Index], value, amount.Groups[2].Value, comment)
                : new JournalLine(line[..gap.Index], null, Unknown, comment);
    }

    private static (string Text, string? Comment) SplitComment(string line)
    {
        var isQuoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[at] == ';' && !isQuoted)
            {
                return (line[..at].TrimEnd(), line[(at + 1)..].Trim());
            }
        }

        return (line.TrimEnd(), null);
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text.Replace('/', '-').Replace('.', '-'), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string FirstWord(string text) => text.Split([' ', '\t'], 2)[0];

    private static IReadOnlyList<string> Currencies(string text) => text.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?:=[0-9/.-]+)?(?:\s+(.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    // beancount takes whatever is not ASCII for a letter.
    [GeneratedRegex(@"^(open|close|note)\s+([A-Z\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff-]*(?::[A-Z0-9\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff-]*)+)(?:\s+(.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=\s)\^([A-Za-z0-9_/.-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    [GeneratedRegex(@"^(?:txn|[!*])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Flag();

    [GeneratedRegex(@"^[a-z][A-Za-z0-9_-]*:(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Metadata();

    // beancount's accounts end at the first blank; hledger's may contain one and end at two or a tab.
    [GeneratedRegex(@"(?<=^[A-Z\u00a1-\uffff][A-Za-z0-9:\u00a1-\uffff-]*)\s+|\s\s+|\t", RegexOptions.CultureInvariant)]
    private static partial Regex Gap();

    [GeneratedRegex(@"^(-?[0-9][0-9,]*(?:\.[0-9]*)?)\s*([A-Z]{3})$", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();
}
