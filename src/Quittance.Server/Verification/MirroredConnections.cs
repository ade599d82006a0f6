namespace Quittance.Server.Verification;

/// <summary>A connection between two organizations stands in both, and both rows say the same.</summary>
internal sealed class MirroredConnections : IDatabaseCheck
{
    public string Name => "mirrored_connections";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select c.organization_id, 'conn_', c.id,
            case when other.id is null then 'is missing in the other organization' else 'differs from the row of the other organization' end
        from network_connections c
        left join network_connections other
            on other.id = c.id
            and other.organization_id = case when c.payer_organization_id = c.organization_id then c.payee_organization_id else c.payer_organization_id end
        where c.status <> 'pending' and c.payer_organization_id <> c.payee_organization_id
          and (other.id is null
               or (c.payer_id, c.payee_id, c.payer_organization_id, c.payee_organization_id, c.status, c.archived_by, c.archived_at, c.net_terms_days,
                   c.auto_approval, c.auto_approval_max_minor, c.auto_approval_currency, c.auto_approval_matched, c.auto_approval_known)
               is distinct from (other.payer_id, other.payee_id, other.payer_organization_id, other.payee_organization_id, other.status,
                   other.archived_by, other.archived_at, other.net_terms_days, other.auto_approval, other.auto_approval_max_minor,
                   other.auto_approval_currency, other.auto_approval_matched, other.auto_approval_known))
        """,
        cancel);
}
