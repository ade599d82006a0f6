namespace Quittance.Server.Verification;

/// <summary>Each of the organization's own businesses has its side of a connection, and nobody else has one there.</summary>
internal sealed class ConnectionSides : IDatabaseCheck
{
    public string Name => "connection_sides";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select coalesce(own.organization_id, s.organization_id), 'conn_', coalesce(own.id, s.connection_id),
            case
                when s.connection_id is null then format('the %s is ours but has no side', own.role)
                else format('has a side for its %s that does not belong there', s.role)
            end
        from (
            select organization_id, id, 'payer' as role, payer_id as business_id
            from network_connections
            where payer_organization_id = organization_id
            union all
            select organization_id, id, 'payee', payee_id
            from network_connections
            where payee_organization_id = organization_id) own
        full join connection_sides s
            on s.organization_id = own.organization_id and s.connection_id = own.id and s.role = own.role and s.business_id = own.business_id
        where own.id is null or s.connection_id is null
        """,
        cancel);
}
