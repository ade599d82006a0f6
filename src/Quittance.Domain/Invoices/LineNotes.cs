namespace Quittance.Domain.Invoices;

/// <summary>What an organization notes beside a line of a bill. The other side of the bill never sees it.</summary>
/// <param name="Category">Such as <see cref="CategoryDefault"/>.</param>
/// <param name="LedgerAccount">What the platform calls the account that the line belongs to.</param>
public sealed record LineNotes(
    string? Name, string Category, DateTimeOffset? ServiceStart, DateTimeOffset? ServiceEnd, IReadOnlyDictionary<string, string> Metadata, string? LedgerAccount)
{
    /// <summary>The category of a line of which nothing is said.</summary>
    public const string CategoryDefault = "EXPENSE";

    /// <summary>Notes of a line of which nothing is said.</summary>
    public static LineNotes None { get; } = new(null, CategoryDefault, null, null, new Dictionary<string, string>(), null);
}
