using System.Text.Json;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The sealed columns of <c>accounting_connections</c>, and who may exchange the refresh token. They are opened only to call the system.</summary>
internal readonly struct AccountingSecretStore(TenantSession session)
{
    /// <summary>Replaces the secrets of the form, all at once; none takes them away.</summary>
    public async Task SetSecretsAsync(AccountingConnectionId id, IReadOnlyDictionary<string, string> secrets, CancellationToken cancel) => await session.Sql(
        "update accounting_connections set secrets_sealed = $3 where organization_id = $1 and id = $2",
        id.Value,
        new Npgsql.NpgsqlParameter
        {
            Value = secrets.Count == 0 ? DBNull.Value : await SealAsync(id, "secrets", secrets, cancel),
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea,
        }).ExecuteAsync(cancel);

    /// <summary>Stores the tokens of a new consent. Whoever was exchanging the old ones is out of it.</summary>
    public async Task SetTokensAsync(AccountingConnectionId id, AccountingGrant grant, CancellationToken cancel) => await session.Sql(
        "update accounting_connections set tokens_sealed = $3, access_token_until = $4, refreshing_until = null where organization_id = $1 and id = $2",
        id.Value, await SealAsync(id, "tokens", new AccountingTokens(grant.AccessToken, grant.RefreshToken), cancel), grant.AccessTokenUntil).ExecuteAsync(cancel);

    /// <summary>Whether the user's consent is kept.</summary>
    public async Task<bool> HasTokensAsync(AccountingConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select tokens_sealed is not null from accounting_connections where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Takes the tokens of a connection away that has ended.</summary>
    public Task ForgetTokensAsync(AccountingConnectionId id, CancellationToken cancel) => session.Sql(
        "update accounting_connections set tokens_sealed = null, access_token_until = null where organization_id = $1 and id = $2 and status = 'disconnected'",
        id.Value).ExecuteAsync(cancel);

    /// <summary>Stores exchanged tokens and lets go of the right to exchange them.</summary>
    /// <param name="claim">What <see cref="ClaimAsync"/> was given.</param>
    /// <returns>False when the connection or the right to it is somebody else's by now.</returns>
    public async Task<bool> RotateTokensAsync(AccountingConnectionId id, AccountingGrant grant, DateTimeOffset claim, CancellationToken cancel) => await session.Sql(
        """
        update accounting_connections set tokens_sealed = $3, access_token_until = $4, refreshing_until = null
        where organization_id = $1 and id = $2 and refreshing_until = $5 and status = 'connected'
        """,
        id.Value, await SealAsync(id, "tokens", new AccountingTokens(grant.AccessToken, grant.RefreshToken), cancel), grant.AccessTokenUntil, claim).ExecuteAsync(cancel) == 1;

    /// <summary>Takes the right to exchange the refresh token, which is one server's at a time. To be committed before the system is called.</summary>
    /// <param name="until">When it ends by itself, should this server die.</param>
    public async Task<bool> ClaimAsync(AccountingConnectionId id, DateTimeOffset until, DateTimeOffset now, CancellationToken cancel) => await session.Sql(
        """
        update accounting_connections set refreshing_until = $3
        where organization_id = $1 and id = $2 and status = 'connected' and (refreshing_until is null or refreshing_until <= $4)
        """,
        id.Value, until, now).ExecuteAsync(cancel) == 1;

    /// <summary>Gives the right back when nothing came of it.</summary>
    public Task ReleaseAsync(AccountingConnectionId id, DateTimeOffset claim, CancellationToken cancel) => session.Sql(
        "update accounting_connections set refreshing_until = null where organization_id = $1 and id = $2 and refreshing_until = $3", id.Value, claim).ExecuteAsync(cancel);

    /// <summary>Everything that the system of a connection is called with; null when there is no such connection.</summary>
    public async Task<StoredAccountingAccess?> FindAsync(AccountingConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.name, c.secrets_sealed, c.tokens_sealed, c.access_token_until
            from accounting_connections c
            join parties p on p.organization_id = c.organization_id and p.id = c.business_id
            where c.organization_id = $1 and c.id = $2
            """,
            id.Value);
        (string Company, byte[]? Secrets, byte[]? Tokens, DateTimeOffset? Until) found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (row.GetString(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), row.ValueOrNull<DateTimeOffset>(3));
        }

        return new StoredAccountingAccess(
            found.Company,
            await OpenAsync<Dictionary<string, string>>(id, "secrets", found.Secrets, cancel) ?? [],
            await OpenAsync<AccountingTokens>(id, "tokens", found.Tokens, cancel),
            found.Until);
    }

    private Task<byte[]> SealAsync<T>(AccountingConnectionId id, string field, T value, CancellationToken cancel) =>
        session.Secrets.SealAsync(session, AccountingConnectionStore.Place(id.Value, field), JsonSerializer.SerializeToUtf8Bytes(value, StoredJson.Options), cancel);

    private async Task<T?> OpenAsync<T>(AccountingConnectionId id, string field, byte[]? box, CancellationToken cancel)
        where T : class => box is null ? null : JsonSerializer.Deserialize<T>(
            await session.Secrets.OpenAsync(session, AccountingConnectionStore.Place(id.Value, field), box, cancel), StoredJson.Options);
}

/// <summary>What a connection has stored to call its system with.</summary>
/// <param name="BusinessName">Whose books they are.</param>
/// <param name="Tokens">Null for a system that its user does not authorise.</param>
internal sealed record StoredAccountingAccess(string BusinessName, IReadOnlyDictionary<string, string> Secrets, AccountingTokens? Tokens, DateTimeOffset? AccessTokenUntil)
{
    /// <summary>Never a secret.</summary>
    public override string ToString() => BusinessName;
}

/// <summary>The tokens of a consent.</summary>
internal sealed record AccountingTokens(string Access, string Refresh)
{
    /// <summary>Never a token.</summary>
    public override string ToString() => "***";
}
