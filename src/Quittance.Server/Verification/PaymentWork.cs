namespace Quittance.Server.Verification;

/// <summary>Every payment that is ordered has the job that starts it, and nobody has given up one that is under way: no money waits for nobody.</summary>
/// <remarks>Transactions that were loaded to measure by never had a job; they are meant to stay as they are.</remarks>
internal sealed class PaymentWork : IDatabaseCheck
{
    public string Name => "payment_work";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        with waiting as (
            -- What a custom method or somebody off the platform pays waits for the payer's word, not for a job.
            select o.organization_id, 'pmt_' as prefix, o.id, 'start_payment' as kind, 'is ordered, but nobody will start it' as fault
            from payment_orders o
            join payment_methods source on source.organization_id = o.organization_id and source.id = o.source_id
            join payment_methods destination on destination.organization_id = o.organization_id and destination.id = o.destination_id
            where o.status = 'scheduled' and not array[source.kind, destination.kind] && array['custom', 'off_platform']
            union all
            select t.organization_id, 'trx_', t.id, 'follow_transaction', 'is under way, but nobody asks its rail any more'
            from transactions t
            join parties payer on payer.organization_id = t.organization_id and payer.id = t.payer_id and payer.home_organization_id = t.organization_id
            where t.status in ('created', 'queued', 'pending')
                and exists (
                    select from jobs j
                    where j.organization_id = t.organization_id and j.kind = 'follow_transaction' and j.subject_id = t.id and j.given_up_at is not null))
        select w.organization_id, w.prefix, w.id, w.fault
        from waiting w
        where not exists (
            select from jobs j
            where j.organization_id = w.organization_id and j.kind = w.kind and j.subject_id = w.id and j.given_up_at is null)
        """,
        cancel);
}
