using Quittance.Counterparts;

namespace Quittance.Connectors.Tests.AccountingSystems;

public sealed class KeepingBooksInAJournal : AccountingSystemContract, IAsyncDisposable
{
    private readonly JournalBooks _books = new();

    public KeepingBooksInAJournal() => Assert.SkipUnless(PlainTextJournal.CanBeRead, "hledger or beancount is not installed.");

    protected override Books Books => _books;

    public ValueTask DisposeAsync() => _books.DisposeAsync();
}
