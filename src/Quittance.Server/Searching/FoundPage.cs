namespace Quittance.Server.Searching;

/// <summary>A page as it is to be shown.</summary>
/// <param name="Count">How many there are in all.</param>
/// <param name="FreshAt">The organization's change number as of the same moment.</param>
internal sealed record FoundPage(IReadOnlyList<ReadOnlyMemory<byte>> Documents, long Count, bool HasMore, long FreshAt);
