using System.Globalization;
using System.Text;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>Reads the query language: <c>select * from Bill where DocNumber = 'O\'Neil 7' and Id in ('1', '2') orderby Id desc startposition 1 maxresults 10</c>.</summary>
internal sealed class QuickBooksQueryParser
{
    private const int DefaultResults = 100;

    private const int ResultsMax = 1000;

    private readonly List<(char Kind, string Text)> _tokens = [];
    private int _at;

    private QuickBooksQueryParser(string query) => Tokenize(query);

    public static QuickBooksSelect Parse(string query) => new QuickBooksQueryParser(query).Select();

    private QuickBooksSelect Select()
    {
        Expect("select");
        var isCount = Take("count");
        if (isCount)
        {
            Expect("(");
            Expect("*");
            Expect(")");
        }
        else
        {
            Expect("*");
        }

        Expect("from");
        var select = new QuickBooksSelect(Next('w'), isCount);
        if (Take("where"))
        {
            do
            {
                select.Conditions.Add(Condition());
            }
            while (Take("and"));
        }

        if (Take("orderby") || (Take("order") && Take("by")))
        {
            select.OrderBy = Next('w');
            select.IsDescending = !Take("asc") && Take("desc");
        }

        select.Start = Take("startposition") ? Number(1, int.MaxValue) : 1;
        select.Max = Take("maxresults") ? Number(1, ResultsMax) : DefaultResults;
        return _at == _tokens.Count ? select : throw Unexpected();
    }

    private QuickBooksSelect.Condition Condition()
    {
        var field = Next('w');
        if (Take("in"))
        {
            Expect("(");
            var values = new List<string>();
            do
            {
                values.Add(Value());
            }
            while (Take(","));
            Expect(")");
            return new(field, "in", values);
        }

        var wanted = Take("like") ? "like" : Next('o');
        return new(field, wanted, [Value()]);
    }

    private string Value()
    {
        var (kind, text) = _at < _tokens.Count ? _tokens[_at] : throw Unexpected();
        _at++;
        return kind is 's' or 'n' || text is "true" or "false" ? text : throw Unexpected();
    }

    private int Number(int from, int to) => int.TryParse(Next('n'), CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
        ? number
        : throw new QuickBooksFaultException("4001", "Invalid query", "QueryValidationError: value of startposition or maxresults is out of range");

    private string Next(char kind)
    {
        var found = _at < _tokens.Count && _tokens[_at].Kind == kind ? _tokens[_at].Text : throw Unexpected();
        _at++;
        return found;
    }

    private bool Take(string word)
    {
        var isNext = _at < _tokens.Count && _tokens[_at].Kind != 's' && string.Equals(_tokens[_at].Text, word, StringComparison.OrdinalIgnoreCase);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string word)
    {
        if (!Take(word))
        {
            throw Unexpected();
        }
    }

    private QuickBooksFaultException Unexpected() => new(
        "4000", "Error parsing query", $"QueryParserError: Encountered \" {(_at < _tokens.Count ? _tokens[_at].Text : "<EOF>")} \" at line 1");

    private void Tokenize(string query)
    {
        for (var at = 0; at < query.Length;)
        {
            var letter = query[at];
            if (letter is ' ' or '\t' or '\n')
            {
                at++;
            }
            else if (letter == '\'')
            {
                at = String(query, at + 1);
            }
            else
            {
                at = Other(query, at, letter);
            }
        }
    }

    private int String(string query, int at)
    {
        var text = new StringBuilder();
        for (; at < query.Length && query[at] != '\''; at++)
        {
            if (query[at] == '\\')
            {
                at++; // The next letter stands for itself.
            }

            // Typographic quotes, dashes and whole scripts are refused: Intuit's lexer knows Latin-1.
            text.Append(at < query.Length && query[at] is >= ' ' and <= '\u00FF'
                ? query[at]
                : throw new QuickBooksFaultException("4000", "Error parsing query", "QueryParserError: Invalid content. Lexical error at line 1. Encountered: a character that is not allowed"));
        }

        _tokens.Add(at < query.Length ? ('s', text.ToString()) : throw new QuickBooksFaultException("4000", "Error parsing query", "QueryParserError: Lexical error, string does not end"));
        return at + 1;
    }

    private int Other(string query, int at, char letter)
    {
        var from = at;
        var kind = char.IsAsciiDigit(letter) ? 'n' : char.IsAsciiLetter(letter) ? 'w' : letter is '=' or '<' or '>' or '!' ? 'o' : 'p';
        at++;
        while (at < query.Length && kind != 'p' && (kind == 'o' ? query[at] == '=' : char.IsAsciiLetterOrDigit(query[at]) || query[at] is '.' or '_'))
        {
            at++;
        }

        _tokens.Add(kind != 'p' || letter is '(' or ')' or ',' or '*'
            ? (kind, query[from..at])
            : throw new QuickBooksFaultException("4000", "Error parsing query", $"QueryParserError: Lexical error. Encountered: \"{letter}\""));
        return at;
    }
}
