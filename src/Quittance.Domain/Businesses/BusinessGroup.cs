namespace Quittance.Domain.Businesses;

/// <summary>Businesses that are looked at together. A business may be in several groups.</summary>
/// <param name="EmailTo">The part before the @ of the address to which their bills are sent.</param>
public sealed record BusinessGroup(
    BusinessGroupId Id,
    string? ForeignId,
    string? Name,
    string? EmailTo,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>Names a group of businesses.</summary>
public readonly record struct BusinessGroupId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static BusinessGroupId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"entg_{Value:n}";
}
