using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Asks, as a part of a batch, which of an organization's businesses, methods and people have changed since this process last asked.</summary>
internal sealed class FreshnessQuestion(TenantSession session)
{
    private readonly long? _known = session.PartCache.KnownOf(session.Organization);

    public NpgsqlBatchCommand Part => session.Part(
        """
        select head.change, case when head.change > $2 then array(select subject_id from party_changes where organization_id = $1 and change > $2) else '{}' end
        from (select coalesce((select last_change from party_heads where organization_id = $1), 0)) as head (change)
        """,
        _known ?? long.MaxValue);

    /// <summary>Takes the answer and forgets what is old.</summary>
    /// <returns>The organization's change number.</returns>
    public async Task<long> TakeAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        await row.ReadAsync(cancel);
        var change = row.GetInt64(0);
        session.PartCache.Advance(session.Organization, _known, change, row.GetFieldValue<Guid[]>(1));
        return change;
    }
}
