using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Server.Security;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Accounting;

/// <summary>Who wants a token.</summary>
[SnakeCase]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccessTokenRequest(
    [property: Required, Description("As ./quittance client create shows it.")] string? ClientId,
    [property: Required] string? ClientSecret,
    [property: Required, AllowedValues(AccessTokenRequest.OfClient, AccessTokenRequest.OfUser), Description("client_credentials: all businesses that the client may see. entity_user: what one person may see and do.")] string? GrantType,
    [property: Description("The person, a user of the organization; only with entity_user.")] string? EntityUserId)
{
    internal const string OfClient = "client_credentials";
    internal const string OfUser = "entity_user";

    internal (PresentedClient Client, UserId? User) Checked()
    {
        var check = new Check();
        var client = check.Client(ClientId, ClientSecret);
        if (check.Required("grant_type", GrantType) is not ("" or OfClient or OfUser))
        {
            check.Fault("grant_type", $"grant_type must be one of {OfClient}, {OfUser}");
        }

        var user = check.Uuid("entity_user_id", GrantType == OfUser && check.Required("entity_user_id", EntityUserId).Length == 0 ? null : EntityUserId);
        check.Done();
        return (client, GrantType == OfUser && user is { } id ? new UserId(id) : null);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{ClientId}";
}

/// <summary>A token that was issued.</summary>
[SnakeCase]
public sealed record AccessTokenResponse(
    [property: Description("What to send behind Authorization: Bearer.")] string AccessToken,
    [property: Description("For how many seconds it works.")] int ExpiresIn,
    string TokenType)
{
    internal static AccessTokenResponse Of(Token token) => new(token.Text, (int)IssueToken.Lifetime.TotalSeconds, "Bearer");

    /// <summary>Never the token.</summary>
    public override string ToString() => TokenType;
}

/// <summary>A token to end.</summary>
[SnakeCase]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RevokeTokenRequest([property: Required] string? ClientId, [property: Required] string? ClientSecret, [property: Required] string? Token)
{
    internal (PresentedClient Client, string Token) Checked()
    {
        var check = new Check();
        var client = check.Client(ClientId, ClientSecret);
        var token = check.Required("token", Token, Limits.TextMax);
        check.Done();
        return (client, token);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{ClientId}";
}

internal static class ClientFields
{
    public static PresentedClient Client(this Check check, string? id, string? secret) =>
        new(check.Uuid("client_id", check.Required("client_id", id) is { Length: > 0 } text ? text : null) ?? Guid.Empty, check.Required("client_secret", secret));
}
