using System.Globalization;
using System.Text;
using Quittance.Domain;

namespace Quittance.Server.Accounting;

/// <summary>What a line of the journal tells of.</summary>
internal enum JournalEntryKind
{
    /// <summary>A bill was approved: we owe.</summary>
    Bill,

    /// <summary>A payment arrived: we owe less.</summary>
    Payment,

    /// <summary>A payment came back: we owe again.</summary>
    Return,
}

/// <param name="Amount">What is owed, paid or back.</param>
/// <param name="TaxMinor">The VAT contained in a bill, in minor units.</param>
/// <param name="PrepaidMinor">What had been paid before the bill, in minor units; it is not in the amount.</param>
internal sealed record JournalEntry(
    DateOnly Date, JournalEntryKind Kind, Guid Id, Guid PartyId, string PartyName, string? Number, Money Amount, long TaxMinor, long PrepaidMinor, bool IsFromWallet);

/// <summary>The text of a journal: accounts and balanced entries in the syntax that hledger and beancount share.</summary>
internal static class Journal
{
    private const string Expenses = "Expenses:Purchases";
    private const string InputVat = "Assets:InputVAT";
    private const string Prepayments = "Assets:Prepayments";
    private const string Bank = "Assets:Bank";
    private const string Wallet = "Assets:Wallet";
    private const string PayablePrefix = "Liabilities:Payable:";
    private const int NameLengthMax = 40;

    public static readonly IReadOnlyList<string> FixedAccounts = [Bank, InputVat, Prepayments, Wallet, Expenses];

    public static string Open(string account) => $"1970-01-01 open {account}";

    /// <summary>The account of what is owed to one vendor: its name as far as both programs take it, and its id.</summary>
    public static string PayableTo(Guid party, string name)
    {
        var account = new StringBuilder(PayablePrefix);
        foreach (var letter in name.Where(char.IsAsciiLetterOrDigit).Take(NameLengthMax))
        {
            account.Append(account.Length == PayablePrefix.Length ? char.ToUpperInvariant(letter) : letter);
        }

        // beancount wants a capital letter or a digit first; a name without any leaves the id alone.
        account.Append(account.Length == PayablePrefix.Length ? "V" : "-");
        return account.Append(party.ToString("n", CultureInfo.InvariantCulture)).ToString();
    }

    /// <summary>An entry with its postings; they add up to zero.</summary>
    public static string Entry(JournalEntry entry)
    {
        var payable = PayableTo(entry.PartyId, entry.PartyName);
        var money = entry.IsFromWallet ? Wallet : Bank;
        var amount = entry.Amount.Minor;
        return entry.Kind switch
        {
            JournalEntryKind.Bill => Write(
                entry,
                entry.Number is null ? "Bill" : $"Bill {entry.Number}",
                $"pay_{entry.Id:n}",
                (Expenses, amount - entry.TaxMinor + entry.PrepaidMinor),
                (InputVat, entry.TaxMinor),
                (Prepayments, -entry.PrepaidMinor),
                (payable, -amount)),
            JournalEntryKind.Payment => Write(entry, "Payment", $"trx_{entry.Id:n}", (payable, amount), (money, -amount)),
            JournalEntryKind.Return => Write(entry, "Payment returned", $"trx_{entry.Id:n}", (money, amount), (payable, -amount)),
        };
    }

    /// <summary>A text in quotes: without what would end it or start a comment.</summary>
    public static string Text(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            clean.Append(letter is '"' or '\\' or ';' || char.IsControl(letter) ? ' ' : letter);
        }

        return clean.ToString();
    }

    private static string Write(JournalEntry entry, string narration, string link, params ReadOnlySpan<(string Account, long Minor)> postings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n{entry.Date:yyyy-MM-dd} * \"{Text(entry.PartyName)}\" \"{Text(narration)}\" ^{link}\n");
        foreach (var (account, minor) in postings)
        {
            if (minor != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {account}  {new Money(minor, entry.Amount.Currency).ToText()}\n");
            }
        }

        return text.ToString();
    }
}
