using System.Globalization;
using Quittance.Connectors.AccountingSystems.Journal;
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

/// <summary>What an export of the books says, in the words of a journal.</summary>
internal static class Journal
{
    private const string Expenses = "Expenses:Purchases";
    private const string InputVat = "Assets:InputVAT";
    private const string Prepayments = "Assets:Prepayments";
    private const string Bank = "Assets:Bank";
    private const string Wallet = "Assets:Wallet";

    public static readonly IReadOnlyList<string> FixedAccounts = [Bank, InputVat, Prepayments, Wallet, Expenses];

    /// <summary>The account of what is owed to one vendor.</summary>
    public static string PayableTo(Guid party, string name) => JournalText.PayableTo(party.ToString("n", CultureInfo.InvariantCulture), name);

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

    private static string Write(JournalEntry entry, string narration, string link, params IEnumerable<(string Account, long Minor)> postings) => JournalText.Entry(
        entry.Date, entry.PartyName, narration, [link], tags: null, about: null, entry.Amount.Currency,
        postings.Where(posting => posting.Minor != 0).Select(posting => new JournalPosting(posting.Account, posting.Minor)));
}
