namespace Quittance.Server.Verification;

/// <summary>An order to pay, its transaction and its invoice tell the same story, and no invoice is being paid twice.</summary>
internal sealed class PaymentOrders : IDatabaseCheck
{
    public string Name => "payment_orders";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'pmt_', o.id, format('is %s, its transaction is %s', o.status, coalesce(t.status, 'none'))
            from payment_orders o
            left join transactions t on t.organization_id = o.organization_id and t.id = o.transaction_id
            where (case o.status
                when 'scheduled' then t.id is null
                when 'canceled' then t.id is null or t.status = 'canceled'
                when 'processing' then t.status in ('created', 'pending', 'queued')
                when 'completed' then t.status = 'completed'
                else t.status in ('failed', 'reversed', 'returned')
            end) is not true
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'pmt_', o.id, format('orders %s, its transaction pays %s on the invoice', o.amount_minor, coalesce(s.amount_minor, 0))
            from payment_orders o
            left join transaction_invoices s
                on s.organization_id = o.organization_id and s.transaction_id = o.transaction_id and s.invoice_id = o.invoice_id
            where o.transaction_id is not null and s.amount_minor is distinct from o.amount_minor
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'pmt_', o.id, 'differs from its transaction in parties, payment methods or currency'
            from payment_orders o
            join transactions t on t.organization_id = o.organization_id and t.id = o.transaction_id
            where (o.payer_id, o.payee_id, o.currency) <> (t.payer_id, t.payee_id, t.currency)
               -- What was marked as paid or failed by hand went another way than was ordered.
               or (t.type not in ('custom', 'off_platform', 'bank_account_to_printed_check')
                   and (o.source_id, o.destination_id) <> (t.source_id, t.destination_id))
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select t.organization_id, 'trx_', t.id, format('pays %s invoices by %s orders, of which %s may go together', count(*), count(o.id), count(*) filter (where o.is_batch))
            from transactions t
            join parties payer on payer.organization_id = t.organization_id and payer.id = t.payer_id and payer.home_organization_id = t.organization_id
            join transaction_invoices s on s.organization_id = t.organization_id and s.transaction_id = t.id
            left join payment_orders o on o.organization_id = s.organization_id and o.transaction_id = t.id and o.invoice_id = s.invoice_id
            group by t.organization_id, t.id, t.type
            having (t.type not in ('custom', 'off_platform', 'bank_account_to_printed_check') and count(o.id) <> count(*))
                or (count(*) > 1 and count(*) filter (where o.is_batch) <> count(*))
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'pmt_', o.id, format('is %s, its invoice is %s', o.status, i.status)
            from payment_orders o
            join invoices i on i.organization_id = o.organization_id and i.id = o.invoice_id
            where (o.status = 'scheduled' and i.status <> 'scheduled') or (o.status = 'processing' and i.status <> 'paying')
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select organization_id, 'pay_', invoice_id, format('has %s payments under way', count(*))
            from payment_orders
            where status in ('scheduled', 'processing')
            group by organization_id, invoice_id
            having count(*) > 1
            """,
            cancel);
    }
}
