namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>The contract, against the real Tryton.</summary>
public sealed class KeepingBooksInTryton(RealTryton tryton) : AccountingSystemContract, IClassFixture<RealTryton>, IAsyncLifetime
{
    private TrytonBooks? _books;

    protected override Books Books => _books!;

    public async ValueTask InitializeAsync() => _books = await tryton.OpenSharedBooksAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        if (_books is { } books)
        {
            await books.DisposeAsync();
        }
    }
}
