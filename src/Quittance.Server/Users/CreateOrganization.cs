using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Makes a tenant: its data key, its shipped roles, its owner and a token with every permission.</summary>
internal sealed class CreateOrganization(Database database, PasswordHashes hashes, TimeProvider clock)
{
    public async Task<NewOrganization> RunAsync(Actor actor, string name, string ownerEmail, CancellationToken cancel)
    {
        var organization = OrganizationId.New(clock.GetUtcNow());
        await using var session = await database.OpenAsync(organization, cancel);
        var made = await AddAsync(session, actor, name, ownerEmail, null, cancel);
        await session.CommitAsync(cancel);
        return made;
    }

    /// <summary>The same within a session of the new organization's id; signing up through an invitation does it so.</summary>
    /// <param name="password">The owner's choice; null makes one that is shown once.</param>
    public async Task<NewOrganization> AddAsync(
        TenantSession session, Actor actor, string name, string ownerEmail, string? password, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await session.Sql("insert into organizations (organization_id, name, created_at) values ($1, $2, $3)", name, now).ExecuteAsync(cancel);
        await session.Secrets.CreateKeysAsync(session, cancel);
        var roles = await session.Users.AddShippedRolesAsync(now, cancel);

        password ??= Password.New();
        var owner = new User(UserId.New(now), Email.Normalize(ownerEmail), null, roles[ShippedRoles.Owner], null, now);
        await session.Users.AddAsync(owner, hashes.Hash(password), cancel);
        var token = Token.New(Token.ApiPrefix);
        var tokenId = Guid.CreateVersion7(now);
        await session.ApiTokens.AddAsync(new ApiToken(tokenId, owner.Id, "first token", Permission.All, null, now, null), token.Hash, cancel);
        session.Audit.Add(actor, "organization.created", $"{session.Organization}", null, new { name, owner = owner.Email });
        return new NewOrganization(session.Organization, owner.Id, password, tokenId, token);
    }
}

/// <summary>What a new organization's founder must be told; password and token are shown this once.</summary>
internal sealed record NewOrganization(OrganizationId Id, UserId OwnerId, string InitialPassword, Guid TokenId, Token Token);
