using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Hosting;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Network;

/// <summary>An offer to connect.</summary>
public sealed record InvitationRequest(
    [property: Required, Description("The side that your business takes: payer or payee. Who accepts takes the other.")] string? Role,
    [property: Description("Whom it is meant for; left out, the link is for whoever you give it to.")] string? Email,
    [property: MaxLength(Limits.NameMax), Description("Your name for the connection.")] string? AliasName,
    [property: Range(0, ConnectionSettings.NetTermsDaysMax), Description("Net terms of the connection, in days.")] int? NetTerms)
{
    internal InvitationContent Checked()
    {
        var check = new Check();
        check.Required("role", Role);
        var role = check.OneOf("role", string.IsNullOrWhiteSpace(Role) ? null : Role, NetworkWords.Roles);
        var email = check.Email("email", Email);
        var alias = check.Optional("aliasName", AliasName);
        check.Between("netTerms", NetTerms, 0, ConnectionSettings.NetTermsDaysMax);
        check.Done();
        return new InvitationContent(role.GetValueOrDefault(), email is null ? null : Users.Email.Normalize(email), alias, NetTerms);
    }
}

/// <summary>A yes to an invitation.</summary>
public sealed record AcceptRequest(
    [property: Required, Description("The last part of the invitation's link.")] string? Token,
    [property: Required, Description("Your business that takes the offered side.")] string? BusinessId,
    [property: MaxLength(Limits.NameMax), Description("Your name for the connection.")] string? AliasName)
{
    internal (Token Token, BusinessId Business, string? Alias) Checked()
    {
        var check = new Check();
        var token = check.Required("token", Token);
        var business = check.Required("businessId", BusinessId);
        var alias = check.Optional("aliasName", AliasName);
        check.Done();
        return (new Token(token), NetworkIds.BusinessOf(business), alias);
    }
}

/// <summary>A no to an invitation.</summary>
public sealed record DeclineRequest([property: Required, Description("The last part of the invitation's link.")] string? Token)
{
    internal Token Checked()
    {
        var check = new Check();
        var token = check.Required("token", Token);
        check.Done();
        return new Token(token);
    }
}

/// <summary>An invited person's beginning: an organization of their own, with a business that accepts.</summary>
public sealed record SignUpRequest(
    [property: Required, Description("The last part of the invitation's link.")] string? Token,
    [property: MaxLength(Limits.NameMax), Description("Left out: the business's name.")] string? OrganizationName,
    [property: Required, MaxLength(Limits.NameMax)] string? BusinessName,
    [property: Required, Description("With it and the password the person signs in.")] string? Email,
    [property: Required, MinLength(SignUpRequest.PasswordLengthMin), MaxLength(Limits.NameMax)] string? Password,
    [property: MaxLength(Limits.NameMax), Description("Your name for the connection.")] string? AliasName)
{
    /// <summary>The shortest password.</summary>
    public const int PasswordLengthMin = 12;

    internal (Token Token, SignUpContent Content) Checked()
    {
        var check = new Check();
        var token = check.Required("token", Token);
        var organization = check.Optional("organizationName", OrganizationName);
        var business = check.Required("businessName", BusinessName);
        check.Required("email", Email);
        var email = check.Email("email", Email);
        // Taken as it is: spaces of a password count.
        if (Password is not { Length: >= PasswordLengthMin and <= Limits.NameMax })
        {
            check.Fault("password", $"password must have {PasswordLengthMin} to {Limits.NameMax} characters");
        }

        var alias = check.Optional("aliasName", AliasName);
        check.Done();
        return (new Token(token), new SignUpContent(organization, business, Users.Email.Normalize(email!), Password!, alias));
    }

    /// <summary>Never the password or the token.</summary>
    public override string ToString() => nameof(SignUpRequest);
}

/// <summary>What signing up made. The token has every permission in the new organization and is shown this once.</summary>
public sealed record SignUpResponse(string OrganizationId, string UserId, string BusinessId, ConnectionResponse Connection, string Token)
{
    internal static SignUpResponse Of(SignedUp made)
    {
        var connection = ConnectionResponse.Of(made.Connection);
        return new($"{made.Organization}", $"{made.User}", connection.BusinessId, connection, made.Token.Text);
    }
}

/// <summary>A fresh invitation. The token and the link that holds it are shown this once.</summary>
public sealed record NewInvitationResponse(
    string Id,
    [property: Description("pending, accepted, declined, canceled or expired.")] string Status,
    [property: Description("The side that your business takes.")] string Role,
    string? Email,
    string Token,
    [property: Description("Where the invited person reads the invitation and can sign up.")] Uri Url,
    DateTimeOffset ExpiresAt,
    [property: Description("The connection, pending until someone accepts.")] string ConnectionId,
    DateTimeOffset CreatedAt)
{
    internal static NewInvitationResponse Of(SentInvitation sent, HttpRequest request, ServerOptions options)
    {
        var plain = InvitationResponse.Of(sent.Invitation);
        return new(
            plain.Id,
            plain.Status,
            plain.Role,
            plain.Email,
            sent.Token.Text,
            new Uri($"{options.UrlFor(request)}/invitations/{sent.Token.Text}", UriKind.RelativeOrAbsolute),
            plain.ExpiresAt,
            plain.ConnectionId,
            plain.CreatedAt);
    }
}

/// <summary>An invitation that one of your businesses sent.</summary>
public sealed record InvitationResponse(
    string Id,
    [property: Description("pending, accepted, declined, canceled or expired.")] string Status,
    [property: Description("The side that your business takes.")] string Role,
    string? Email,
    DateTimeOffset ExpiresAt,
    [property: Description("Gone if the invitation was declined or canceled.")] string ConnectionId,
    DateTimeOffset CreatedAt)
{
    internal static InvitationResponse Of(Invitation invitation) => new(
        Ids.Write(NetworkIds.Invitation, invitation.Id.Value),
        NetworkWords.Of(invitation.Status),
        NetworkWords.Of(invitation.InviterRole),
        invitation.Email,
        invitation.ExpiresAt,
        Ids.Write(NetworkIds.Connection, invitation.ConnectionId.Value),
        invitation.CreatedAt);
}

/// <summary>An invitation to you or to one of your businesses. The token to accept it with is in the link that you were sent.</summary>
public sealed record ReceivedInvitationResponse(
    string Id,
    [property: Description("pending, accepted, declined, canceled or expired.")] string Status,
    [property: Description("The side that your business would take.")] string Role,
    string? Email,
    string InviterName,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt)
{
    internal static ReceivedInvitationResponse Of(InvitationCard card) => new(
        Ids.Write(NetworkIds.Invitation, card.Id.Value),
        NetworkWords.Of(card.Status),
        NetworkWords.Of(card.Role),
        card.Email,
        card.InviterName,
        card.ExpiresAt,
        card.CreatedAt);
}
