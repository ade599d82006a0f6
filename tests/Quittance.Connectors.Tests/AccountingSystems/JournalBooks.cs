using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>Books in a text file, counted by hledger and beancount.</summary>
public sealed class JournalBooks : Books
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quittance-journal-");

    public JournalBooks()
    {
        Access = new AccountingAccess(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "Émile & Söhne; \"Books\"", new Dictionary<string, string>(), new Dictionary<string, string>(), null);
        System = NewSystem();
    }

    public override IAccountingSystem System { get; }

    public override AccountingAccess Access { get; }

    public override Currency Currency => Currency.Eur;

    public override string ExpenseAccountId => "Expenses:Purchases";

    public override string BankAccountId => "Assets:Bank";

    public override string? TaxRateId => "vat20";

    public override DateOnly Today => new(2026, 3, 14);

    /// <summary>Where the journal is.</summary>
    public string Path => global::System.IO.Path.Combine(_folder.FullName, Access.ConnectionId.ToString(), "books.journal");

    /// <summary>Where the folder is that holds it.</summary>
    public string Folder => global::System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The same books as another process sees them.</summary>
    public JournalSystem NewSystem() => new(_folder.FullName, TimeProvider.System);

    public override async Task<int> CountBillsAsync(string number, CancellationToken cancel)
    {
        if (!File.Exists(Path))
        {
            return 0;
        }

        await PlainTextJournal.CheckAsync(Path, cancel);
        var entries = await PlainTextJournal.EntriesAsync(Path, cancel);
        return entries.Count(entry => entry.Contains($"\"Bill {number}\"", StringComparison.Ordinal))
            - entries.Count(entry => entry.Contains($"\"Reversal of Bill {number}\"", StringComparison.Ordinal));
    }

    public override async Task<int> CountVendorsAsync(string name, CancellationToken cancel) => (await AccountsAsync(name, cancel)).Count;

    public override async Task<long> OwedToAsync(string vendorName, CancellationToken cancel)
    {
        await PlainTextJournal.CheckAsync(Path, cancel);
        var byHledger = await PlainTextJournal.BalancesByHledgerAsync(Path, cancel);
        var byBeancount = await PlainTextJournal.BalancesByBeancountAsync(Path, cancel);
        Assert.Equal(byHledger.OrderBy(row => row.Key, StringComparer.Ordinal), byBeancount.OrderBy(row => row.Key, StringComparer.Ordinal));
        return -(await AccountsAsync(vendorName, cancel)).Sum(account => byHledger.GetValueOrDefault(account));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    // The last note on an account says whose it is.
    private async Task<List<string>> AccountsAsync(string vendorName, CancellationToken cancel)
    {
        var notes = (await PlainTextJournal.EntriesAsync(Path, cancel)).Select(entry => entry.Split(' ', 4)).Where(words => words[1] == "note");
        return [.. notes.GroupBy(words => words[2]).Where(account => account.Last()[3].StartsWith($"\"{vendorName}\"", StringComparison.Ordinal)).Select(account => account.Key)];
    }
}
