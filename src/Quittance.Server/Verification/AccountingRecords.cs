namespace Quittance.Server.Verification;

/// <summary>What is kept in step with an accounting system is on record, and somebody will push what waits.</summary>
internal sealed class AccountingRecords : IDatabaseCheck
{
    public string Name => "accounting_records";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select r.organization_id, 'record ', r.id,
                case
                    when r.status = 'done' and r.wanted = 'present' and r.remote_id is null then 'is done, but nobody knows its twin'
                    when r.object_type <> 'vendor' and p.id is null then 'has no record of what has to be there first'
                    when r.object_type = 'payment_record' and p.object_id is distinct from r.bill_id then 'pays another bill than the one it belongs to'
                    when not exists (select from parties o where o.organization_id = r.organization_id and o.id = r.object_id) and r.object_type = 'vendor'
                        then 'is of a vendor that there is not'
                    when r.object_type = 'bill' and r.wanted = 'present' and i.id is null then 'wants a bill in the books that there is not'
                    when r.object_type = 'bill' and r.wanted = 'present' and i.status in ('draft', 'submitted', 'declined', 'canceled') then format('wants a bill in the books that is %s', i.status)
                    when r.object_type = 'payment_record' and r.wanted = 'present' and t.status is distinct from 'completed' then 'wants a payment in the books that has not settled'
                    when r.object_type = 'payment_record' and s.invoice_id is null then 'is of a transaction that does not pay its bill'
                end
            from accounting_records r
            left join accounting_records p on p.organization_id = r.organization_id and p.id = r.parent_id
            left join invoices i on r.object_type = 'bill' and i.organization_id = r.organization_id and i.id = r.object_id
            left join transactions t on r.object_type = 'payment_record' and t.organization_id = r.organization_id and t.id = r.object_id
            left join transaction_invoices s on s.organization_id = r.organization_id and s.transaction_id = t.id and s.invoice_id = r.bill_id
            join accounting_connections c on c.organization_id = r.organization_id and c.id = r.accounting_connection_id and c.status <> 'disconnected'
            where (r.status = 'done' and r.wanted = 'present' and r.remote_id is null)
               or (r.object_type <> 'vendor' and p.id is null)
               or (r.object_type = 'vendor' and not exists (select from parties o where o.organization_id = r.organization_id and o.id = r.object_id))
               or (r.object_type = 'bill' and r.wanted = 'present' and (i.id is null or i.status in ('draft', 'submitted', 'declined', 'canceled')))
               or (r.object_type = 'payment_record' and (
                    p.object_id is distinct from r.bill_id or s.invoice_id is null or (r.wanted = 'present' and t.status is distinct from 'completed')))
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select i.organization_id, 'pay_', i.id, 'was approved while its payer was connected to an accounting system, but has no record of being wanted there'
            from invoices i
            join accounting_connections c on c.organization_id = i.organization_id and c.business_id = i.payer_id and c.status <> 'disconnected' and c.connected_at is not null
            where i.approved_at >= c.connected_at and i.status in ('approved', 'scheduled', 'paying', 'failed', 'paid', 'archived')
              and not exists (
                select from accounting_records r
                where r.organization_id = i.organization_id and r.accounting_connection_id = c.id and r.object_type = 'bill' and r.object_id = i.id and r.wanted = 'present')
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select r.organization_id, 'trx_', t.id, 'settled a bill that is in the books, but has no record of being wanted there'
            from accounting_records r
            join transaction_invoices s on s.organization_id = r.organization_id and s.invoice_id = r.object_id
            join transactions t on t.organization_id = s.organization_id and t.id = s.transaction_id and t.status = 'completed' and t.completed_at >= r.created_at
            join accounting_connections c on c.organization_id = r.organization_id and c.id = r.accounting_connection_id and c.status <> 'disconnected'
            where r.object_type = 'bill' and r.wanted = 'present' and t.type <> 'off_platform'
              and not exists (
                select from accounting_records y
                where y.organization_id = r.organization_id and y.accounting_connection_id = c.id and y.object_type = 'payment_record' and y.object_id = t.id and y.bill_id = r.object_id)
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select c.organization_id, 'accounting_connection ', c.id, 'is connected, but nobody will synchronise it'
            from accounting_connections c
            where c.status = 'connected' and not exists (
                select from jobs j
                where j.organization_id = c.organization_id and j.kind = 'sync_accounting' and j.subject_id = c.id and j.given_up_at is null)
            """,
            cancel);
    }
}
