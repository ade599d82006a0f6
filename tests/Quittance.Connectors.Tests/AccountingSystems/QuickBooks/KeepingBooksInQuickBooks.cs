namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class KeepingBooksInQuickBooks : AccountingSystemContract, IAsyncLifetime
{
    private QuickBooksBooks _books = null!;

    protected override Books Books => _books;

    public async ValueTask InitializeAsync() => _books = await QuickBooksBooks.OpenAsync();

    /// <summary>Whatever a test of the contract made is as Intuit's schema wants it, in requests and in answers.</summary>
    public async ValueTask DisposeAsync()
    {
        var faults = QuickBooksSchema.FaultsIn(_books.Fake, _books.Realm);
        await _books.DisposeAsync();
        Assert.Empty(faults);
    }
}
