using System.Text.Json;
using NpgsqlTypes;

namespace Quittance.Server.Storage;

/// <summary>Collects what happened in a session; <see cref="TenantSession.CommitAsync"/> writes it with the effect.</summary>
internal sealed class Outbox
{
    private readonly List<(string Type, Guid Subject, object Body)> _pending = [];

    /// <param name="type">Noun and past tense: <c>invoice.approved</c>, <c>connection.archived</c>.</param>
    /// <param name="body">What a subscriber may know: ids and states, never secrets or account numbers.</param>
    public void Add(string type, Guid subject, object body) => _pending.Add((type, subject, body));

    internal async Task WriteAsync(TenantSession session, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var (type, subject, body) in _pending)
        {
            await session.Sql(
                "insert into events (organization_id, id, type, subject_id, body, occurred_at) values ($1, $2, $3, $4, $5, $6)",
                Guid.CreateVersion7(now),
                type,
                subject,
                new Npgsql.NpgsqlParameter { Value = JsonSerializer.Serialize(body, body.GetType(), StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Json },
                now).ExecuteAsync(cancel);
        }

        _pending.Clear();
    }
}
