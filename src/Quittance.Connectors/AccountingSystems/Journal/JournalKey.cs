using System.Text.RegularExpressions;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>The keys that our objects carry in a journal.</summary>
internal static partial class JournalKey
{
    /// <summary>What is behind a key whose object has been taken back.</summary>
    public const string Reversal = "_reversal";

    private const string Bill = "pay_";

    /// <summary>Whether an entry with this link for its first was written by us.</summary>
    public static bool IsOurs(string link) => Ours().IsMatch(link);

    /// <summary>Whether it is the key of a bill.</summary>
    public static bool IsBill(string link) => link.StartsWith(Bill, StringComparison.Ordinal) && !IsReversal(link);

    /// <summary>Whether it is the key of something that takes something back.</summary>
    public static bool IsReversal(string link) => link.EndsWith(Reversal, StringComparison.Ordinal);

    /// <summary>A key that can stand in a journal as a link or a tag.</summary>
    public static bool IsLink(string key) => Link().IsMatch(key);

    [GeneratedRegex(@"^(pay|trx)_[0-9a-f]{32}[A-Za-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Ours();

    [GeneratedRegex(@"^[A-Za-z0-9_./-]{1,200}$", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
