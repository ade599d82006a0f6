using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>Who wants to sign in.</summary>
public sealed record SignInRequest(
    [property: Required] string? Email,
    [property: Required] string? Password,
    [property: Description("Which organization, for an address and a password that fit several.")] string? OrganizationId)
{
    internal (string Email, string Password, OrganizationId? Organization) Checked()
    {
        var check = new Check();
        var email = check.Required("email", Email, 254);
        var password = PasswordFields.Checked(check, "password", Password);
        var organization = default(Guid);
        if (OrganizationId is not null && !Ids.TryRead(NetworkIds.Organization, OrganizationId, out organization))
        {
            check.Fault("organizationId", "organizationId must be an organization's id, org_…");
        }

        check.Done();
        return (email, password, OrganizationId is null ? null : new OrganizationId(organization));
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(SignInRequest);
}

/// <summary>A session that has begun. The cookie <c>session</c> came with it.</summary>
public sealed record SignInResponse(SignedInUser User, OrganizationReference Organization, DateTimeOffset ExpiresAt)
{
    internal static SignInResponse Of(SignedIn made) => new(
        new SignedInUser(
            Ids.Write(NetworkIds.Member, made.Member.Id.Value), made.Member.User.Email, made.Member.User.Name, made.Member.Role.Name, made.Member.Role.Permissions),
        new OrganizationReference(Ids.Write(NetworkIds.Organization, made.Organization.Value), made.OrganizationName),
        made.ExpiresAt);
}

/// <summary>The person who signed in.</summary>
public sealed record SignedInUser(string Id, string Email, string? Name, string Role, IReadOnlyList<string> Permissions);

/// <summary>An organization, by id and name.</summary>
public sealed record OrganizationReference(string Id, string Name);

/// <summary>Who a token or a session is. Of the organization's own tokens, id, email, name and role are null.</summary>
public sealed record ProfileResponse(
    [property: Description("The member's id.")] string? Id,
    string? Email,
    string? Name,
    string? Role,
    [property: Description("What this very token or session may do.")] IReadOnlyList<string> Permissions,
    OrganizationReference Organization,
    [property: Description("The businesses that it is limited to; null means all.")] IReadOnlyList<string>? Businesses,
    [property: Description("The token that was presented; null for a session.")] TokenReference? Token)
{
    internal static ProfileResponse Of(Caller caller, Profile profile) => new(
        profile.Member is { } member ? Ids.Write(NetworkIds.Member, member.Id.Value) : null,
        profile.Member?.User.Email,
        profile.Member?.User.Name,
        profile.Member?.Role.Name,
        [.. Permission.All.Where(caller.Permissions.Contains)],
        new OrganizationReference(Ids.Write(NetworkIds.Organization, profile.Organization.Value), profile.OrganizationName),
        BusinessIdFields.Of(caller.Businesses),
        profile.TokenId is { } token ? new TokenReference(Ids.Write(NetworkIds.Token, token), profile.TokenName) : null);
}

/// <summary>A token, by id and name.</summary>
public sealed record TokenReference(string Id, string? Name);

/// <summary>A change of one's own password.</summary>
public sealed record PasswordChange(
    [property: Required] string? CurrentPassword,
    [property: Required, MinLength(Password.LengthMin), MaxLength(Password.LengthMax)] string? NewPassword)
{
    internal (string Current, string Next) Checked()
    {
        var check = new Check();
        var current = PasswordFields.Checked(check, "currentPassword", CurrentPassword);
        var next = PasswordFields.Checked(check, "newPassword", NewPassword);
        if (next.Length is > 0 and < Password.LengthMin)
        {
            check.Fault("newPassword", $"newPassword must have at least {Password.LengthMin} characters");
        }

        if (next.Length > 0 && next == current)
        {
            check.Fault("newPassword", "newPassword must differ from currentPassword");
        }

        check.Done();
        return (current, next);
    }

    /// <summary>Never a password.</summary>
    public override string ToString() => nameof(PasswordChange);
}

/// <summary>The rules of every password field. White space counts, so nothing is trimmed.</summary>
internal static class PasswordFields
{
    public static string Checked(Check check, string field, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            check.Fault(field, $"{field} is required");
        }
        else if (password.Length > Password.LengthMax)
        {
            check.Fault(field, $"{field} must have at most {Password.LengthMax} characters");
        }

        return password ?? string.Empty;
    }
}
