namespace Quittance.Server.Verification;

/// <summary>What an invoice says is paid is what completed transactions paid on it, and its status says the same.</summary>
internal sealed class InvoiceTotals : IDatabaseCheck
{
    public string Name => "invoice_totals";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select i.organization_id, 'pay_', i.id,
                format('paid_minor is %s, its completed transactions come to %s', i.paid_minor, coalesce(paid.sum, 0))
            from invoices i
            left join (
                select s.organization_id, s.invoice_id, sum(s.amount_minor) as sum
                from transaction_invoices s
                join transactions t on t.organization_id = s.organization_id and t.id = s.transaction_id
                where t.status = 'completed'
                group by s.organization_id, s.invoice_id) paid
                on paid.organization_id = i.organization_id and paid.invoice_id = i.id
            where i.paid_minor <> coalesce(paid.sum, 0)
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select organization_id, 'pay_', id, format('is %s with %s of %s paid', status, paid_minor, amount_minor)
            from invoices
            where paid_minor not between 0 and amount_minor
               or (status in ('paid', 'archived')) <> (paid_minor = amount_minor)
               or (status in ('draft', 'submitted', 'declined', 'canceled') and paid_minor <> 0)
            """,
            cancel);
    }
}
