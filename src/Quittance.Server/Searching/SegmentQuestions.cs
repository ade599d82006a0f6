using Npgsql;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>The questions by which segments are loaded and kept right. All of them are asked past the business wall.</summary>
internal static class SegmentQuestions
{
    private const string Columns = "d.payer_id, d.seq, d.id, d.payee_id, d.creator_id, d.status, d.type, d.created_at, d.terms, d.keys";

    /// <summary>From here on until the session ends PostgreSQL keeps the plans of what it is asked.</summary>
    /// <remarks>
    /// It would plan each of these questions anew every time, because it takes "what is newer than this" for a third of the table: 0.7 ms of a
    /// search. As they are written, a plan for that reads nothing where nothing is newer.
    /// </remarks>
    public static NpgsqlBatchCommand KeepPlans(TenantSession session) => session.Part("select set_config('plan_cache_mode', 'force_generic_plan', true)");

    /// <summary>Which payers there are, and the last change of each.</summary>
    /// <param name="payers">Null for all of the organization.</param>
    public static NpgsqlBatchCommand Heads(TenantSession session, IReadOnlySet<Guid>? payers) => payers is null
        ? session.Part("select payer_id, last_change from transaction_heads where organization_id = $1")
        : session.Part("select payer_id, last_change from transaction_heads where organization_id = $1 and payer_id = any ($2)", payers.ToArray());

    public static async Task<Dictionary<Guid, long>> TakeHeadsAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        var heads = new Dictionary<Guid, long>();
        while (await row.ReadAsync(cancel))
        {
            heads.Add(row.GetGuid(0), row.GetInt64(1));
        }

        return heads;
    }

    /// <summary>What is new or has changed since these segments were right.</summary>
    public static NpgsqlBatchCommand Changes(TenantSession session, IReadOnlyList<Segment> known) => session.Part(
        $"""
        select {Columns}
        from unnest($2::uuid[], $3::bigint[]) as k (payer_id, change)
        join transaction_heads h on h.organization_id = $1 and h.payer_id = k.payer_id and h.last_change > k.change
        join transaction_documents d on d.organization_id = $1 and d.payer_id = k.payer_id and d.change > k.change
        order by d.payer_id, d.seq
        """,
        known.Select(segment => segment.PayerId).ToArray(), known.Select(segment => segment.Change).ToArray());

    public static async Task<ILookup<Guid, SegmentRow>> TakeChangesAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        var rows = new List<(Guid Payer, SegmentRow Row)>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add((row.GetGuid(0), Read(row)));
        }

        return rows.ToLookup(item => item.Payer, item => item.Row);
    }

    /// <summary>Reads a payer's segment whole.</summary>
    public static async Task<Segment> LoadAsync(TenantSession session, Guid payer, long change, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from transaction_documents d where d.organization_id = $1 and d.payer_id = $2 order by d.seq", payer);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var segment = new SegmentBuilder(payer);
        while (await row.ReadAsync(cancel))
        {
            segment.Add(Read(row));
        }

        return segment.Build(change);
    }

    /// <summary>Which names have changed; all if none were read yet.</summary>
    public static NpgsqlBatchCommand Names(TenantSession session, PartyNames known) => known.Change < 0
        ? session.Part(
            """
            select p.id, p.name
            from parties p
            where p.organization_id = $1
            """)
        : session.Part(
            """
            select p.id, p.name
            from party_changes c
            join parties p on p.organization_id = $1 and p.id = c.subject_id
            where c.organization_id = $1 and c.change > $2
              and exists (select from party_heads h where h.organization_id = $1 and h.last_change > $2) -- Mostly nothing has, and nothing more is read.
            """,
            known.Change);

    /// <param name="change">The organization's change number as of the same moment.</param>
    public static async Task<PartyNames> TakeNamesAsync(NpgsqlDataReader row, PartyNames known, long change, CancellationToken cancel)
    {
        var names = new List<(Guid, string)>();
        while (await row.ReadAsync(cancel))
        {
            names.Add((row.GetGuid(0), row.GetString(1)));
        }

        return known.With(names, change);
    }

    private static SegmentRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(2),
        row.GetInt64(1),
        row.GetGuid(3),
        row.GetGuid(4),
        (byte)Words.Read<TransactionStatus>(row.GetString(5)),
        (byte)Words.Read<TransactionType>(row.GetString(6)),
        row.GetFieldValue<DateTimeOffset>(7).ToUnixTimeMilliseconds(),
        row.GetFieldValue<byte[]>(8),
        row.GetFieldValue<string[]>(9));
}
