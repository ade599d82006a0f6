using Npgsql;
using Quittance.Domain;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The table <c>api_clients</c>, its entries in the gate's directory, and the tokens that were issued to clients.</summary>
internal readonly struct ApiClientStore(TenantSession session)
{
    public const string DirectoryKind = "api_client";

    private const string TokenKind = "token";

    /// <summary>A client is found by its id, which is no secret.</summary>
    public static byte[] DirectoryHash(Guid id) => id.ToByteArray(bigEndian: true);

    public async Task AddAsync(ApiClient client, byte[] secretHash, CancellationToken cancel)
    {
        await session.Sql(
            """
            insert into api_clients (organization_id, id, name, secret_hash, permissions, business_ids, created_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            client.Id, client.Name, secretHash, client.Permissions.ToArray(), client.Businesses?.ToArray(), client.CreatedAt).ExecuteAsync(cancel);
        await session.Users.EnterAsync(DirectoryKind, DirectoryHash(client.Id), client.Id, cancel);
    }

    /// <summary>The clients that work, newest first.</summary>
    public async Task<IReadOnlyList<ApiClient>> ListAsync(CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, name, permissions, business_ids, created_at, secret_hash
            from api_clients
            where organization_id = $1 and revoked_at is null
            order by created_at desc, id desc
            """);
        return [.. (await ReadAllAsync(command, cancel)).Select(known => known.Client)];
    }

    /// <summary>A client that works and cannot be revoked until the session ends, with the hash of its secret.</summary>
    public async Task<(ApiClient Client, byte[] SecretHash)?> HoldAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, name, permissions, business_ids, created_at, secret_hash
            from api_clients
            where organization_id = $1 and id = $2 and revoked_at is null
            for share
            """,
            id);
        return await ReadAllAsync(command, cancel) is [var known] ? known : null;
    }

    /// <summary>Ends a client; none of its tokens works from then on.</summary>
    public async Task<ApiClient> RevokeAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            update api_clients
            set revoked_at = $3
            where organization_id = $1 and id = $2 and revoked_at is null
            returning id, name, permissions, business_ids, created_at, secret_hash
            """,
            id, now);
        if (await ReadAllAsync(command, cancel) is not [var revoked])
        {
            throw new RefusedException(Refusal.NotFound, "There is no such client.");
        }

        await session.Users.LeaveAsync(DirectoryKind, id, cancel);
        await RemoveTokensAsync(id, null, cancel);
        return revoked.Client;
    }

    /// <summary>Stores a token that was issued to a client, and removes those of its tokens whose time has passed.</summary>
    /// <param name="user">Whose rights it is limited to; null for the client's own.</param>
    public async Task AddTokenAsync(ApiClient client, UserId? user, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        await RemoveTokensAsync(client.Id, now, cancel);
        await session.Sql(
            """
            insert into api_tokens (organization_id, id, user_id, name, hash, permissions, business_ids, created_at, client_id, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            id, user?.Value, client.Name ?? client.Subject, hash, client.Permissions.ToArray(), client.Businesses?.ToArray(), now, client.Id, expiresAt).ExecuteAsync(cancel);
        await session.Users.EnterAsync(TokenKind, hash, id, cancel);
    }

    /// <summary>Removes a token of a client.</summary>
    /// <returns>Whether there was such a token of this client.</returns>
    public async Task<bool> RemoveTokenAsync(ApiClient client, byte[] hash, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "delete from api_tokens where organization_id = $1 and client_id = $2 and hash = $3 returning id", client.Id, hash);
        if (await command.ExecuteScalarAsync(cancel) is not Guid id)
        {
            return false;
        }

        await session.Users.LeaveAsync(TokenKind, id, cancel);
        return true;
    }

    // Null removes all of them.
    private Task RemoveTokensAsync(Guid client, DateTimeOffset? expiredBy, CancellationToken cancel) => session.Sql(
        """
        with removed as (
            delete from api_tokens
            where organization_id = $1 and client_id = $2 and ($3::timestamptz is null or expires_at <= $3)
            returning id)
        select gate.leave('token', id) from removed
        """,
        client, expiredBy).ExecuteAsync(cancel);

    private static async Task<List<(ApiClient Client, byte[] SecretHash)>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var clients = new List<(ApiClient, byte[])>();
        while (await row.ReadAsync(cancel))
        {
            var client = new ApiClient(row.GetGuid(0), row.TextOrNull(1), row.GetFieldValue<string[]>(2), row.ArrayOrNull<Guid>(3), row.GetFieldValue<DateTimeOffset>(4));
            clients.Add((client, row.GetFieldValue<byte[]>(5)));
        }

        return clients;
    }
}
