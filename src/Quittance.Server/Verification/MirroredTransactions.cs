namespace Quittance.Server.Verification;

/// <summary>A transaction between two organizations stands in both, and both rows say the same.</summary>
internal sealed class MirroredTransactions : IDatabaseCheck
{
    public string Name => "mirrored_transactions";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select t.organization_id, 'trx_', t.id,
                case when other.id is null then 'is missing in the other organization' else 'differs from the row of the other organization' end
            from transactions t
            join parties payer on payer.organization_id = t.organization_id and payer.id = t.payer_id
            join parties payee on payee.organization_id = t.organization_id and payee.id = t.payee_id
            left join transactions other
                on other.id = t.id
                and other.organization_id =
                    case when payer.home_organization_id = t.organization_id then payee.home_organization_id else payer.home_organization_id end
            where payer.home_organization_id <> payee.home_organization_id
              and (other.id is null
                   or (t.type, t.status, t.currency, t.amount_minor, t.payer_id, t.payee_id, t.source_id, t.destination_id, t.failure_code,
                       t.failure_description, t.rail_reference, t.check_number, t.mailed_at, t.destination_options, t.destination_fee_minor,
                       t.completed_at, t.created_at)
                   is distinct from (other.type, other.status, other.currency, other.amount_minor, other.payer_id, other.payee_id, other.source_id,
                       other.destination_id, other.failure_code, other.failure_description, other.rail_reference, other.check_number, other.mailed_at,
                       other.destination_options, other.destination_fee_minor, other.completed_at, other.created_at))
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select s.organization_id, 'trx_', s.transaction_id,
                format('its share of invoice pay_%s differs from the other organization''s', replace(s.invoice_id::text, '-', ''))
            from transaction_invoices s
            join transactions t on t.organization_id = s.organization_id and t.id = s.transaction_id
            join parties payer on payer.organization_id = t.organization_id and payer.id = t.payer_id
            join parties payee on payee.organization_id = t.organization_id and payee.id = t.payee_id
            left join transaction_invoices twin
                on twin.transaction_id = s.transaction_id and twin.invoice_id = s.invoice_id
                and twin.organization_id =
                    case when payer.home_organization_id = t.organization_id then payee.home_organization_id else payer.home_organization_id end
            where payer.home_organization_id <> payee.home_organization_id and twin.amount_minor is distinct from s.amount_minor
            """,
            cancel);
    }
}
