using System.Security.Cryptography;
using System.Text.Json;
using NpgsqlTypes;

namespace Quittance.Server.Storage;

/// <summary>Collects who did what in a session; <see cref="TenantSession.CommitAsync"/> writes it with the effect.</summary>
internal sealed class AuditLog
{
    private readonly List<Pending> _pending = [];

    /// <param name="subject">What was touched, with its prefix: <c>pay_…</c>, <c>conn_…</c>.</param>
    /// <param name="before">The state before, null when it did not exist. No secrets, no account numbers.</param>
    /// <param name="after">The state after, null when it is gone.</param>
    public void Add(Actor actor, string action, string subject, object? before, object? after) =>
        _pending.Add(new Pending(actor, action, subject, ToJson(before), ToJson(after)));

    internal async Task WriteAsync(TenantSession session, DateTimeOffset now, CancellationToken cancel)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        // The column rounds to milliseconds and the hash cuts them off: only a whole number of them is the same to both.
        var occurredAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var head = await LockHeadAsync(session, cancel);
        foreach (var entry in _pending)
        {
            var next = new AuditEntry(head.Seq + 1, occurredAt, entry.Actor.Label, entry.Action, entry.Subject, entry.Before, entry.After, entry.Actor.RequestId, head.Hash);
            head = new Head(next.Seq, next.ComputeHash());
            await InsertAsync(session, next, head.Hash, cancel);
        }

        _pending.Clear();
        await session.Sql("update audit_heads set seq = $2, hash = $3 where organization_id = $1", head.Seq, head.Hash).ExecuteAsync(cancel);
    }

    private static async Task<Head> LockHeadAsync(TenantSession session, CancellationToken cancel)
    {
        await session.Sql("insert into audit_heads (organization_id, seq, hash) values ($1, 0, $2) on conflict do nothing", AuditEntry.FirstHash).ExecuteAsync(cancel);
        await using var command = session.Sql("select seq, hash from audit_heads where organization_id = $1 for update");
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new Head(row.GetInt64(0), row.GetFieldValue<byte[]>(1));
    }

    private static Task InsertAsync(TenantSession session, AuditEntry entry, byte[] hash, CancellationToken cancel) => session.Sql(
        """
        insert into audit_entries (
            organization_id, seq, occurred_at, actor, action, subject, before, after, request_id, previous_hash, hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        entry.Seq, entry.OccurredAt, entry.Actor, entry.Action, entry.Subject, Json(entry.Before), Json(entry.After), entry.RequestId, entry.PreviousHash, hash).ExecuteAsync(cancel);

    private static Npgsql.NpgsqlParameter Json(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json };

    private static string? ToJson(object? state) => state is null ? null : JsonSerializer.Serialize(state, state.GetType(), StoredJson.Options);

    private sealed record Pending(Actor Actor, string Action, string Subject, string? Before, string? After);

    private sealed record Head(long Seq, byte[] Hash);
}

/// <summary>Who acts: a user, a token, a rule or a job, in words for the audit log.</summary>
/// <param name="RequestId">The request that it came with; null for jobs and the command line.</param>
internal sealed record Actor(string Label, string? RequestId = null)
{
    /// <summary>How the label of a rule begins.</summary>
    public const string RulePrefix = "rule:";
}

/// <summary>One link of an organization's audit chain.</summary>
/// <param name="PreviousHash">The hash of the entry before, or <see cref="FirstHash"/>.</param>
internal sealed record AuditEntry(
    long Seq,
    DateTimeOffset OccurredAt,
    string Actor,
    string Action,
    string Subject,
    string? Before,
    string? After,
    string? RequestId,
    byte[] PreviousHash)
{
    /// <summary>What the first entry chains to: 32 zero bytes.</summary>
    public static readonly byte[] FirstHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 over the entry as a JSON array, so that no two entries can run into the same bytes.</summary>
    public byte[] ComputeHash() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new object?[]
        {
            Convert.ToHexString(PreviousHash), Seq, OccurredAt.ToUnixTimeMilliseconds(), Actor, Action, Subject, Before, After, RequestId,
        }));
}
