using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>Which plain page it is, for whom.</summary>
/// <param name="Payer">Null for all of them.</param>
/// <param name="After">Null for the newest page.</param>
internal sealed record PagePlace(Sight Sight, Guid? Payer, Guid? After, int Limit);

/// <summary>Until when a page is right.</summary>
/// <param name="Transactions">The change numbers of the transactions' payers, added up: each of them only grows.</param>
/// <param name="Parties">The organization's change number of businesses, methods and people.</param>
internal readonly record struct PageState(long Transactions, long Parties);

/// <summary>A page as it was sent, which is right for as long as the state is the same.</summary>
internal sealed class KeptPage(ShownJson page, PageState state)
{
    private ShownJson _page = page;

    public PageState State => state;

    /// <summary>Bytes of the page.</summary>
    public int Length => _page.Length;

    /// <summary>What is sent again, in one piece from then on: that is sent faster, and takes longer to make than to send pieces once.</summary>
    public ShownJson Again() => _page = _page.InOnePiece();
}

/// <summary>Plain pages that were sent lately, within a bound. None is sent again before the database has confirmed its state.</summary>
internal sealed class KeptPages : IDisposable
{
    /// <summary>What all pages together may hold, in bytes as they are sent; what they share is counted for each.</summary>
    private const long BytesMax = 64 * 1024 * 1024;

    private readonly MemoryCache _pages = new(Options.Create(new MemoryCacheOptions { SizeLimit = BytesMax }));

    public KeptPage? Find(PagePlace place) => _pages.Get<KeptPage>(place);

    public void Keep(PagePlace place, KeptPage page) => _pages.Set(place, page, new MemoryCacheEntryOptions { Size = page.Length });

    public void Dispose() => _pages.Dispose();
}
