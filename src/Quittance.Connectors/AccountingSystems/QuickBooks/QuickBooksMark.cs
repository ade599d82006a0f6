namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Our key, and a number that was too long, in the private note (the memo) of a bill or payment. That is how an object is known again.</summary>
internal static class QuickBooksMark
{
    /// <summary>The longest document number, in characters.</summary>
    public const int NumberMax = 21;

    /// <summary>The longest private note, in characters.</summary>
    private const int NoteMax = 4000;

    // So that memo and mark always fit a note together.
    private const int FullNumberMax = 1000;

    private const string Begin = "[Quittance ";

    private const char End = ']';

    private const string NumberBegin = ", number ";

    /// <summary>The note of an object that comes from here.</summary>
    /// <param name="number">Written in full, if the document number does not hold it.</param>
    public static string Note(string? memo, string? number, string key)
    {
        var full = Whole(number) is { Length: > NumberMax } whole ? $"{NumberBegin}{whole.Replace(End, ')')}" : "";
        var mark = $"{Begin}{key}{full}{End}";
        return AccountingText.Lines(AccountingText.WithoutEmoji(memo), NoteMax - mark.Length - 1) is { Length: > 0 } words ? $"{words}\n{mark}" : mark;
    }

    /// <summary>The end of a number that is too long: what sets it apart from others stands at the end.</summary>
    public static string? Number(string? number)
    {
        var line = Whole(number);
        return line.Length == 0 ? null : line.Length <= NumberMax ? line : line[^NumberMax..].TrimStart();
    }

    /// <summary>The key in a note; null when the object did not come from here.</summary>
    public static string? Key(string? note) => Inside(note)?.Split(NumberBegin, 2)[0];

    /// <summary>The whole number, if the note has it.</summary>
    public static string? FullNumber(string? note) => Inside(note)?.Split(NumberBegin, 2) is [_, var number] ? number : null;

    /// <summary>The note without what was added to it here; null when nothing is left.</summary>
    public static string? Memo(string? note)
    {
        var memo = Inside(note) is { } inside ? note!.Replace($"{Begin}{inside}{End}", "", StringComparison.Ordinal) : note;
        return string.IsNullOrWhiteSpace(memo) ? null : memo.Trim();
    }

    private static string Whole(string? number) => AccountingText.Line(AccountingText.WithoutEmoji(number), FullNumberMax);

    private static string? Inside(string? note)
    {
        var from = note?.LastIndexOf(Begin, StringComparison.Ordinal) ?? -1;
        var to = from < 0 ? -1 : note!.IndexOf(End, from);
        return to < 0 ? null : note![(from + Begin.Length)..to];
    }
}
