namespace Quittance.Server.Verification;

/// <summary>An invoice between two organizations stands in both, and both rows say the same of what both may see.</summary>
/// <remarks>A draft that was never submitted is its author's alone.</remarks>
internal sealed class MirroredInvoices : IDatabaseCheck
{
    public string Name => "mirrored_invoices";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select i.organization_id, 'pay_', i.id,
                case when other.id is null then 'is missing in the other organization' else 'differs from the row of the other organization' end
            from invoices i
            join network_connections c on c.organization_id = i.organization_id and c.id = i.connection_id
            left join invoices other
                on other.id = i.id
                and other.organization_id = case when c.payer_organization_id = i.organization_id then c.payee_organization_id else c.payer_organization_id end
            where c.payer_organization_id <> c.payee_organization_id
              and case
                  when other.id is null then i.status <> 'draft'
                  else (i.connection_id, i.payer_id, i.payee_id, i.author, i.number, i.currency, i.amount_minor, i.paid_minor, i.tax_minor,
                          i.prepaid_minor, i.invoice_date, i.due_date, i.memo, i.status, i.approved_at, i.decline_reason)
                      is distinct from (other.connection_id, other.payer_id, other.payee_id, other.author, other.number, other.currency,
                          other.amount_minor, other.paid_minor, other.tax_minor, other.prepaid_minor, other.invoice_date, other.due_date, other.memo,
                          other.status, other.approved_at, other.decline_reason)
              end
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select l.organization_id, 'pay_', l.invoice_id, format('line %s differs from the other organization''s', l.position)
            from invoice_lines l
            join invoices i on i.organization_id = l.organization_id and i.id = l.invoice_id
            join network_connections c on c.organization_id = i.organization_id and c.id = i.connection_id
            join invoices other
                on other.id = i.id
                and other.organization_id = case when c.payer_organization_id = i.organization_id then c.payee_organization_id else c.payer_organization_id end
            left join invoice_lines twin
                on twin.organization_id = other.organization_id and twin.invoice_id = l.invoice_id and twin.position = l.position
            where c.payer_organization_id <> c.payee_organization_id
              and (l.description, l.quantity, l.unit_price, l.amount_minor, l.tax_rate)
                  is distinct from (twin.description, twin.quantity, twin.unit_price, twin.amount_minor, twin.tax_rate)
            """,
            cancel);
    }
}
