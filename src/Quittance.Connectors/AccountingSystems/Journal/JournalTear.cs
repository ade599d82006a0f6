using System.Text.RegularExpressions;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Tells what a crash left of an append from what a bookkeeper wrote. Asked of the last block of a journal only.</summary>
/// <remarks>
/// What is appended ends with something that no part of it has: an entry with the line of what is owed, a vendor with its key. So whatever
/// is cut off, the rest shows it; and what does not look like a part of ours is left alone.
/// </remarks>
internal static partial class JournalTear
{
    private const string VendorOpen = $"{JournalText.OpenSince} open {JournalText.PayablePrefix}";

    /// <summary>Whether the block is a part of what was to be appended.</summary>
    /// <param name="index">What is known of the journal before the block.</param>
    public static bool IsTorn(JournalBlock block, JournalIndex index)
    {
        // A power failure leaves a file longer than what was written into it.
        if (block.Lines[^1].Contains('\0', StringComparison.Ordinal))
        {
            return true;
        }

        var head = block.Lines[0];
        if (!block.IsTerminated && block.Lines.Count == 1 && char.IsAsciiDigit(head[0]))
        {
            return VendorOpen.StartsWith(head, StringComparison.Ordinal) || (head.StartsWith(VendorOpen, StringComparison.Ordinal) ? !WholeOpen().IsMatch(head)
                : VendorNote().IsMatch(head) ? !WholeNote().IsMatch(head)
                : !IsDirective(block));
        }

        // We append no key twice: a second entry that begins with it is a bookkeeper's, about ours.
        return Entry(block) is { IsOurs: true } entry && index.Mark(entry.Links[0]) is null && (entry.PayableAccount is null || (!block.IsTerminated && !entry.IsWhole));
    }

    private static JournalEntry? Entry(JournalBlock block) => char.IsAsciiDigit(block.Lines[0][0]) ? JournalParser.Parse(block) as JournalEntry : null;

    // The beginning of a date, of a word or of an entry is none.
    private static bool IsDirective(JournalBlock block)
    {
        try
        {
            return JournalParser.Parse(block) is not JournalEntry;
        }
        catch (AccountingException)
        {
            return false;
        }
    }

    [GeneratedRegex("-[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeOpen();

    [GeneratedRegex("^[0-9-]{10} note Liabilities:Payable:", RegexOptions.CultureInvariant)]
    private static partial Regex VendorNote();

    [GeneratedRegex("key:biz_[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNote();
}
