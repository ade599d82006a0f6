namespace Quittance.Server.Searching;

/// <summary>A filter as the blocks of one segment apply it: parties by their places in its table.</summary>
/// <param name="Creators">For each place whether it is taken; null takes all.</param>
/// <param name="Payees">The same.</param>
/// <param name="Named">For each place whether the search is in the party's name; null if in none's.</param>
internal sealed record SegmentQuery(SegmentFilter Filter, bool[]? Creators, bool[]? Payees, bool[]? Named)
{
    /// <summary>Whether it asks, besides for a time, for statuses and types at most, or for payees alone: blocks know how many they have of each.</summary>
    public bool IsTallied { get; } = Creators is null && Filter is { Ids: null, Conditions.Count: 0, Search: null } && (Payees is null || Filter is { Statuses: null, Types: null });

    public static SegmentQuery Of(SegmentFilter filter, PartyTable parties)
    {
        var payees = filter.Payees is { } asked ? parties.Where(asked.Contains) : null;
        if (filter.SeenPayees is { } seen)
        {
            var visible = parties.Where(seen.Contains);
            payees = payees is null ? visible : [.. payees.Zip(visible, (one, other) => one && other)];
        }

        return new SegmentQuery(
            filter, filter.Creators is { } creators ? parties.Where(creators.Contains) : null, payees, filter.Named is { } named ? parties.Where(named) : null);
    }
}
