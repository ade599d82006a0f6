using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Those rows of <c>api_tokens</c> that are for businesses and groups, and their entries in the gate's directory.</summary>
internal readonly struct BusinessTokenStore(TenantSession session)
{
    private const string DirectoryKind = "token";

    /// <param name="within">The businesses that a group's token is limited to, however the group changes; null for all of its.</param>
    public async Task AddAsync(BusinessToken token, IReadOnlyList<string> permissions, IReadOnlyList<Guid>? within, byte[] hash, CancellationToken cancel)
    {
        await session.Sql(
            """
            insert into api_tokens (
                organization_id, id, name, hash, permissions, business_ids, created_at, expires_at, business_id, group_id, business_user_id, session_name)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            token.Id, token.Subject, hash, permissions.ToArray(), token.Business is { } business ? [business.Value] : within?.ToArray(), token.IssuedAt, token.ExpiresAt,
            token.Business?.Value, token.Group?.Value, token.User?.Value, token.SessionName).ExecuteAsync(cancel);
        await session.Users.EnterAsync(DirectoryKind, hash, token.Id, cancel);
    }

    /// <summary>Removes the tokens of this token's business or group whose time has passed.</summary>
    public Task RemoveExpiredAsync(BusinessToken token, CancellationToken cancel) => session.Sql(
        """
        with removed as (
            delete from api_tokens
            where organization_id = $1 and (business_id = $2 or group_id = $3) and expires_at <= $4
            returning id)
        select gate.leave('token', id) from removed
        """,
        token.Business?.Value, token.Group?.Value, token.IssuedAt).ExecuteAsync(cancel);

    /// <summary>Ends a person's tokens.</summary>
    public Task RemoveOfAsync(BusinessUserId user, CancellationToken cancel) => session.Sql(
        """
        with removed as (
            delete from api_tokens
            where organization_id = $1 and business_user_id = $2
            returning id)
        select gate.leave('token', id) from removed
        """,
        user.Value).ExecuteAsync(cancel);

    /// <summary>Ends the tokens of all businesses and groups.</summary>
    /// <param name="sessions">Only those that were made for these sessions of the platform; null for all.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAllAsync(IReadOnlyList<string>? sessions, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            with removed as (
                delete from api_tokens
                where organization_id = $1 and (business_id is not null or group_id is not null) and ($2::text[] is null or session_name = any ($2))
                returning id)
            select gate.leave('token', id) from removed
            """,
            (object?)sessions?.ToArray()); // Else its texts would be the parameters.
        await using var row = await command.ExecuteReaderAsync(cancel);
        var count = 0;
        while (await row.ReadAsync(cancel))
        {
            count++;
        }

        return count;
    }
}

/// <summary>A token with which a platform's page acts for a business or a group of them, perhaps for one of its people.</summary>
/// <param name="Business">Null for a group's.</param>
/// <param name="BusinessForeignId">What the platform calls the business.</param>
/// <param name="Group">Null for a business's.</param>
/// <param name="User">Null for one that acts for all of the business's people.</param>
/// <param name="SessionName">The platform's own session by which it may end the token; null for none.</param>
internal sealed record BusinessToken(
    Guid Id,
    OrganizationId Organization,
    BusinessId? Business,
    string? BusinessForeignId,
    BusinessGroupId? Group,
    BusinessUserId? User,
    string? SessionName,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>How the audit log names whom it is for.</summary>
    public string Subject => User is { } user ? $"{user}" : Business is { } business ? $"{business}" : $"{Group}";
}
