using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Networks;

/// <summary>Lets an invited person begin: an organization, its owner, a business and the accepted connection, all at once or not at all.</summary>
internal sealed class SignUpByInvitation(Database database, CreateOrganization create, TimeProvider clock)
{
    public async Task<SignedUp> RunAsync(Token token, SignUpContent content, string requestId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = await database.OpenAsync(OrganizationId.New(now), cancel);
        // Asked first, so that without a token nobody makes the server work on passwords.
        var place = await session.Invitations.FindAsync(token, cancel);
        var actor = new Actor($"user:{content.Email}", requestId);

        var made = await create.AddAsync(session, actor, content.OrganizationName ?? content.BusinessName, content.Email, content.Password, cancel);
        var business = new BusinessContent(content.BusinessName, null, content.Email, null, new RegistrationNumbers(null, null, null, null), null, new Dictionary<string, string>())
            .AppliedTo(BusinessId.New(now), now, now);
        await session.Businesses.AddAsync(business, cancel);
        session.Audit.Add(actor, "business.created", $"{business.Id}", null, business);
        session.Events.Add("business.created", business.Id.Value, new { business.Id.Value, business.Name });
        var connection = await BothSides.AcceptInvitationAsync(session, actor, place, business.Id, content.Alias, now, cancel);
        var view = await session.ConnectionViews.GetAsync(connection.Id, business.Id, cancel);
        await session.CommitAsync(cancel);
        return new SignedUp(made.Id, made.OwnerId, view, made.Token);
    }
}

/// <summary>What a person says who signs up.</summary>
/// <param name="OrganizationName">Null takes the business's name.</param>
internal sealed record SignUpContent(string? OrganizationName, string BusinessName, string Email, string Password, string? Alias)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => $"{BusinessName}, {Email}";
}

/// <summary>What signing up made; the token is shown this once.</summary>
internal sealed record SignedUp(OrganizationId Organization, UserId User, ConnectionView Connection, Token Token);
