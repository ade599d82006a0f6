namespace Quittance.Server.Verification;

/// <summary>A transaction's amount is what it pays on its invoices, in their currency and between their parties.</summary>
internal sealed class TransactionTotals : IDatabaseCheck
{
    public string Name => "transaction_totals";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select t.organization_id, 'trx_', t.id, format('its amount is %s, its invoices come to %s', t.amount_minor, coalesce(shares.sum, 0))
            from transactions t
            left join (
                select organization_id, transaction_id, sum(amount_minor) as sum
                from transaction_invoices
                group by organization_id, transaction_id) shares
                on shares.organization_id = t.organization_id and shares.transaction_id = t.id
            where t.amount_minor <> coalesce(shares.sum, 0)
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select t.organization_id, 'trx_', t.id, format('differs from its invoice pay_%s in currency or parties', replace(i.id::text, '-', ''))
            from transactions t
            join transaction_invoices s on s.organization_id = t.organization_id and s.transaction_id = t.id
            join invoices i on i.organization_id = s.organization_id and i.id = s.invoice_id
            where (t.currency, t.payer_id, t.payee_id) <> (i.currency, i.payer_id, i.payee_id)
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select organization_id, 'pm_', source_id, format('has %s checks with number %s', count(*), check_number)
            from transactions
            where check_number is not null
            group by organization_id, source_id, check_number
            having count(*) > 1
            """,
            cancel);
    }
}
