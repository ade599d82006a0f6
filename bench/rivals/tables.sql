-- The rows of the one organization in tables as PostGraphile and Directus like them best: keys of one column, a foreign key and an index for
-- every relation, and nothing sealed. Directus knows no keys of several columns.
create schema rival;

create table rival.parties as
select p.id, p.name, p.ein, b.legal_name, b.email, b.street1, b.street2, b.city, b.state, b.postal_code, b.country, b.foreign_id, b.created_at, b.updated_at,
       f.account_type, f.is_customer, f.is_payor, f.is_payee, f.is_network_payor, f.is_network_payee, f.status, f.website, f.phone_country_code, f.phone_number
from public.parties p
left join public.businesses b using (organization_id, id)
left join public.business_profiles f on f.organization_id = p.organization_id and f.business_id = p.id
where p.organization_id = :organization;
alter table rival.parties add primary key (id);

create table rival.methods as
select id, business_id, kind, account_name, account_type, routing_number, last_four, is_confirmed, is_frozen, is_default_source, is_default_destination,
       bank_name, created_at, updated_at, details, metadata
from public.payment_methods
where organization_id = :organization and removed_at is null;
alter table rival.methods add primary key (id), add foreign key (business_id) references rival.parties;
create index on rival.methods (business_id);

create table rival.people as
select id, business_id, foreign_id, email, name, created_at, updated_at
from public.business_users
where organization_id = :organization;
alter table rival.people add primary key (id), add foreign key (business_id) references rival.parties;
create index on rival.people (business_id);

create table rival.bills as
select i.id, i.payer_id, i.payee_id, i.number, i.currency, i.amount_minor, i.invoice_date, i.due_date, i.status, i.created_at, i.updated_at,
       p.source_id, p.destination_id, p.creator_user_id, p.foreign_id, p.deduct_at, p.metadata, p.policies, p.note_to_self, p.processed_at, p.settled_at
from public.invoices i
left join public.invoice_plans p on p.organization_id = i.organization_id and p.invoice_id = i.id
where i.organization_id = :organization and exists (
    select from public.transaction_invoices x where x.organization_id = i.organization_id and x.invoice_id = i.id);
alter table rival.bills
    add primary key (id),
    add foreign key (payer_id) references rival.parties,
    add foreign key (payee_id) references rival.parties,
    add foreign key (source_id) references rival.methods,
    add foreign key (destination_id) references rival.methods,
    add foreign key (creator_user_id) references rival.people;

create table rival.bill_lines as
select l.id, l.invoice_id as bill_id, l.position, l.description, l.name, l.category, l.quantity, l.unit_price, l.amount_minor, l.metadata, l.gl_account_id,
       l.created_at, l.updated_at
from public.invoice_lines l
join rival.bills b on b.id = l.invoice_id
where l.organization_id = :organization;
alter table rival.bill_lines add primary key (id), add foreign key (bill_id) references rival.bills;
create index on rival.bill_lines (bill_id, position);

create table rival.bill_slots as
select s.id, s.invoice_id as bill_id, s.position, s.policy_id, s.assigned_user_id, s.action, s.dated_at
from public.approval_slots s
join rival.bills b on b.id = s.invoice_id
where s.organization_id = :organization;
alter table rival.bill_slots add primary key (id), add foreign key (bill_id) references rival.bills;
create index on rival.bill_slots (bill_id, position);

create table rival.bill_comments as
select c.id, c.invoice_id as bill_id, c.user_id, c.text, c.created_at, c.updated_at
from public.invoice_comments c
join rival.bills b on b.id = c.invoice_id
where c.organization_id = :organization;
alter table rival.bill_comments add primary key (id), add foreign key (bill_id) references rival.bills, add foreign key (user_id) references rival.people;
create index on rival.bill_comments (bill_id, created_at);

create table rival.payments as
select id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, failure_code, check_number, mailed_at, created_at, updated_at
from public.transactions
where organization_id = :organization;
alter table rival.payments
    add primary key (id),
    add foreign key (payer_id) references rival.parties,
    add foreign key (payee_id) references rival.parties,
    add foreign key (source_id) references rival.methods,
    add foreign key (destination_id) references rival.methods;
create index on rival.payments (payer_id, id desc);
create index on rival.payments (payer_id, created_at desc);

create table rival.shares as
select row_number() over () as id, x.transaction_id as payment_id, x.invoice_id as bill_id, x.amount_minor
from public.transaction_invoices x
where x.organization_id = :organization;
alter table rival.shares add primary key (id), add foreign key (payment_id) references rival.payments, add foreign key (bill_id) references rival.bills;
create index on rival.shares (payment_id);
create index on rival.shares (bill_id);
