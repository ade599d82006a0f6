using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>Replays each organization's audit log from its first entry: nothing is missing, changed or added behind the server's back.</summary>
internal sealed class AuditChains : IDatabaseCheck
{
    public string Name => "audit_chains";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'org_', o.organization_id, 'the head of its audit chain says ' || h.seq || ' entries, but there is none'
            from organizations o
            join audit_heads h on h.organization_id = o.organization_id
            where h.seq > 0 and not exists (select from audit_entries e where e.organization_id = o.organization_id)
            """,
            cancel);

        await using var command = snapshot.Sql(
            """
            select e.organization_id, e.seq, e.occurred_at, e.actor, e.action, e.subject, e.before::text, e.after::text, e.request_id, e.previous_hash, e.hash,
                h.seq, h.hash
            from audit_entries e
            left join audit_heads h on h.organization_id = e.organization_id
            order by e.organization_id, e.seq
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        Chain? chain = null;
        while (await row.ReadAsync(cancel))
        {
            var organization = new OrganizationId(row.GetGuid(0));
            if (chain?.Organization != organization)
            {
                chain?.End(faults);
                chain = new Chain(organization, row.ValueOrNull<long>(11), row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12));
            }

            chain.Take(Read(row), row.GetFieldValue<byte[]>(10), faults);
        }

        chain?.End(faults);
    }

    private static AuditEntry Read(NpgsqlDataReader row) => new(
        row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetString(4), row.GetString(5), row.TextOrNull(6), row.TextOrNull(7),
        row.TextOrNull(8), row.GetFieldValue<byte[]>(9));

    /// <summary>One organization's chain while it is being read.</summary>
    private sealed class Chain(OrganizationId organization, long? headSeq, byte[]? headHash)
    {
        private long _seq;
        private byte[] _hash = AuditEntry.FirstHash;

        public OrganizationId Organization => organization;

        public void Take(AuditEntry entry, byte[] hash, Faults faults)
        {
            if (entry.Seq != _seq + 1)
            {
                faults.Add($"{organization}: entries {_seq + 1} to {entry.Seq - 1} of the audit log are missing");
            }
            else if (!entry.PreviousHash.AsSpan().SequenceEqual(_hash))
            {
                faults.Add($"{organization}: entry {entry.Seq} of the audit log does not follow from the one before it");
            }

            if (!entry.ComputeHash().AsSpan().SequenceEqual(hash))
            {
                faults.Add($"{organization}: entry {entry.Seq} of the audit log was changed");
            }

            (_seq, _hash) = (entry.Seq, hash);
        }

        public void End(Faults faults)
        {
            if (headSeq != _seq || !_hash.AsSpan().SequenceEqual(headHash))
            {
                faults.Add($"{organization}: the audit log ends at entry {_seq}, its head says {headSeq?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}");
            }
        }
    }
}
