using System.Text;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>One search, applied to segments: the filter, what the caller sees, and where the page begins.</summary>
/// <param name="after">The id that the page before ended with; null for the first page.</param>
/// <param name="most">How many ids the page takes.</param>
internal sealed class TransactionSearch(Caller caller, TransactionFilter filter, NamedThings things, Guid? after, int most)
{
    private readonly string? _search = filter.Search is { } text ? Folding.Fold(text) : null;
    private readonly HashSet<Guid>? _seen = caller.Businesses?.ToHashSet();
    private readonly SegmentFilter _filter = new(
        MaskOf(filter.Statuses.Select(status => (int)status)),
        MaskOf(filter.Types.Select(type => (int)type)),
        filter.From is { } from ? Ceiling(from) : long.MinValue,
        filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        things.Creators,
        things.Vendors,
        null,
        things.Transactions,
        ConditionsOf(filter),
        filter.Search is { } term ? Encoding.UTF8.GetBytes(Folding.Fold(term)) : null,
        null);

    private (PartyNames Names, NamedParties? Parties)? _named; // What the names were searched for last.

    public FoundIds Find(IReadOnlyList<Segment> segments, PartyNames names) =>
        segments.Aggregate(FoundIds.None, (found, segment) => Add(found, segment, names));

    /// <summary>Takes in what one more payer has.</summary>
    public FoundIds Add(FoundIds found, Segment segment, PartyNames names)
    {
        var page = new List<Guid>();
        var count = segment.Find(FilterOf(segment.PayerId, names), after, most, page);
        return page.Count == 0
            ? found with { Count = found.Count + count }
            : new FoundIds([.. found.Page.Concat(page).OrderDescending().Take(most)], found.Count + count);
    }

    private SegmentFilter FilterOf(Guid payer, PartyNames names) =>
        _filter with { SeenPayees = _seen is null || _seen.Contains(payer) ? null : _seen, Named = NamedIn(names) };

    private NamedParties? NamedIn(PartyNames names)
    {
        if (_search is null)
        {
            return null;
        }

        if (_named is not { } known || !ReferenceEquals(known.Names.Names, names.Names))
        {
            _named = known = (names, names.Containing(_search));
        }

        return known.Parties;
    }

    /// <summary>What a filter asks of metadata and accounts.</summary>
    public static List<KeyCondition> ConditionsOf(TransactionFilter filter) =>
    [
        .. filter.Metadata.Select(wanted => wanted.Of(SearchKeys.Metadata, SearchKeys.Metadata)),
        .. filter.LineMetadata.Select(wanted => wanted.Of(SearchKeys.LineMetadata, SearchKeys.LineMetadata)),
        .. filter.LedgerAccounts.Count == 0 ? (KeyCondition[])[] : [new KeyCondition([.. filter.LedgerAccounts.Select(SearchKeys.LedgerAccount)], null)],
    ];

    /// <summary>The first millisecond that is not before it.</summary>
    public static long Ceiling(DateTimeOffset time) => time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0);

    private static uint? MaskOf(IEnumerable<int> values) => values.Aggregate(0u, (mask, value) => mask | (1u << value)) is > 0 and var mask ? mask : null;
}
