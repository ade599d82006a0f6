namespace Quittance.Server.Verification;

/// <summary>The lines of an invoice come to its amount, with the tax that stands beside them if they state rates.</summary>
/// <remarks>
/// Not asked of one that was imported: an e-invoice's lines are net, beside charges, tax and what was prepaid, and were checked as it came in. Nor
/// of one that was written through the Payments dialect, where lines only explain an amount and need not come to it.
/// </remarks>
internal sealed class InvoiceLines : IDatabaseCheck
{
    public string Name => "invoice_lines";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select i.organization_id, 'pay_', i.id, format('its lines come to %s, its amount is %s', lines.sum, i.amount_minor)
        from invoices i
        join (
            select organization_id, invoice_id, sum(amount_minor) as sum, bool_or(tax_rate is not null) as taxed
            from invoice_lines group by organization_id, invoice_id) lines
            on lines.organization_id = i.organization_id and lines.invoice_id = i.id
        join network_connections c on c.organization_id = i.organization_id and c.id = i.connection_id
        left join invoices record on record.organization_id = c.payer_organization_id and record.id = i.id
        where lines.sum + case when lines.taxed then coalesce(i.tax_minor, 0) else 0 end <> i.amount_minor
            and not exists (select from invoice_changes x where x.invoice_id = i.id and x.organization_id in (c.payer_organization_id, c.payee_organization_id))
            and i.document_id is null and record.document_id is null
        """,
        cancel);
}
