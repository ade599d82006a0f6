namespace Quittance.Server.Searching;

/// <summary>Asks for metadata under a key.</summary>
/// <param name="Values">Alternatives; <see cref="Absent"/> stands for having no such key, <see cref="Present"/> for having it.</param>
internal sealed record MetadataFilter(string Key, IReadOnlyList<string> Values)
{
    public const string Absent = "NULL";
    public const string Present = "NOT NULL";

    /// <param name="having">The search key of what has the metadata key.</param>
    /// <param name="holding">The search key of what has a value under it.</param>
    public KeyCondition Of(Func<string, string> having, Func<string, string, string> holding) => new(
        [.. Values.Where(value => value != Absent).Select(value => value == Present ? having(Key) : holding(Key, value))],
        Values.Contains(Absent) ? having(Key) : null);
}
