using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>A token to make.</summary>
public sealed record TokenRequest(
    [property: MaxLength(Limits.NameMax), Description("What it is for.")] string? Name,
    [property: Description("Some of your own permissions; leave it out for all of them.")] IReadOnlyList<string>? Permissions,
    [property: Description("The businesses to limit it to; leave it out for all that you see.")] IReadOnlyList<string?>? BusinessIds)
{
    internal (string? Name, IReadOnlyList<string>? Permissions, IReadOnlyList<Guid>? Businesses) Checked()
    {
        var check = new Check();
        var name = check.Optional("name", Name);
        var businesses = BusinessIdFields.Checked(check, BusinessIds);
        check.Done();
        return (name, Permissions, businesses);
    }
}

/// <summary>A token without its text, which is stored nowhere.</summary>
public sealed record TokenResponse(
    string Id,
    string? Name,
    [property: Description("A member's token never may more than the member may now.")] IReadOnlyList<string> Permissions,
    [property: Description("The businesses that it is limited to; null means all.")] IReadOnlyList<string>? BusinessIds,
    [property: Description("Whose it is; null for the organization's own.")] string? MemberId,
    DateTimeOffset CreatedAt)
{
    internal static TokenResponse Of(ApiToken token) => new(
        Ids.Write(NetworkIds.Token, token.Id),
        token.Name,
        token.Permissions,
        BusinessIdFields.Of(token.Businesses),
        token.UserId is { } user ? Ids.Write(NetworkIds.Member, user.Value) : null,
        token.CreatedAt);
}

/// <summary>A token that was made.</summary>
public sealed record NewTokenResponse(
    string Id,
    [property: Description("What to send behind Authorization: Bearer. Shown this once.")] string Token,
    string? Name,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string>? BusinessIds,
    string? MemberId,
    DateTimeOffset CreatedAt)
{
    internal static NewTokenResponse Of(NewToken made)
    {
        var token = TokenResponse.Of(made.Token);
        return new(token.Id, made.Text, token.Name, token.Permissions, token.BusinessIds, token.MemberId, token.CreatedAt);
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => Id;
}
