using Npgsql;
using Quittance.Domain;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The table <c>api_tokens</c> and its entries in the gate's directory. Revoked tokens stay, for the audit log's sake.</summary>
internal readonly struct ApiTokenStore(TenantSession session)
{
    public async Task AddAsync(ApiToken token, byte[] hash, CancellationToken cancel)
    {
        await session.Sql(
            """
            insert into api_tokens (organization_id, id, user_id, name, hash, permissions, business_ids, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            token.Id, token.UserId?.Value, token.Name, hash, token.Permissions.ToArray(), token.Businesses?.ToArray(), token.CreatedAt).ExecuteAsync(cancel);
        await session.Users.EnterAsync("token", hash, token.Id, cancel);
    }

    /// <summary>The tokens that work, newest first, without those of clients and businesses, which come and go.</summary>
    /// <param name="within">Only those that are limited to some of these businesses; null means all.</param>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(Page page, IReadOnlyList<Guid>? within, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, user_id, name, permissions, business_ids, created_at, revoked_at
            from api_tokens
            where organization_id = $1 and expires_at is null and revoked_at is null and ($2::uuid[] is null or business_ids <@ $2)
                and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
            order by created_at desc, id desc
            limit $5 offset $6
            """,
            within?.ToArray(), page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>A token that works.</summary>
    /// <param name="within">As in <see cref="ListAsync"/>.</param>
    public async Task<ApiToken> GetAsync(Guid id, IReadOnlyList<Guid>? within, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, user_id, name, permissions, business_ids, created_at, revoked_at
            from api_tokens
            where organization_id = $1 and id = $2 and revoked_at is null and ($3::uuid[] is null or business_ids <@ $3)
            """,
            id, within?.ToArray());
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NoSuchToken();
    }

    public async Task<string?> NameAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql("select name from api_tokens where organization_id = $1 and id = $2", id);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Ends a token.</summary>
    /// <param name="within">As in <see cref="ListAsync"/>.</param>
    public async Task<ApiToken> RevokeAsync(Guid id, IReadOnlyList<Guid>? within, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            update api_tokens
            set revoked_at = $4
            where organization_id = $1 and id = $2 and revoked_at is null and ($3::uuid[] is null or business_ids <@ $3)
            returning id, user_id, name, permissions, business_ids, created_at, revoked_at
            """,
            id, within?.ToArray(), now);
        var revoked = (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NoSuchToken();
        await session.Users.LeaveAsync("token", id, cancel);
        return revoked;
    }

    /// <summary>Removes a person's tokens.</summary>
    public Task RemoveAllAsync(UserId user, CancellationToken cancel) => session.Sql(
        """
        with removed as (
            delete from api_tokens
            where organization_id = $1 and user_id = $2
            returning id)
        select gate.leave('token', id) from removed
        """,
        user.Value).ExecuteAsync(cancel);

    private static async Task<List<ApiToken>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var tokens = new List<ApiToken>();
        while (await row.ReadAsync(cancel))
        {
            tokens.Add(new ApiToken(
                row.GetGuid(0),
                row.ValueOrNull<Guid>(1) is { } user ? new UserId(user) : null,
                row.TextOrNull(2),
                row.GetFieldValue<string[]>(3),
                row.ArrayOrNull<Guid>(4),
                row.GetFieldValue<DateTimeOffset>(5),
                row.ValueOrNull<DateTimeOffset>(6)));
        }

        return tokens;
    }

    private static RefusedException NoSuchToken() => new(Refusal.NotFound, "There is no such token.");
}
