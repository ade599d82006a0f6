using Quittance.Domain;

namespace Quittance.Server.Users;

/// <summary>A role as callers name it: by its id, or by its name without regard to case.</summary>
internal sealed record RoleChoice(Guid? Id, string? Name)
{
    public Role From(IReadOnlyList<Role> roles) =>
        roles.FirstOrDefault(role => Id is { } id ? role.Id == id : role.Name.Equals(Name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RefusedException(
            Refusal.InvalidInput,
            "Validation failed.",
            new FieldFault(Id is null ? "role" : "roleId", $"there is no such role; there are {string.Join(", ", roles.Select(role => role.Name))}"));
}
