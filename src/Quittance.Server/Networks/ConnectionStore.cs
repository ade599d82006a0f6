using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>A connection and the organizations that its two businesses belong to.</summary>
internal sealed record ConnectionRow(NetworkConnection Connection, OrganizationId? PayerHome, OrganizationId? PayeeHome)
{
    /// <summary>The organization on the other side, if it is another than <paramref name="own"/>.</summary>
    public OrganizationId? OtherThan(OrganizationId own) =>
        PayerHome is { } payer && payer != own ? payer
        : PayeeHome is { } payee && payee != own ? payee
        : null;
}

/// <summary>The table <c>network_connections</c> and its sides. Between two organizations each has a row of the same id.</summary>
internal readonly struct ConnectionStore(TenantSession session)
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order, of a table with the alias <c>c</c>.</summary>
    public const string Columns =
        """
        c.id, c.payer_id, c.payee_id, c.payer_organization_id, c.payee_organization_id, c.status, c.archived_by, c.net_terms_days,
        c.auto_approval, c.auto_approval_max_minor, c.auto_approval_currency, c.auto_approval_matched, c.auto_approval_known,
        c.created_at, c.updated_at, c.archived_at
        """;

    public async Task AddAsync(ConnectionRow row, CancellationToken cancel)
    {
        try
        {
            await session.Sql(
                """
                insert into network_connections (
                    organization_id, id, payer_id, payee_id, payer_organization_id, payee_organization_id, status, archived_by, net_terms_days,
                    auto_approval, auto_approval_max_minor, auto_approval_currency, auto_approval_matched, auto_approval_known, updated_at,
                    archived_at, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                """,
                [.. Values(row), row.Connection.CreatedAt]).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "network_connections_pair")
        {
            throw AlreadyConnected();
        }
    }

    public async Task UpdateAsync(ConnectionRow row, CancellationToken cancel)
    {
        try
        {
            await session.Sql(
                """
                update network_connections
                set payer_id = $3, payee_id = $4, payer_organization_id = $5, payee_organization_id = $6, status = $7, archived_by = $8,
                    net_terms_days = $9, auto_approval = $10, auto_approval_max_minor = $11, auto_approval_currency = $12,
                    auto_approval_matched = $13, auto_approval_known = $14, updated_at = $15, archived_at = $16
                where organization_id = $1 and id = $2
                """,
                Values(row)).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "network_connections_pair")
        {
            throw AlreadyConnected();
        }
    }

    /// <summary>Makes a business's own side of the connection: its alias and tags live there.</summary>
    public Task AddSideAsync(NetworkConnectionId id, ConnectionRole role, BusinessId business, string? alias, CancellationToken cancel) => session.Sql(
        "insert into connection_sides (organization_id, connection_id, role, business_id, alias) values ($1, $2, $3, $4, $5)",
        id.Value, Words.Of(role), business.Value, alias).ExecuteAsync(cancel);

    public async Task<ConnectionRow> GetAsync(NetworkConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from network_connections c where c.organization_id = $1 and c.id = $2", id.Value);
        return await ReadOneAsync(command, cancel);
    }

    /// <summary>Reads a connection and holds its row until the session ends.</summary>
    public async Task<ConnectionRow> LockAsync(NetworkConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from network_connections c where c.organization_id = $1 and c.id = $2 for update", id.Value);
        return await ReadOneAsync(command, cancel);
    }

    /// <summary>The business on the other side of one of a business's connections, by its id or, if it is this organization's, its foreign id.</summary>
    /// <param name="role">The role of the one that is looked for.</param>
    public async Task<BusinessId?> FindOtherAsync(BusinessId own, ConnectionRole role, Guid id, string foreignId, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select o.id
            from network_connections c
            cross join lateral (select case when $3 = 'payer' then c.payer_id else c.payee_id end as id) o
            left join businesses b on b.organization_id = c.organization_id and b.id = o.id
            where c.organization_id = $1 and case when $3 = 'payer' then c.payee_id else c.payer_id end = $2 and (o.id = $4 or b.foreign_id = $5)
            order by o.id = $4 desc
            limit 1
            """,
            own.Value, Words.Of(role), id, foreignId);
        return await command.ExecuteScalarAsync(cancel) is Guid other ? new BusinessId(other) : null;
    }

    /// <summary>The organization that a known business belongs to.</summary>
    public async Task<OrganizationId> HomeOfPartyAsync(BusinessId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select home_organization_id from parties where organization_id = $1 and id = $2", id.Value);
        return new OrganizationId(await command.ExecuteScalarAsync(cancel) as Guid? ?? throw new RefusedException(Refusal.NotFound, "There is no such business."));
    }

    /// <summary>Holds the side that the session sees until it ends: that of <paramref name="business"/>, else the payer's, else the payee's.</summary>
    public async Task<ConnectionRole> LockSideAsync(NetworkConnectionId id, BusinessId? business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select role
            from connection_sides
            where organization_id = $1 and connection_id = $2 and ($3::uuid is null or business_id = $3)
            order by role desc
            limit 1
            for update
            """,
            id.Value, business?.Value);
        return await command.ExecuteScalarAsync(cancel) is string role ? Words.Read<ConnectionRole>(role) : throw NotFound();
    }

    public Task SetAliasAsync(NetworkConnectionId id, ConnectionRole role, string? alias, CancellationToken cancel) => session.Sql(
        "update connection_sides set alias = $4 where organization_id = $1 and connection_id = $2 and role = $3",
        id.Value, Words.Of(role), alias).ExecuteAsync(cancel);

    /// <summary>Replaces the tags of one side.</summary>
    public async Task SetTagsAsync(NetworkConnectionId id, ConnectionRole role, IReadOnlyList<Guid> tags, CancellationToken cancel)
    {
        await session.Sql(
            "delete from connection_tags where organization_id = $1 and connection_id = $2 and role = $3", id.Value, Words.Of(role)).ExecuteAsync(cancel);
        await session.Sql(
            "insert into connection_tags (organization_id, connection_id, role, tag_id) select $1, $2, $3, unnest($4::uuid[])",
            id.Value, Words.Of(role), tags.ToArray()).ExecuteAsync(cancel);
    }

    /// <summary>The active connections of a business, in one order for everybody who locks them.</summary>
    public async Task<IReadOnlyList<NetworkConnectionId>> ActiveOfAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id from network_connections
            where organization_id = $1 and status = 'active' and (payer_id = $2 or payee_id = $2)
            order by id
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new List<NetworkConnectionId>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(new NetworkConnectionId(row.GetGuid(0)));
        }

        return ids;
    }

    /// <summary>Takes away what an invitation made that came to nothing.</summary>
    public Task DeletePendingAsync(NetworkConnectionId id, CancellationToken cancel) => session.Sql(
        "delete from network_connections where organization_id = $1 and id = $2 and status = 'pending'", id.Value).ExecuteAsync(cancel);

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such connection.");

    private static RefusedException AlreadyConnected() => new(Refusal.AlreadyConnected, "The two businesses are connected already in these roles; an archived connection can be restored.");

    private static async Task<ConnectionRow> ReadOneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : throw NotFound();
    }

    /// <summary>Reads <see cref="Columns"/> from the start of a row.</summary>
    internal static ConnectionRow Read(NpgsqlDataReader row) => new(
        new NetworkConnection(
            new NetworkConnectionId(row.GetGuid(0)),
            row.IsDBNull(1) ? null : new BusinessId(row.GetGuid(1)),
            row.IsDBNull(2) ? null : new BusinessId(row.GetGuid(2)),
            Words.Read<NetworkConnectionStatus>(row.GetString(5)),
            row.IsDBNull(6) ? null : Words.Read<ConnectionRole>(row.GetString(6)),
            new ConnectionSettings(row.ValueOrNull<int>(7), AutoApprovalOf(row)),
            row.GetFieldValue<DateTimeOffset>(13),
            row.GetFieldValue<DateTimeOffset>(14),
            row.ValueOrNull<DateTimeOffset>(15)),
        row.IsDBNull(3) ? null : new OrganizationId(row.GetGuid(3)),
        row.IsDBNull(4) ? null : new OrganizationId(row.GetGuid(4)));

    private static AutoApproval? AutoApprovalOf(NpgsqlDataReader row) => row.IsDBNull(8)
        ? null
        : new AutoApproval(
            row.GetBoolean(8),
            row.IsDBNull(9) ? null : new Money(row.GetInt64(9), Currency.Of(row.GetString(10))),
            row.GetBoolean(11),
            row.GetBoolean(12));

    private static object?[] Values(ConnectionRow row)
    {
        var connection = row.Connection;
        var auto = connection.Settings.AutoApproval;
        return
        [
            connection.Id.Value, connection.PayerId?.Value, connection.PayeeId?.Value, row.PayerHome?.Value, row.PayeeHome?.Value,
            Words.Of(connection.Status), connection.ArchivedBy is { } by ? Words.Of(by) : null, connection.Settings.NetTermsDays,
            auto?.Enabled, auto?.MaxAmount?.Minor, auto?.MaxAmount?.Currency.Code, auto?.RequireMatchedSupplier ?? false,
            auto?.RequireKnownBankAccount ?? false, connection.UpdatedAt, connection.ArchivedAt,
        ];
    }
}
