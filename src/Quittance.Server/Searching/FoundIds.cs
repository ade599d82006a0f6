namespace Quittance.Server.Searching;

/// <summary>What a search has found so far.</summary>
/// <param name="Page">The newest of it, newest first, one more than the page shows if there are more.</param>
internal sealed record FoundIds(IReadOnlyList<Guid> Page, long Count)
{
    public static readonly FoundIds None = new([], 0);

    /// <summary>The page with its documents.</summary>
    /// <exception cref="InvalidOperationException">A document is out of the caller's sight or missing: the segments are wrong.</exception>
    public FoundPage With(Dictionary<Guid, byte[]> documents, int limit, long freshAt) => new(
        [
            .. Page.Take(limit).Select(id => documents.TryGetValue(id, out var document)
                ? (ReadOnlyMemory<byte>)document
                : throw new InvalidOperationException($"{id} was found, but its document was not.")),
        ],
        Count,
        Page.Count > limit,
        freshAt);
}
