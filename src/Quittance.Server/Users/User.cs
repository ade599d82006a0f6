namespace Quittance.Server.Users;

/// <summary>A person who signs in.</summary>
/// <param name="Email">Lower case; unique in the organization.</param>
/// <param name="Businesses">The businesses that the person is limited to; null means all.</param>
internal sealed record User(UserId Id, string Email, string? Name, Guid RoleId, IReadOnlyList<Guid>? Businesses, DateTimeOffset CreatedAt);

internal readonly record struct UserId(Guid Value)
{
    public static UserId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => $"user_{Value:n}";
}

/// <summary>A named set of permissions.</summary>
internal sealed record Role(Guid Id, string Name, IReadOnlyList<string> Permissions);

/// <summary>A token for programs. Its text is stored nowhere.</summary>
/// <param name="UserId">Whose it is; null for the organization's own.</param>
internal sealed record ApiToken(
    Guid Id, UserId? UserId, string? Name, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Businesses, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>E-mail addresses compare without case, as people write them.</summary>
internal static class Email
{
    public static string Normalize(string email) => email.Trim().ToLowerInvariant();
}
