namespace Quittance.Server.Verification;

/// <summary>Everything that intake has begun has the job that ends it: no poll, bill, webhook or status waits for nobody.</summary>
internal sealed class IntakeWork : IDatabaseCheck
{
    public string Name => "intake_work";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        with waiting as (
            select organization_id, 'inc_' as prefix, id, 'poll_invoice_connection' as kind, 'is active and was polled, but nobody will poll it again' as fault
            from invoice_connections where is_active and last_attempt_at is not null and not is_draining and settings ? 'baseUrl'
            union all
            select b.organization_id, 'bill ', b.id, 'fetch_bill', 'was announced, but nobody will fetch it'
            from provider_bills b
            join invoice_connections c on c.organization_id = b.organization_id and c.id = b.invoice_connection_id
            where b.status = 'announced' and c.is_active
            union all
            select organization_id, 'webhook ', id, 'process_webhook', 'was accepted, but nobody will process it'
            from webhook_deliveries where outcome = 'waiting'
            union all
            select organization_id, 'status ', id, 'send_bill_status', 'is to be told, but nobody will tell it'
            from bill_statuses where state = 'waiting')
        select w.organization_id, w.prefix, w.id, w.fault
        from waiting w
        where not exists (
            select from jobs j
            where j.organization_id = w.organization_id and j.kind = w.kind and j.subject_id = w.id and j.given_up_at is null)
        """,
        cancel);
}
