select t.id, t.type, t.status, t.amount_minor, t.currency, t.payer_id, p.name, t.payee_id, v.name, t.source_id, t.destination_id, t.created_at, t.updated_at,
       t.check_number, t.mailed_at, t.failure_code, t.failure_description, b.ids, b.numbers
from transactions t
join parties p on p.organization_id = t.organization_id and p.id = t.payer_id
join parties v on v.organization_id = t.organization_id and v.id = t.payee_id
cross join lateral (
    select string_agg(i.id::text, '; ' order by i.created_at, i.id) as ids, string_agg(i.number, '; ' order by i.created_at, i.id) as numbers
    from transaction_invoices x
    join invoices i on i.organization_id = x.organization_id and i.id = x.invoice_id
    where x.organization_id = t.organization_id and x.transaction_id = t.id) b
where t.organization_id = :'organization'
order by t.id desc
