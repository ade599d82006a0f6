using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A record with what is kept beside its state.</summary>
/// <param name="Pushed">What was sent, as JSON; null until something was.</param>
/// <param name="ObjectUpdatedAt">When our object was last changed in a way that matters over there.</param>
/// <param name="PulledAt">When the twin was last seen or looked for.</param>
internal sealed record AccountingRecordRow(
    AccountingRecord Record, AccountingConnectionId ConnectionId, BusinessId BusinessId, string? Pushed, DateTimeOffset ObjectUpdatedAt, DateTimeOffset PulledAt,
    DateTimeOffset CreatedAt)
{
    /// <summary>Reads what was sent, as the kind of object that the record is of.</summary>
    public T? PushedAs<T>()
        where T : class => Pushed is null ? null : JsonSerializer.Deserialize<T>(Pushed, StoredJson.Options);
}

/// <summary>The table <c>accounting_records</c>. Records are never deleted: they say what was done in somebody's books.</summary>
internal readonly struct AccountingRecordStore(TenantSession session)
{
    internal const string Columns =
        """
        r.id, r.object_type, r.object_id, r.bill_id, r.round, r.parent_id, r.wanted, r.status, r.remote_id, r.remote_version, r.remote_number, r.remote_updated_at,
        r.reversal_id, r.asked_at, r.error, r.overwrites, r.tries, r.try_at, r.updated_at, r.accounting_connection_id, r.business_id, r.pushed,
        r.object_updated_at, r.pulled_at, r.created_at
        """;

    // What refers to something that is not over there yet has to wait for it, what is made anew for the one before to be taken back, and a
    // bill is taken back after its payments. Asked as values and not as "exists", which PostgreSQL may answer by hashing all records there are.
    private const string Ready =
        """
        r.organization_id = $1 and r.accounting_connection_id = $2 and r.status = 'pending'
        and (r.parent_id is null or r.wanted = 'reversed' or (
            select p.remote_id from accounting_records p
            where p.organization_id = r.organization_id and p.id = r.parent_id and p.wanted = 'present') is not null)
        and (r.round = 1 or r.wanted = 'reversed' or (
            select b.id from accounting_records b
            where b.organization_id = r.organization_id and b.accounting_connection_id = r.accounting_connection_id and b.object_type = r.object_type
                and b.object_id = r.object_id and b.bill_id is not distinct from r.bill_id and b.round < r.round and b.status <> 'done'
            limit 1) is null)
        and (r.object_type <> 'bill' or r.wanted <> 'reversed' or (
            select y.id from accounting_records y
            where y.organization_id = r.organization_id and y.bill_id = r.object_id and y.parent_id = r.id and y.wanted = 'reversed' and y.status <> 'done'
            limit 1) is null)
        """;

    public Task AddAsync(AccountingConnection connection, IReadOnlyList<AccountingRecord> records, DateTimeOffset now, CancellationToken cancel) =>
        AddAsync(connection.Id, connection.BusinessId, records, now, cancel);

    /// <summary>Adds records; those that are there already stay as they are.</summary>
    public Task AddAsync(
        AccountingConnectionId connection, BusinessId business, IReadOnlyList<AccountingRecord> records, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        insert into accounting_records (
            organization_id, id, accounting_connection_id, business_id, object_type, object_id, bill_id, round, parent_id, wanted, status, remote_id,
            remote_version, try_at, object_updated_at, pulled_at, created_at, updated_at)
        select $1, n.id, $2, $3, n.object_type, n.object_id, n.bill_id, n.round, n.parent_id, n.wanted, n.status, n.remote_id, n.remote_version, $13, $13, $13, $13, $13
        from unnest($4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::int[], $9::uuid[], $10::text[], $11::text[], $12::text[], $14::text[])
            as n (id, object_type, object_id, bill_id, round, parent_id, wanted, status, remote_id, remote_version)
        on conflict do nothing
        """,
        connection.Value,
        business.Value,
        records.Select(record => record.Id.Value).ToArray(),
        records.Select(record => Words.Of(record.Kind)).ToArray(),
        records.Select(record => record.ObjectId).ToArray(),
        records.Select(record => record.BillId).ToArray(),
        records.Select(record => record.Round).ToArray(),
        records.Select(record => record.ParentId?.Value).ToArray(),
        records.Select(record => Words.Of(record.Wanted)).ToArray(),
        records.Select(record => Words.Of(record.Status)).ToArray(),
        records.Select(record => record.Remote?.Id).ToArray(),
        now,
        records.Select(record => record.Remote?.Version).ToArray()).ExecuteAsync(cancel);

    public Task UpdateAsync(AccountingRecord record, CancellationToken cancel) => session.Sql(
        """
        update accounting_records
        set round = $3, wanted = $4, status = $5, remote_id = $6, remote_version = $7, remote_number = $8, remote_updated_at = $9, reversal_id = $10,
            asked_at = $11, error = $12, overwrites = $13, tries = $14, try_at = $15, updated_at = $16,
            -- To take it back later its head will do.
            pushed = case when $6 is not null and $11::timestamptz is null then pushed - 'lines' - 'memo' else pushed end
        where organization_id = $1 and id = $2
        """,
        record.Id.Value, record.Round, Words.Of(record.Wanted), Words.Of(record.Status), Typed.Text(record.Remote?.Id), Typed.Text(record.Remote?.Version), Typed.Text(record.Remote?.Number),
        Typed.Time(record.Remote?.UpdatedAt), Typed.Text(record.ReversalId), Typed.Time(record.AskedAt), Typed.Json(record.Error),
        record.Overwrites, record.Tries, record.TryAt, record.UpdatedAt).ExecuteAsync(cancel);

    /// <summary>Keeps what is sent or was sent.</summary>
    public Task SetPushedAsync<T>(AccountingRecordId id, T pushed, CancellationToken cancel) => session.Sql(
        "update accounting_records set pushed = $3 where organization_id = $1 and id = $2",
        id.Value, Typed.Json(pushed)).ExecuteAsync(cancel);

    /// <summary>Adds the record of an object that stands in the way of <paramref name="original"/>'s next one; it keeps what was sent.</summary>
    public async Task AddInTheWayAsync(AccountingRecordRow original, AccountingRecord record, DateTimeOffset now, CancellationToken cancel)
    {
        await AddAsync(original.ConnectionId, original.BusinessId, [record], now, cancel);
        await session.Sql(
            "update accounting_records r set pushed = o.pushed from accounting_records o where r.organization_id = $1 and r.id = $2 and o.organization_id = $1 and o.id = $3",
            record.Id.Value, original.Record.Id.Value).ExecuteAsync(cancel);
    }

    /// <summary>Our object was changed.</summary>
    public Task SetObjectUpdatedAsync(AccountingRecordId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update accounting_records set object_updated_at = $3 where organization_id = $1 and id = $2", id.Value, now).ExecuteAsync(cancel);

    /// <summary>The twins were seen over there.</summary>
    public Task SetSeenAsync(IReadOnlyList<(AccountingRecordId Id, DateTimeOffset? ChangedAt)> seen, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update accounting_records r set pulled_at = $4, remote_updated_at = coalesce(s.changed_at, r.remote_updated_at)
        from unnest($2::uuid[], $3::timestamptz[]) as s (id, changed_at)
        where r.organization_id = $1 and r.id = s.id
        """,
        seen.Select(one => one.Id.Value).ToArray(), seen.Select(one => one.ChangedAt).ToArray(), now).ExecuteAsync(cancel);

    public async Task<AccountingRecordRow?> FindAsync(AccountingRecordId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from accounting_records r where r.organization_id = $1 and r.id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Reads a record and holds its row. It is held before the job's, in every path.</summary>
    public async Task<AccountingRecordRow> LockAsync(AccountingRecordId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from accounting_records r where r.organization_id = $1 and r.id = $2 for no key update", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
    }

    /// <summary>The newest record of an object, held; null when it has none.</summary>
    public async Task<AccountingRecordRow?> LockLatestAsync(
        AccountingConnectionId connection, AccountingObjectKind kind, Guid objectId, Guid? bill, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from accounting_records r
            where r.organization_id = $1 and r.accounting_connection_id = $2 and r.object_type = $3 and r.object_id = $4 and r.bill_id is not distinct from $5
            order by r.round desc limit 1
            for no key update
            """,
            connection.Value, Words.Of(kind), objectId, new NpgsqlParameter { Value = (object?)bill ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>The records of connected connections that an object has, held.</summary>
    public async Task<IReadOnlyList<AccountingRecordRow>> LockConnectedAsync(AccountingObjectKind kind, Guid objectId, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from accounting_records r
            join accounting_connections c on c.organization_id = r.organization_id and c.id = r.accounting_connection_id and c.status in ('connected', 'deauthorized')
            where r.organization_id = $1 and r.object_type = $2 and r.object_id = $3
            order by r.id
            for no key update of r
            """,
            Words.Of(kind), objectId);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The records whose twins have these ids, held.</summary>
    public async Task<IReadOnlyList<AccountingRecordRow>> LockTwinsAsync(
        AccountingConnectionId connection, AccountingObjectKind kind, IReadOnlyList<string> remoteIds, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from accounting_records r
            where r.organization_id = $1 and r.accounting_connection_id = $2 and r.object_type = $3 and r.remote_id = any ($4) and r.wanted = 'present'
            order by r.id
            for no key update
            """,
            connection.Value, Words.Of(kind), remoteIds.ToArray());
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>What can be pushed now, in its order.</summary>
    public async Task<IReadOnlyList<AccountingRecordId>> NextAsync(AccountingConnectionId connection, int most, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select r.id from accounting_records r where {Ready} and r.try_at <= $3 order by r.place, r.created_at, r.id limit $4", connection.Value, now, most);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new List<AccountingRecordId>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(new AccountingRecordId(row.GetGuid(0)));
        }

        return ids;
    }

    /// <summary>When there is something to push next; null when there is nothing.</summary>
    public async Task<DateTimeOffset?> NextTryAsync(AccountingConnectionId connection, CancellationToken cancel)
    {
        await using var command = session.Sql($"select min(r.try_at) from accounting_records r where {Ready}", connection.Value);
        return await command.ExecuteScalarAsync(cancel) is DateTime time ? new DateTimeOffset(time) : null;
    }

    /// <summary>How many wait to be pushed: asked once in a run, and never of those that are done.</summary>
    public async Task<long> CountPendingAsync(AccountingConnectionId connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select count(*) from accounting_records r where r.organization_id = $1 and r.accounting_connection_id = $2 and r.status = 'pending' and r.try_at <= $3",
            connection.Value, now);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Gives those another try that failed for a reason which may be gone, now that the books were read anew.</summary>
    public Task TryAgainAsync(AccountingConnectionId connection, IReadOnlyList<AccountingFault> faults, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update accounting_records set status = 'pending', try_at = $4, updated_at = $4
        where organization_id = $1 and accounting_connection_id = $2 and status = 'error' and error ->> 'fault' = any ($3)
        """,
        connection.Value, faults.Select(Words.Of).ToArray(), now).ExecuteAsync(cancel);

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such synced record.");

    internal static async Task<List<AccountingRecordRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var records = new List<AccountingRecordRow>();
        while (await row.ReadAsync(cancel))
        {
            records.Add(Read(row));
        }

        return records;
    }

    internal static AccountingRecordRow Read(NpgsqlDataReader row) => new(
        new AccountingRecord(
            new AccountingRecordId(row.GetGuid(0)),
            Words.Read<AccountingObjectKind>(row.GetString(1)),
            row.GetGuid(2),
            row.ValueOrNull<Guid>(3),
            row.GetInt32(4),
            row.ValueOrNull<Guid>(5) is { } parent ? new AccountingRecordId(parent) : null,
            Words.Read<AccountingWish>(row.GetString(6)),
            Words.Read<SyncStatus>(row.GetString(7)),
            row.TextOrNull(8) is { } remote ? new RemoteReference(remote, row.TextOrNull(9) ?? "", row.ValueOrNull<DateTimeOffset>(11), row.TextOrNull(10)) : null,
            row.TextOrNull(12),
            row.ValueOrNull<DateTimeOffset>(13),
            ErrorOf(row.TextOrNull(14)),
            row.GetBoolean(15),
            row.GetInt32(16),
            row.GetFieldValue<DateTimeOffset>(17),
            row.GetFieldValue<DateTimeOffset>(18)),
        new AccountingConnectionId(row.GetGuid(19)),
        new BusinessId(row.GetGuid(20)),
        row.TextOrNull(21),
        row.GetFieldValue<DateTimeOffset>(22),
        row.GetFieldValue<DateTimeOffset>(23),
        row.GetFieldValue<DateTimeOffset>(24));

    internal static AccountingRecordError? ErrorOf(string? json) => json is null ? null : JsonSerializer.Deserialize<AccountingRecordError>(json, StoredJson.Options);
}
