namespace Quittance.Server.Verification;

/// <summary>A business that was put away holds nothing that others could use or want: no foreign id, no group, no open connection.</summary>
internal sealed class ArchivedBusinesses : IDatabaseCheck
{
    public string Name => "archived_businesses";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select f.organization_id, 'biz_', f.business_id, fault.words
        from business_profiles f
        join businesses b on b.organization_id = f.organization_id and b.id = f.business_id
        cross join lateral (
            select 'was archived and has a foreign id' as words where b.foreign_id is not null
            union all
            select 'was archived and is in a group'
            where exists (select from business_group_members m where m.organization_id = f.organization_id and m.business_id = f.business_id)
            union all
            select 'was archived and has an active connection inside its organization'
            where exists (
                select from network_connections c
                where c.organization_id = f.organization_id and c.status = 'active' and f.business_id in (c.payer_id, c.payee_id)
                  and c.payer_organization_id = c.organization_id and c.payee_organization_id = c.organization_id)) fault
        where f.archived_at is not null
        """,
        cancel);
}
