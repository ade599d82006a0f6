using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>A person to add to the organization.</summary>
public sealed record MemberRequest(
    [property: Required] string? Email,
    [property: MaxLength(Limits.NameMax)] string? Name,
    [property: Description("The role by its id; give this or role.")] string? RoleId,
    [property: Description("The role by its name, such as Approver.")] string? Role,
    [property: Description("The businesses to limit the person to; leave it out for all that you see.")] IReadOnlyList<string?>? BusinessIds)
{
    internal (string Email, string? Name, RoleChoice Role, IReadOnlyList<Guid>? Businesses) Checked()
    {
        var check = new Check();
        check.Required("email", Email, 254);
        var email = check.Email("email", Email) ?? string.Empty;
        var name = check.Optional("name", Name);
        var role = RoleFields.Checked(check, RoleId, Role);
        var businesses = BusinessIdFields.Checked(check, BusinessIds);
        check.Done();
        return (email, name, role, businesses);
    }
}

/// <summary>Another role for a member.</summary>
public sealed record MemberRoleRequest(
    [property: Description("The role by its id; give this or role.")] string? RoleId,
    [property: Description("The role by its name, such as Approver.")] string? Role)
{
    internal RoleChoice Checked()
    {
        var check = new Check();
        var role = RoleFields.Checked(check, RoleId, Role);
        check.Done();
        return role;
    }
}

/// <summary>A person of the organization.</summary>
public sealed record MemberResponse(
    string Id,
    string Email,
    string? Name,
    string Role,
    string RoleId,
    [property: Description("The businesses that the person is limited to; null means all.")] IReadOnlyList<string>? BusinessIds,
    DateTimeOffset CreatedAt)
{
    internal static MemberResponse Of(Member member) => new(
        Ids.Write(NetworkIds.Member, member.Id.Value),
        member.User.Email,
        member.User.Name,
        member.Role.Name,
        Ids.Write(NetworkIds.Role, member.Role.Id),
        BusinessIdFields.Of(member.User.Businesses),
        member.User.CreatedAt);
}

/// <summary>A person who was added, and the first password to hand over.</summary>
public sealed record NewMemberResponse(
    string Id,
    string Email,
    string? Name,
    string Role,
    string RoleId,
    IReadOnlyList<string>? BusinessIds,
    DateTimeOffset CreatedAt,
    [property: Description("Shown this once and mailed to nobody; the person changes it with POST /api/user/password.")] string InitialPassword)
{
    internal static NewMemberResponse Of(NewMember made)
    {
        var member = MemberResponse.Of(made.Member);
        return new(member.Id, member.Email, member.Name, member.Role, member.RoleId, member.BusinessIds, member.CreatedAt, made.InitialPassword);
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => Id;
}

/// <summary>A named set of permissions.</summary>
public sealed record RoleResponse(string Id, string Name, IReadOnlyList<string> Permissions)
{
    internal static RoleResponse Of(Role role) => new(Ids.Write(NetworkIds.Role, role.Id), role.Name, role.Permissions);
}

/// <summary>The fields that name a role.</summary>
internal static class RoleFields
{
    public static RoleChoice Checked(Check check, string? roleId, string? role)
    {
        role = check.Optional("role", role);
        var id = default(Guid);
        if (string.IsNullOrEmpty(roleId) == role is null)
        {
            check.Fault("role", "give one of roleId and role");
        }
        else if (role is null && !Ids.TryRead(NetworkIds.Role, roleId, out id))
        {
            check.Fault("roleId", "roleId must be a role's id, role_…");
        }

        return new RoleChoice(role is null ? id : null, role);
    }
}
