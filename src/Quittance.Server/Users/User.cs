using Quittance.Domain;

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

/// <summary>A person in an organization, with what their role lets them do.</summary>
internal sealed record Member(User User, Role Role)
{
    public UserId Id => User.Id;

    public bool IsOwner => Role.Name == ShippedRoles.Owner;

    /// <summary>Refuses an owner who does not see everything: the last one could then not help the others.</summary>
    public void RequireUnlimitedOwner()
    {
        if (IsOwner && User.Businesses is not null)
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("role", "an owner sees all businesses; somebody limited to some needs another role"));
        }
    }
}

/// <summary>A token for programs. Its text is stored nowhere.</summary>
/// <param name="UserId">Whose it is; null for the organization's own.</param>
internal sealed record ApiToken(
    Guid Id, UserId? UserId, string? Name, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Businesses, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>How the audit log names it.</summary>
    public string Subject => $"tok_{Id:n}";
}

/// <summary>E-mail addresses compare without case, as people write them.</summary>
internal static class Email
{
    public static string Normalize(string email) => email.Trim().ToLowerInvariant();
}
