namespace Quittance.Domain.Businesses;

/// <summary>A person of a business, as the platform that embeds Quittance knows them. They approve and comment on bills and do not sign in here.</summary>
/// <param name="ForeignId">What the platform calls them; unique in the business.</param>
/// <param name="Roles">Free words that approval policies name.</param>
/// <param name="RemovedAt">When they were removed; approvals and comments go on naming them.</param>
public sealed record BusinessUser(
    BusinessUserId Id,
    BusinessId BusinessId,
    string? ForeignId,
    string? Email,
    string? Name,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? RemovedAt);

/// <summary>Names a business user.</summary>
public readonly record struct BusinessUserId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static BusinessUserId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"user_{Value:n}";
}
