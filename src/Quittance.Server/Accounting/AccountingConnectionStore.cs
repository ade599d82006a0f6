using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>accounting_connections</c> and its entries in the gate's directory. Secrets are kept by <see cref="AccountingSecretStore"/>.</summary>
internal readonly struct AccountingConnectionStore(TenantSession session)
{
    /// <summary>What the directory knows the token of <c>connection_url</c> by.</summary>
    public const string LinkKind = "accounting_link";

    /// <summary>What the directory knows the company of a connected one by.</summary>
    public const string CompanyKind = "accounting_company";

    private const string Columns =
        """
        id, business_id, platform, status, settings, company, fault, link_until, link_used_at, connected_at, pulled_at, created_at, updated_at
        """;

    /// <exception cref="RefusedException">The business has an active one.</exception>
    public async Task AddAsync(AccountingConnection connection, Token link, CancellationToken cancel)
    {
        // One that is there already is named in the refusal; asked first, because nothing more can be asked after a constraint has said no.
        var active = await FindActiveAsync(connection.BusinessId, cancel);
        try
        {
            await session.Sql(
                """
                insert into accounting_connections (
                    organization_id, id, business_id, platform, status, settings, link_sealed, link_until, created_at, updated_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                connection.Id.Value, connection.BusinessId.Value, connection.Platform, Words.Of(connection.Status), Typed.Json(connection.Settings),
                await SealLinkAsync(connection.Id, link, cancel), connection.LinkUntil, connection.CreatedAt, connection.UpdatedAt).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "accounting_connections_one_active")
        {
            throw new RefusedException(
                Refusal.AccountingConnected,
                active is null
                    ? "This entity was just given an accounting connection by another request. GET /v1/accounting_connections shows it."
                    : $"This entity has an accounting connection already: {active.Id}{(active.Platform is { } platform ? $" to {platform}" : "")}. Disconnect it first.");
        }

        await session.Users.EnterAsync(LinkKind, link.Hash, connection.Id.Value, cancel);
    }

    /// <summary>Writes what the steps of <see cref="AccountingConnection"/> change. One that is disconnected loses its secrets and its run with this; its tokens are left to <see cref="RevokeAccounting"/>.</summary>
    public async Task UpdateAsync(AccountingConnection connection, CancellationToken cancel)
    {
        await session.Sql(
            """
            update accounting_connections
            set platform = $3, status = $4, settings = $5, company = $6, fault = $7, link_until = $8, link_used_at = $9, connected_at = $10, updated_at = $11,
                secrets_sealed = case when $4 = 'disconnected' then null else secrets_sealed end,
                tokens_sealed = case when $4 in ('connected', 'disconnected') then tokens_sealed end,
                access_token_until = case when $4 in ('connected', 'disconnected') then access_token_until end,
                refreshing_until = case when $4 = 'connected' then refreshing_until end,
                sync_started_at = case when $4 = 'connected' then sync_started_at end,
                sync_phase = case when $4 = 'connected' then sync_phase end,
                sync_object = case when $4 = 'connected' then sync_object end,
                sync_total = case when $4 = 'connected' then sync_total end
            where organization_id = $1 and id = $2
            """,
            connection.Id.Value, Typed.Text(connection.Platform), Words.Of(connection.Status), Typed.Json(connection.Settings), Typed.Json(connection.Company), Typed.Json(connection.Fault),
            connection.LinkUntil, Typed.Time(connection.LinkUsedAt), Typed.Time(connection.ConnectedAt), connection.UpdatedAt).ExecuteAsync(cancel);
        await session.Users.LeaveAsync(CompanyKind, connection.Id.Value, cancel);
        if (connection is { Status: AccountingConnectionStatus.Connected, Platform: { } platform, Company: { } company })
        {
            await session.Users.EnterAsync(CompanyKind, CompanyHash(platform, company.Id), connection.Id.Value, cancel);
        }
    }

    /// <summary>Says what keeps a connected one from working, or that nothing does.</summary>
    public Task SetFaultAsync(AccountingConnectionId id, AccountingConnectionFault? fault, CancellationToken cancel) => session.Sql(
        "update accounting_connections set fault = $3 where organization_id = $1 and id = $2 and status = 'connected' and fault is distinct from $3",
        id.Value, Typed.Json(fault)).ExecuteAsync(cancel);

    public Task<AccountingConnection> GetAsync(AccountingConnectionId id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from accounting_connections where organization_id = $1 and id = $2", id.Value), cancel);

    /// <summary>The same, if it is this business's.</summary>
    public async Task<AccountingConnection> GetAsync(AccountingConnectionId id, BusinessId business, CancellationToken cancel) => Of(business, await GetAsync(id, cancel));

    /// <summary>The same, held until the session ends, so that nobody changes it meanwhile.</summary>
    public Task<AccountingConnection> LockAsync(AccountingConnectionId id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from accounting_connections where organization_id = $1 and id = $2 for no key update", id.Value), cancel);

    /// <summary>The same, if it is this business's.</summary>
    public async Task<AccountingConnection> LockAsync(AccountingConnectionId id, BusinessId business, CancellationToken cancel) => Of(business, await LockAsync(id, cancel));

    /// <summary>The business's connected one; null when it has none, or one that does not work.</summary>
    public async Task<AccountingConnection?> FindConnectedAsync(BusinessId business, CancellationToken cancel) =>
        await FindActiveAsync(business, cancel) is { Status: AccountingConnectionStatus.Connected } connected ? connected : null;

    /// <summary>The business's active ones: one, or none.</summary>
    public async Task<IReadOnlyList<AccountingConnection>> ListAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from accounting_connections where organization_id = $1 and business_id = $2 and status <> 'disconnected'", business.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The token of <c>connection_url</c>.</summary>
    public async Task<Token> LinkAsync(AccountingConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select link_sealed from accounting_connections where organization_id = $1 and id = $2", id.Value);
        var box = await command.ExecuteScalarAsync(cancel) as byte[] ?? throw NotFound();
        return new Token(Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, Place(id.Value, "link"), box, cancel)));
    }

    /// <summary>Gives a connection another <c>connection_url</c>; the old one finds nothing any more.</summary>
    public async Task ReplaceLinkAsync(AccountingConnectionId id, Token link, CancellationToken cancel)
    {
        await session.Sql(
            "update accounting_connections set link_sealed = $3 where organization_id = $1 and id = $2", id.Value, await SealLinkAsync(id, link, cancel)).ExecuteAsync(cancel);
        await session.Users.LeaveAsync(LinkKind, id.Value, cancel);
        await session.Users.EnterAsync(LinkKind, link.Hash, id.Value, cancel);
    }

    /// <summary>Finds out whose connection a <c>connection_url</c> opens, in any organization.</summary>
    public Task<AccountingConnectionPlace?> FindLinkAsync(Token link, CancellationToken cancel) => FindAsync(LinkKind, link.Hash, cancel);

    /// <summary>Finds an entry of the directory by its hash, in any organization.</summary>
    public async Task<AccountingConnectionPlace?> FindAsync(string kind, byte[] hash, CancellationToken cancel)
    {
        await using var command = session.Sql("select organization_id, id from gate.find($2, $3) where $1::uuid is not null", kind, hash);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new AccountingConnectionPlace(new OrganizationId(row.GetGuid(0)), row.GetGuid(1)) : null;
    }

    /// <summary>Gives a connection what the business's earlier ones to the same books have kept in step, so that nothing is pushed twice.</summary>
    /// <remarks>It goes on where the changes over there were read last. A no-op when there is none, as on every first connection.</remarks>
    public async Task TakeOverAsync(AccountingConnection connection, CancellationToken cancel)
    {
        await using var find = session.Sql(
            """
            select id from accounting_connections
            where organization_id = $1 and business_id = $2 and id <> $3 and status = 'disconnected' and platform = $4 and company ->> 'id' = $5
            order by created_at desc, id desc
            for no key update
            """,
            connection.BusinessId.Value, connection.Id.Value, connection.Platform, connection.Company!.Id);
        var earlier = new List<Guid>();
        await using (var row = await find.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                earlier.Add(row.GetGuid(0));
            }
        }

        if (earlier.Count == 0)
        {
            return;
        }

        // Each of them took over from those before it, so that only one has rows.
        await session.Sql("update ledger_accounts set accounting_connection_id = $2 where organization_id = $1 and accounting_connection_id = any ($3)", connection.Id.Value, earlier.ToArray()).ExecuteAsync(cancel);
        await session.Sql("update accounting_tax_rates set accounting_connection_id = $2 where organization_id = $1 and accounting_connection_id = any ($3)", connection.Id.Value, earlier.ToArray()).ExecuteAsync(cancel);
        await session.Sql("update accounting_records set accounting_connection_id = $2 where organization_id = $1 and accounting_connection_id = any ($3)", connection.Id.Value, earlier.ToArray()).ExecuteAsync(cancel);
        await session.Sql("update accounting_objects set accounting_connection_id = $2 where organization_id = $1 and accounting_connection_id = any ($3)", connection.Id.Value, earlier.ToArray()).ExecuteAsync(cancel);
        await session.Sql(
            """
            update accounting_connections c
            set place = e.place, pulled_at = e.pulled_at
            from accounting_connections e
            where c.organization_id = $1 and c.id = $2 and e.organization_id = $1 and e.id = $3
            """,
            connection.Id.Value, earlier[0]).ExecuteAsync(cancel);
    }

    /// <summary>What a column's value was bound to when it was sealed.</summary>
    internal static string Place(Guid id, string field) => $"accounting_connections/{id:n}/{field}";

    /// <summary>What the directory knows a company by.</summary>
    internal static byte[] CompanyHash(string platform, string company) => SHA256.HashData(Encoding.UTF8.GetBytes($"{platform}\n{company}"));

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such accounting connection.");

    private async Task<AccountingConnection?> FindActiveAsync(BusinessId business, CancellationToken cancel) => (await ListAsync(business, cancel)).SingleOrDefault();

    private Task<byte[]> SealLinkAsync(AccountingConnectionId id, Token link, CancellationToken cancel) =>
        session.Secrets.SealAsync(session, Place(id.Value, "link"), Encoding.UTF8.GetBytes(link.Text), cancel);

    private static AccountingConnection Of(BusinessId business, AccountingConnection connection) => connection.BusinessId == business ? connection : throw NotFound();

    private static async Task<AccountingConnection> OneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
        }
    }

    private static async Task<List<AccountingConnection>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var connections = new List<AccountingConnection>();
        while (await row.ReadAsync(cancel))
        {
            connections.Add(new AccountingConnection(
                new AccountingConnectionId(row.GetGuid(0)), new BusinessId(row.GetGuid(1)), row.TextOrNull(2), Words.Read<AccountingConnectionStatus>(row.GetString(3)),
                JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4), StoredJson.Options)!,
                ReadJson<AccountingCompany>(row, 5), ReadJson<AccountingConnectionFault>(row, 6),
                row.GetFieldValue<DateTimeOffset>(7), row.ValueOrNull<DateTimeOffset>(8), row.ValueOrNull<DateTimeOffset>(9), row.ValueOrNull<DateTimeOffset>(10),
                row.GetFieldValue<DateTimeOffset>(11), row.GetFieldValue<DateTimeOffset>(12)));
        }

        return connections;
    }

    private static T? ReadJson<T>(NpgsqlDataReader row, int column)
        where T : class => row.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(row.GetString(column), StoredJson.Options);
}

/// <summary>Where something of an accounting connection is kept, found without knowing the organization.</summary>
internal sealed record AccountingConnectionPlace(OrganizationId Organization, Guid Id);
