using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Collects which businesses, payment methods and people a session changes; the commit tells everybody who keeps their JSON.</summary>
internal sealed class PartyChanges
{
    private readonly HashSet<Guid> _pending = [];

    /// <summary>Whether the session itself has changed something that others still see as it was.</summary>
    public bool Any => _pending.Count > 0;

    /// <param name="subject">A business, a payment method or a business user. A method that comes or goes changes its business, too.</param>
    public void Changed(Guid subject) => _pending.Add(subject);

    /// <summary>Takes up every id that a command answers with: a change with those of what it has changed. The command is disposed.</summary>
    public async Task ChangedByAsync(NpgsqlCommand change, CancellationToken cancel)
    {
        await using (change)
        {
            await using var row = await change.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                Changed(row.GetGuid(0));
            }
        }
    }

    /// <summary>Numbers the changes. The organization's counter is held until the commit, so nobody sees a later number before an earlier one.</summary>
    internal async Task WriteAsync(TenantSession session, CancellationToken cancel)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        await session.Sql(
            """
            with head as (
                insert into party_heads (organization_id, last_change) values ($1, 1)
                on conflict (organization_id) do update set last_change = party_heads.last_change + 1
                returning last_change)
            insert into party_changes (organization_id, subject_id, change)
            select $1, subject, head.last_change from head, unnest($2::uuid[]) as subject
            on conflict (organization_id, subject_id) do update set change = excluded.change
            """,
            _pending.ToArray()).ExecuteAsync(cancel);
        _pending.Clear();
    }
}
