namespace Quittance.Domain.Businesses;

/// <summary>A legal entity that pays or is paid; it belongs to one organization.</summary>
public sealed record Business(
    BusinessId Id,
    string Name,
    string? LegalName,
    string? Email,
    PostalAddress? Address,
    RegistrationNumbers Numbers,
    string? ForeignId,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A postal address; <see cref="Country"/> is an ISO 3166-1 alpha-2 code.</summary>
public sealed record PostalAddress(string Street1, string? Street2, string City, string? State, string? PostalCode, string Country);

/// <summary>Names a business; the same id names it in every organization that is connected with it.</summary>
public readonly record struct BusinessId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static BusinessId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"biz_{Value:n}";
}
