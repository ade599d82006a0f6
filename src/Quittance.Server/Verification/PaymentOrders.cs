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
                when 'canceled' then t.id is null
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
