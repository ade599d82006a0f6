using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>What a run is about. The words are shown.</summary>
internal enum SyncPhase
{
    /// <summary>The company, its accounts and tax rates.</summary>
    Books,

    /// <summary>What was made or changed over there.</summary>
    Changes,

    /// <summary>What waits here is written over there.</summary>
    Push,
}

/// <summary>How far the run of a connection is, and when the next one begins.</summary>
/// <param name="StartedAt">Null while none is in progress; then there are no phase, object and total either.</param>
/// <param name="Done">Objects of the phase; of the last one after the run.</param>
/// <param name="Total">Null when nobody knows yet.</param>
/// <param name="PullAt">When the books are read next.</param>
/// <param name="RestUntil">The system is left alone until then.</param>
/// <param name="Place">Where its changes go on.</param>
internal sealed record SyncState(
    DateTimeOffset? StartedAt, SyncPhase? Phase, long Done, long? Total, string? Object, DateTimeOffset? PullAt, DateTimeOffset? PulledAt, DateTimeOffset? RestUntil,
    string? Place, int Failures)
{
    public bool IsResting(DateTimeOffset now) => RestUntil > now;

    public bool IsPullDue(DateTimeOffset now) => PullAt is null || PullAt <= now;
}

/// <summary>The columns of <c>accounting_connections</c> that a run writes. The connection is held before a record, a record before the job.</summary>
internal readonly struct AccountingSyncStore(TenantSession session)
{
    private const string Columns = "sync_started_at, sync_phase, sync_done, sync_total, sync_object, pull_at, pulled_at, rest_until, place, failures";

    public async Task<SyncState> GetAsync(AccountingConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from accounting_connections where organization_id = $1 and id = $2", id.Value);
        return await ReadAsync(command, cancel) ?? throw AccountingConnectionStore.NotFound();
    }

    /// <summary>The state of a connected one, held; null when it is not connected, so that there is nothing to run.</summary>
    public async Task<SyncState?> LockConnectedAsync(AccountingConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from accounting_connections where organization_id = $1 and id = $2 and status = 'connected' for no key update", id.Value);
        return await ReadAsync(command, cancel);
    }

    /// <summary>Has the books read in the next run, and a system that failed called again; one that asked for rest keeps it.</summary>
    public Task ForceAsync(AccountingConnectionId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update accounting_connections
        set pull_at = $3, rest_until = case when fault ->> 'fault' = 'rate_limited' then rest_until end
        where organization_id = $1 and id = $2
        """,
        id.Value, now).ExecuteAsync(cancel);

    public Task BeginAsync(AccountingConnectionId id, SyncPhase phase, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update accounting_connections set sync_started_at = $3, sync_phase = $4, sync_done = 0, sync_total = null, sync_object = null
        where organization_id = $1 and id = $2
        """,
        id.Value, now, Words.Of(phase)).ExecuteAsync(cancel);

    public Task EnterPhaseAsync(AccountingConnectionId id, SyncPhase phase, long? total, CancellationToken cancel) => session.Sql(
        "update accounting_connections set sync_phase = $3, sync_done = 0, sync_total = $4, sync_object = null where organization_id = $1 and id = $2",
        id.Value, Words.Of(phase), new NpgsqlParameter { Value = (object?)total ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }).ExecuteAsync(cancel);

    /// <summary>Says what is worked on, and that so many more are done.</summary>
    public Task ProgressAsync(AccountingConnectionId id, long done, string? current, CancellationToken cancel) => session.Sql(
        """
        update accounting_connections set sync_done = sync_done + $3, sync_object = $4
        where organization_id = $1 and id = $2 and sync_started_at is not null
        """,
        id.Value, done, Typed.Text(current)).ExecuteAsync(cancel);

    public Task SetPlaceAsync(AccountingConnectionId id, string? place, CancellationToken cancel) => session.Sql(
        "update accounting_connections set place = $3 where organization_id = $1 and id = $2", id.Value, Typed.Text(place)).ExecuteAsync(cancel);

    /// <summary>Whose books they are, as they are called now.</summary>
    public Task SetCompanyAsync(AccountingConnectionId id, AccountingCompany company, CancellationToken cancel) => session.Sql(
        "update accounting_connections set company = $3 where organization_id = $1 and id = $2",
        id.Value, Typed.Json(company)).ExecuteAsync(cancel);

    /// <summary>The books were read to their end. One that was forced meanwhile stays due.</summary>
    public Task SetPulledAsync(AccountingConnectionId id, DateTimeOffset now, DateTimeOffset nextAt, CancellationToken cancel) => session.Sql(
        """
        update accounting_connections
        set pulled_at = greatest(pulled_at, $3), updated_at = $3, pull_at = case when pull_at > sync_started_at then pull_at else $4 end
        where organization_id = $1 and id = $2
        """,
        id.Value, now, nextAt).ExecuteAsync(cancel);

    /// <summary>The run is over.</summary>
    /// <param name="failures">How many in a row.</param>
    /// <param name="restUntil">Until when the system is left alone; null after a run that went well.</param>
    public Task EndAsync(AccountingConnectionId id, int failures, DateTimeOffset? restUntil, CancellationToken cancel) => session.Sql(
        """
        update accounting_connections
        set sync_started_at = null, sync_phase = null, sync_object = null, sync_total = null, failures = $3, rest_until = $4
        where organization_id = $1 and id = $2
        """,
        id.Value, failures, Typed.Time(restUntil)).ExecuteAsync(cancel);

    private static async Task<SyncState?> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new SyncState(
                row.ValueOrNull<DateTimeOffset>(0), row.TextOrNull(1) is { } phase ? Words.Read<SyncPhase>(phase) : null, row.GetInt64(2), row.ValueOrNull<long>(3),
                row.TextOrNull(4), row.ValueOrNull<DateTimeOffset>(5), row.ValueOrNull<DateTimeOffset>(6), row.ValueOrNull<DateTimeOffset>(7), row.TextOrNull(8), row.GetInt32(9))
            : null;
    }
}
