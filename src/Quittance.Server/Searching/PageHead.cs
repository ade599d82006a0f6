namespace Quittance.Server.Searching;

/// <summary>What a page needs besides its rows, as of one moment.</summary>
/// <param name="Count">How many transactions the payers have.</param>
/// <param name="ChangedParties">Which businesses, methods and people have changed since this process last asked.</param>
/// <param name="IsCursorKnown">Whether the caller sees the transaction that the page begins after; true where it begins with the newest.</param>
internal sealed record PageHead(PageState State, long Count, Guid[] ChangedParties, bool IsCursorKnown);
