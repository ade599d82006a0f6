// GET /transactions as most would write it first: Express, pg, and one prepared statement that builds the JSON over the normalised tables.
import express from 'express';
import pg from 'pg';

const { PORT, TOKEN, ORGANIZATION, CLIENTS } = process.env;
const pool = new pg.Pool({ max: Number(CLIENTS) }); // PGHOST and so on say where.

const method = (m) => `json_build_object(
    'id', ${m}.id, 'type', ${m}.kind, 'isDefaultSource', ${m}.is_default_source, 'isDefaultDestination', ${m}.is_default_destination,
    'supportedCurrencies', ${m}.currencies, 'frozen', ${m}.is_frozen, 'metadata', ${m}.metadata, 'createdAt', ${m}.created_at, 'updatedAt', ${m}.updated_at,
    'confirmedByEntity', ${m}.is_confirmed, 'accountName', ${m}.account_name, 'bankName', ${m}.bank_name, 'routingNumber', ${m}.routing_number,
    'accountNumber', ${m}.last_four, 'accountType', ${m}.account_type, 'status', case when ${m}.is_frozen then 'ERRORED' when ${m}.is_confirmed then 'VERIFIED' else 'NEW' end, 'details', ${m}.details)`;

const methodOf = (id) => `(select ${method('m')} from payment_methods m where m.organization_id = $1 and m.id = ${id})`;

const entityOf = (id) => `(
    select json_build_object(
        'id', p.id, 'name', p.name, 'email', b.email, 'isCustomer', f.is_customer, 'accountType', f.account_type,
        'profile', json_build_object('business', json_build_object(
            'legalBusinessName', b.legal_name, 'taxIDProvided', p.ein is not null, 'ownersProvided', f.owners_provided,
            'address', json_build_object('addressLine1', b.street1, 'addressLine2', b.street2, 'city', b.city, 'stateOrProvince', b.state,
                'postalCode', b.postal_code, 'country', b.country),
            'phone', json_build_object('countryCode', f.phone_country_code, 'number', f.phone_number), 'website', f.website,
            'taxId', json_build_object('ein', json_build_object('number', p.ein)))),
        'status', f.status, 'acceptedTos', f.accepted_tos_at is not null, 'isPayor', f.is_payor, 'isPayee', f.is_payee,
        'isNetworkPayor', f.is_network_payor, 'isNetworkPayee', f.is_network_payee, 'foreignId', b.foreign_id,
        'createdAt', b.created_at, 'updatedAt', b.updated_at,
        'paymentMethods', (
            select coalesce(json_agg(${method('m')} order by m.created_at, m.id), '[]')
            from payment_methods m where m.organization_id = $1 and m.business_id = p.id and m.removed_at is null))
    from parties p
    left join businesses b on b.organization_id = p.organization_id and b.id = p.id
    left join business_profiles f on f.organization_id = p.organization_id and f.business_id = p.id
    where p.organization_id = $1 and p.id = ${id})`;

const userOf = (id) => `(
    select json_build_object('id', u.id, 'name', u.name, 'email', u.email, 'roles', u.roles, 'foreignId', u.foreign_id, 'createdAt', u.created_at, 'updatedAt', u.updated_at)
    from business_users u where u.organization_id = $1 and u.id = ${id})`;

const transaction = (t, more) => `json_build_object(
    'type', ${t}.type, 'id', ${t}.id, 'status', ${t}.status, 'amount', ${t}.amount_minor, 'currency', ${t}.currency,
    'payerId', ${t}.payer_id, 'payer', ${entityOf(`${t}.payer_id`)}, 'paymentSourceId', ${t}.source_id, 'paymentSource', ${methodOf(`${t}.source_id`)},
    'vendorId', ${t}.payee_id, 'vendor', ${entityOf(`${t}.payee_id`)},
    'paymentDestinationId', ${t}.destination_id, 'paymentDestination', ${methodOf(`${t}.destination_id`)},
    'createdAt', ${t}.created_at, 'updatedAt', ${t}.updated_at, 'paymentDestinationOptions', ${t}.destination_options,
    'failureReason', ${t}.failure_code, 'checkNumber', ${t}.check_number, 'mailedOnDate', ${t}.mailed_at${more})`;

const invoices = `(
    select json_agg(json_build_object(
        'id', i.id, 'status', i.status, 'amount', i.amount_minor, 'currency', i.currency, 'invoiceDate', i.invoice_date, 'deductionDate', l.deduct_at,
        'processedAt', l.processed_at, 'settlementDate', l.settled_at, 'dueDate', i.due_date, 'invoiceNumber', i.number, 'noteToSelf', l.note_to_self,
        'payerId', i.payer_id, 'payer', ${entityOf('i.payer_id')}, 'paymentSourceId', l.source_id, 'paymentSource', ${methodOf('l.source_id')},
        'vendorId', i.payee_id, 'vendor', ${entityOf('i.payee_id')}, 'paymentDestinationId', l.destination_id,
        'paymentDestination', ${methodOf('l.destination_id')}, 'metadata', l.metadata, 'foreignId', l.foreign_id, 'approvalPolicy', l.policies,
        'creatorEntityId', l.creator_id, 'creatorUser', ${userOf('l.creator_user_id')}, 'createdAt', i.created_at, 'updatedAt', i.updated_at,
        'lineItems', (
            select coalesce(json_agg(json_build_object(
                'id', n.id, 'amount', n.amount_minor, 'currency', i.currency, 'category', n.category, 'name', n.name, 'description', n.description,
                'quantity', n.quantity, 'unitPrice', n.unit_price, 'serviceStartDate', n.service_start, 'serviceEndDate', n.service_end,
                'metadata', n.metadata, 'glAccountId', n.gl_account_id, 'createdAt', n.created_at, 'updatedAt', n.updated_at) order by n.position), '[]')
            from invoice_lines n where n.organization_id = $1 and n.invoice_id = i.id),
        'approvers', (
            select coalesce(json_agg(json_build_object(
                'approvalSlotId', s.id, 'approvalPolicyId', s.policy_id, 'action', s.action, 'eligibleRoles', s.eligible_roles,
                'eligibleUserIds', s.eligible_user_ids, 'assignedUserId', s.assigned_user_id, 'date', s.dated_at) order by s.position), '[]')
            from approval_slots s where s.organization_id = $1 and s.invoice_id = i.id),
        'comments', (
            select coalesce(json_agg(json_build_object(
                'id', c.id, 'text', c.text, 'user', ${userOf('c.user_id')}, 'createdAt', c.created_at, 'updatedAt', c.updated_at) order by c.created_at, c.id), '[]')
            from invoice_comments c where c.organization_id = $1 and c.invoice_id = i.id),
        'transactions', (
            select json_agg(${transaction('o', '')} order by o.id)
            from transaction_invoices y join transactions o on o.organization_id = $1 and o.id = y.transaction_id
            where y.organization_id = $1 and y.invoice_id = i.id)) order by i.created_at, i.id)
    from transaction_invoices x
    join invoices i on i.organization_id = $1 and i.id = x.invoice_id
    left join invoice_plans l on l.organization_id = $1 and l.invoice_id = i.id
    where x.organization_id = $1 and x.transaction_id = t.id)`;

const page = (where, count) => `
select json_build_object(
    ${count ? `'count', (select count(*) from transactions c where c.organization_id = $1 and c.payer_id = $2),` : ''}
    'data', (select json_agg(${transaction('t', `, 'invoices', ${invoices}`)} order by t.created_at desc, t.id desc)
        from (
            select t.* from transactions t
            where t.organization_id = $1 and t.payer_id = $2 ${where}
            order by t.created_at desc, t.id desc
            limit 10) t))::text as body`;

const after = 'and (t.created_at, t.id) < (select s.created_at, s.id from transactions s where s.organization_id = $1 and s.id = $3)';

const app = express();
app.disable('etag'); // It would hash every answer.
app.disable('x-powered-by');
app.get('/transactions', async (request, response) => {
  if (request.get('authorization') !== `Bearer ${TOKEN}`) {
    response.status(401).end();
    return;
  }

  const { payerId, startingAfter, count } = request.query;
  const values = [ORGANIZATION, payerId, ...(startingAfter ? [startingAfter] : [])];
  const name = `${startingAfter ? 'cursor' : 'newest'}${count ? '-count' : ''}`;
  const { rows } = await pool.query({ name, text: page(startingAfter ? after : '', count), values });
  response.type('json').send(rows[0].body);
});
app.listen(Number(PORT), '127.0.0.1');
