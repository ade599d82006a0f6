using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>What is remembered of a journal, so that only its new end has to be read: where each key stands, and what is owed on it.</summary>
/// <remarks>About 80 bytes for an entry and 500 for a vendor. Texts stay in the file.</remarks>
internal sealed class JournalIndex
{
    // Beyond rounding, either program refuses the whole file.
    private const decimal Tolerance = 0.01m;

    private readonly Dictionary<string, JournalAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _vendors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalRate> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, JournalMark> _marks = [];

    /// <summary>Up to where the journal has been read, in bytes.</summary>
    public long End { get; private set; }

    /// <summary>The number of the line there.</summary>
    public int EndLine { get; private set; } = 1;

    /// <summary>Which writing of the file was read; another one has to be read anew.</summary>
    public required string Generation { get; set; }

    public IReadOnlyCollection<JournalAccount> Accounts => _accounts.Values;

    public IReadOnlyCollection<JournalRate> Rates => _rates.Values;

    /// <summary>The account of a name; null when it was never opened.</summary>
    public JournalAccount? Account(string name) => _accounts.GetValueOrDefault(name);

    /// <summary>The account of a vendor, by its key.</summary>
    public JournalAccount? Vendor(string key) => _vendors.TryGetValue(key, out var account) ? _accounts[account] : null;

    /// <summary>The rate of an id.</summary>
    public JournalRate? Rate(string id) => _rates.GetValueOrDefault(id);

    /// <summary>Whether tax is booked on an account.</summary>
    public bool IsTaxAccount(string account) => account == JournalChart.InputVat || _rates.Values.Any(rate => rate.Account == account);

    /// <summary>Where the entry with this key stands; null when there is none.</summary>
    public JournalMark? Mark(string key) => _marks.TryGetValue(HashOf(key), out var mark) && mark.Length > 0 ? mark : null;

    /// <summary>Takes in the next block.</summary>
    /// <exception cref="Domain.Accounting.AccountingException">It cannot be read.</exception>
    public void Take(JournalBlock block)
    {
        switch (JournalParser.Parse(block))
        {
            case JournalOpen open:
                _accounts.TryAdd(open.Account, new JournalAccount { Name = open.Account, OpenSince = open.Date, Currencies = open.Currencies, Tags = open.Tags });
                break;
            case JournalClose close when _accounts.TryGetValue(close.Account, out var account):
                account.ClosedSince = close.Date;
                break;
            case JournalNote note when note.Account.StartsWith(JournalText.PayablePrefix, StringComparison.Ordinal) && _accounts.TryGetValue(note.Account, out var account):
                Name(account, note);
                break;
            case JournalRate rate:
                _rates[rate.Id] = rate;
                break;
            case JournalEntry entry:
                Book(entry, block);
                break;
        }

        (End, EndLine) = (block.End, block.LineNumber + block.Lines.Count);
    }

    private void Name(JournalAccount account, JournalNote note)
    {
        var key = note.Tags.GetValueOrDefault("key") ?? account.Vendor?.Key;
        account.Vendor = new JournalVendor(key, note.Text, note.Tags.GetValueOrDefault("tax"), note.Tags.GetValueOrDefault("email"));
        if (key is not null)
        {
            _vendors[key] = account.Name;
        }
    }

    private void Book(JournalEntry entry, JournalBlock block)
    {
        if (entry.Lines.All(line => line.Amount is not null))
        {
            foreach (var currency in entry.Lines.GroupBy(line => line.CurrencyCode))
            {
                if (currency.Sum(line => line.Amount!.Value) is var rest && Math.Abs(rest) >= Tolerance)
                {
                    throw JournalScan.Unreadable(block.LineNumber, string.Create(CultureInfo.InvariantCulture, $"begins an entry that does not add up: {rest} {currency.Key} are left"));
                }
            }
        }

        for (var number = 0; number < entry.Links.Count; number++)
        {
            ref var mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_marks, HashOf(entry.Links[number]), out _);
            if (number == 0 && mark.Length == 0)
            {
                (mark.Offset, mark.Length) = (block.Offset, (int)(block.End - block.Offset));
            }

            if (entry.Currency is { } currency && (mark.Currency is null || mark.Currency == currency))
            {
                mark.Currency = currency;
                mark.OwedMinor += entry.OwedMinor;
            }
        }
    }

    private static UInt128 HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}

/// <summary>Where the entry with a key stands, and what all entries that name the key make owed.</summary>
internal struct JournalMark
{
    /// <summary>In bytes.</summary>
    public long Offset;

    /// <summary>In bytes; 0 as long as only others name the key.</summary>
    public int Length;

    /// <summary>Of the amount; null when none is plainly written.</summary>
    public Currency? Currency;

    /// <summary>In minor units; negative when more is paid than owed.</summary>
    public long OwedMinor;
}
