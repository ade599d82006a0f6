-- Payments: who a business is to those it pays, its people and their approvals, every kind of payment method, bills that are
-- still being written, how each is to be paid, and the documents from which transactions are found and shown.

-- What the Payments dialect knows of a business beyond its name, numbers and address. A business without a row has the
-- defaults. Birth date and government id of a person are sealed and never read back.
create table business_profiles (
    organization_id      uuid           not null,
    business_id          uuid           not null,
    account_type         text           not null default 'business' check (account_type in ('business', 'individual')),
    is_customer          boolean        not null default true,
    is_payor             boolean        not null default true,
    is_payee             boolean        not null default true,
    is_network_payor     boolean        not null default false,
    is_network_payee     boolean        not null default false,
    status               text           not null default 'unverified' check (status in ('unverified', 'pending', 'resubmit', 'review', 'verified', 'failed')),
    accepted_tos_at      timestamptz(3),
    email_to             text,
    email_to_alias       text[]         not null default '{}',
    logo                 text,
    phone_country_code   text,
    phone_number         text,
    business_type        text,
    doing_business_as    text,
    website              text,
    description          text,
    formation_date       date,
    mcc                  text,
    monthly_volume       numeric,       -- major units, as their bearer estimates them
    average_size         numeric,
    maximum_size         numeric,
    owners_provided      boolean        not null default false,
    first_name           text,
    middle_name          text,
    last_name            text,
    name_suffix          text,
    birth_date_sealed    bytea,
    government_id_sealed bytea,
    archived_at          timestamptz(3),
    primary key (organization_id, business_id),
    foreign key (organization_id, business_id) references businesses,
    constraint business_profiles_person check (account_type = 'business' or (first_name is not null and last_name is not null)),
    constraint business_profiles_phone check ((phone_country_code is null) = (phone_number is null))
);
create unique index business_profiles_email_to on business_profiles (organization_id, lower(email_to)) where email_to is not null;

-- Keys of bills' metadata that a business offers to choose from, with their values.
create table business_metadata (
    organization_id uuid   not null,
    business_id     uuid   not null,
    key             text   not null check (key <> ''),
    choices         text[] not null,
    primary key (organization_id, business_id, key),
    foreign key (organization_id, business_id) references businesses
);

-- Businesses that are looked at together. A business may be in several groups.
create table business_groups (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    foreign_id      text,
    name            text,
    email_to        text,
    email_to_alias  text[]         not null default '{}',
    metadata        jsonb          not null default '{}',
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    constraint business_groups_foreign_id unique (organization_id, foreign_id)
);
create table business_group_members (
    organization_id uuid not null,
    group_id        uuid not null,
    business_id     uuid not null,
    primary key (organization_id, group_id, business_id),
    foreign key (organization_id, group_id) references business_groups on delete cascade,
    foreign key (organization_id, business_id) references businesses
);
create index business_group_members_business on business_group_members (organization_id, business_id);

-- People of a business as the platform that embeds Quittance knows them. They approve and comment; they do not sign in here.
-- Those who are removed stay, because approvals and comments name them.
create table business_users (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    foreign_id      text,
    email           text,
    name            text,
    roles           text[]         not null default '{}',
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    removed_at      timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses
);
create unique index business_users_foreign_id on business_users (organization_id, business_id, foreign_id) where removed_at is null;
create index business_users_newest on business_users (organization_id, business_id, created_at desc, id desc);

-- A token for a business, perhaps for one of its people. It is looked up like every other one.
alter table api_tokens
    add column business_id      uuid,
    add column business_user_id uuid,
    add foreign key (organization_id, business_id) references businesses,
    add foreign key (organization_id, business_user_id) references business_users,
    drop constraint api_tokens_issued,
    add constraint api_tokens_issued check ((client_id is not null or business_id is not null) = (expires_at is not null)),
    add constraint api_tokens_person check (business_user_id is null or business_id is not null);
create index api_tokens_business on api_tokens (organization_id, business_id, expires_at) where business_id is not null;

-- What a side of a connection hides from its own lists, and the account numbers that it has with the other.
alter table connection_sides
    add column hidden_at timestamptz(3),
    add column accounts  jsonb not null default '[]';

-- Payment methods of a platform's own making. ----------------------------------------------------------------------

create table payment_method_schemas (
    organization_id     uuid           not null references organizations,
    id                  uuid           not null,
    name                text           not null check (name <> ''),
    is_source           boolean        not null,
    is_destination      boolean        not null,
    currencies          text[]         not null,
    fields              jsonb          not null,
    processing_days     int            not null default 0 check (processing_days >= -1), -- -1: not known
    max_amount          numeric,
    min_amount          numeric,
    created_at          timestamptz(3) not null,
    updated_at          timestamptz(3) not null,
    removed_at          timestamptz(3),
    primary key (organization_id, id)
);

-- details: what a kind shows and no other kind has. What may be an account number is in number_sealed or data_sealed.
alter table payment_methods
    drop constraint payment_methods_kind_check,
    add constraint payment_methods_kind_check check (kind in ('bank_account', 'wallet', 'card', 'check', 'custom', 'off_platform', 'utility')),
    drop constraint payment_methods_routing_number_check,
    add constraint payment_methods_routing_number_check check (routing_number ~ '^[0-9]{8,9}$'), -- eight: made up for the sandbox
    add column bank_name              text,
    add column bank_status            text           check (bank_status in ('new', 'verified', 'verification_failed', 'pending', 'errored')),
    add column currencies             text[]         not null default '{}', -- none: those that its kind takes
    add column details                jsonb          not null default '{}',
    add column data_sealed            bytea,                                -- what a custom method's fields hold, as a JSON object
    add column schema_id              uuid,
    add column foreign_id             text,
    add column external_id            text,                                 -- what an accounting system calls it
    add column metadata               jsonb          not null default '{}',
    add column is_default_destination boolean        not null default false,
    add column next_check_number      int            check (next_check_number > 0),
    add column removed_at             timestamptz(3),
    add foreign key (organization_id, schema_id) references payment_method_schemas,
    add constraint payment_methods_schema check ((kind = 'custom') = (schema_id is not null)),
    add constraint payment_methods_removed check (removed_at is null or not (is_default or is_default_destination));
alter table payment_methods rename column is_default to is_default_source;
update payment_methods set is_default_destination = true where is_default_source;
create unique index payment_methods_one_default_destination on payment_methods (organization_id, business_id) where is_default_destination;
create unique index payment_methods_foreign_id on payment_methods (organization_id, foreign_id) where foreign_id is not null and removed_at is null;
drop index payment_methods_account;
create unique index payment_methods_account on payment_methods (organization_id, business_id, fingerprint) where fingerprint is not null and removed_at is null;
drop index payment_methods_one_wallet;
create unique index payment_methods_one_wallet on payment_methods (organization_id, business_id) where kind = 'wallet' and not is_mirror and removed_at is null;
create unique index payment_methods_one_off_platform on payment_methods (organization_id, business_id) where kind = 'off_platform' and not is_mirror and removed_at is null;
create index payment_methods_newest on payment_methods (organization_id, created_at desc, id desc) where removed_at is null and not is_mirror;
create index payment_methods_of_schema on payment_methods (organization_id, schema_id) where schema_id is not null;

-- Approval policies. ------------------------------------------------------------------------------------------------

create table approval_policies (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    upstream_id     uuid,          -- null: root
    trigger         jsonb          not null,
    rule            jsonb          not null,
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses,
    foreign key (organization_id, upstream_id) references approval_policies on delete cascade,
    constraint approval_policies_not_own_upstream check (upstream_id <> id)
);
create index approval_policies_business on approval_policies (organization_id, business_id, created_at, id);

-- Bills that are still being written, and lines with all that the Payments dialect says of them. ----------------------

-- A bill without a payee or an amount is on no connection and can be nothing but a draft.
alter table invoices
    alter column connection_id drop not null,
    alter column payee_id drop not null,
    alter column amount_minor drop not null,
    add constraint invoices_whole check ((connection_id is null) = (payee_id is null or amount_minor is null)),
    add constraint invoices_unfinished check (connection_id is not null or status = 'draft');

-- How the Payments dialect lists bills: of a side by status, or of everybody, in the order in which they were made.
create index invoices_payer_status on invoices (organization_id, payer_id, status, created_at, id);
create index invoices_payee_status on invoices (organization_id, payee_id, status, created_at, id);
create index invoices_created on invoices (organization_id, created_at, id);

alter table invoice_lines
    add column id              uuid           not null default gen_random_uuid(),
    add column name            text,
    add column category        text           not null default 'EXPENSE' check (category <> ''),
    add column service_start   timestamptz(3),
    add column service_end     timestamptz(3),
    add column metadata        jsonb          not null default '{}',
    add column gl_account_id   text           check (gl_account_id <> ''),
    add column created_at      timestamptz(3),
    add column updated_at      timestamptz(3);
update invoice_lines l set created_at = i.created_at, updated_at = i.updated_at
from invoices i where i.organization_id = l.organization_id and i.id = l.invoice_id;
alter table invoice_lines
    alter column created_at set not null,
    alter column updated_at set not null,
    add constraint invoice_lines_id unique (organization_id, id);

-- How an organization means to pay a bill, and what it notes beside it. The other organization has its own or none.
create table invoice_plans (
    organization_id     uuid           not null,
    invoice_id          uuid           not null,
    creator_id          uuid           not null, -- the business that made it: the payer of a payable, the payee of a receivable
    creator_user_id     uuid,
    foreign_id          text,
    deduct_at           timestamptz(3),
    source_id           uuid,
    destination_id      uuid,
    source_options      jsonb,
    destination_options jsonb,
    is_batch            boolean        not null default false,
    destination_confirmed boolean      not null default false,
    service_start       timestamptz(3),
    service_end         timestamptz(3),
    net_terms_days      int            check (net_terms_days > 0),
    note_to_self        text,
    shipping_minor      bigint         check (shipping_minor >= 0),
    source_fee_minor      bigint       check (source_fee_minor >= 0), -- the platform's markups
    destination_fee_minor bigint       check (destination_fee_minor >= 0),
    metadata            jsonb          not null default '{}',
    policies            jsonb          not null default '[]', -- the approval policies as they were when the bill was submitted
    failure_type        text           check (failure_type in (
        'source_payment_error', 'destination_payment_error', 'rejected_high_risk', 'insufficient_funds', 'processing_error')),
    processed_at        timestamptz(3),
    settled_at          timestamptz(3),
    primary key (organization_id, invoice_id),
    foreign key (organization_id, invoice_id) references invoices on delete cascade,
    foreign key (organization_id, creator_id) references parties,
    foreign key (organization_id, creator_user_id) references business_users,
    foreign key (organization_id, source_id) references payment_methods,
    foreign key (organization_id, destination_id) references payment_methods,
    constraint invoice_plans_foreign_id unique (organization_id, creator_id, foreign_id)
);
create index invoice_plans_foreign on invoice_plans (organization_id, foreign_id) where foreign_id is not null;
create index invoice_plans_metadata on invoice_plans using gin (metadata jsonb_path_ops);

-- One approval that a bill needs. Made when the bill is submitted; a bill that becomes a draft again loses them.
create table approval_slots (
    organization_id    uuid           not null,
    id                 uuid           not null,
    invoice_id         uuid           not null,
    position           int            not null check (position >= 0),
    policy_id          uuid           not null, -- as in the bill's own copy of the policies
    upstream_id        uuid,
    eligible_roles     text[]         not null default '{}',
    eligible_user_ids  uuid[]         not null default '{}',
    assigned_user_id   uuid,
    action             text           not null default 'none' check (action in ('none', 'approve', 'reject')),
    acted_user_id      uuid,
    dated_at           timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_id) references invoices on delete cascade,
    foreign key (organization_id, assigned_user_id) references business_users,
    foreign key (organization_id, acted_user_id) references business_users,
    constraint approval_slots_position unique (organization_id, invoice_id, position),
    constraint approval_slots_acted check ((action = 'none') = (acted_user_id is null))
);
create index approval_slots_assigned on approval_slots (organization_id, assigned_user_id) where action = 'none';

create table invoice_comments (
    organization_id uuid           not null,
    id              uuid           not null,
    invoice_id      uuid           not null,
    user_id         uuid,
    text            text           not null,
    action          text           check (action in ('approve', 'reject')), -- the approval that it came with
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_id) references invoices on delete cascade,
    foreign key (organization_id, user_id) references business_users,
    constraint invoice_comments_approver check (action is null or user_id is not null)
);
create index invoice_comments_invoice on invoice_comments (organization_id, invoice_id, created_at, id);

-- Scans and files that people attach. Sealed, because they name bank accounts.
create table invoice_documents (
    organization_id uuid           not null,
    id              uuid           not null,
    invoice_id      uuid           not null,
    type            text           not null default 'invoice' check (type in (
        'invoice', 'payment_confirmation', 'ten_ninety_nine', 'w9', 'check', 'bank_statement', 'contract', 'other')),
    mime_type       text           not null,
    file_name       text           not null,
    content_sealed  bytea          not null,
    content_length  bigint         not null check (content_length > 0),
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_id) references invoices on delete cascade
);
create index invoice_documents_invoice on invoice_documents (organization_id, invoice_id, created_at, id);

-- What callers asked to change, for the log that the dialect shows of a bill.
create table invoice_changes (
    organization_id uuid           not null,
    id              uuid           not null,
    invoice_id      uuid           not null,
    user_id         uuid,
    status          text,
    data            json           not null,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_id) references invoices on delete cascade
);
create index invoice_changes_newest on invoice_changes (organization_id, invoice_id, created_at desc, id desc);

-- Payments. ----------------------------------------------------------------------------------------------------------

-- Orders that go together, as one transaction. One that is called off after it has begun keeps its canceled transaction.
alter table payment_orders
    add column is_batch            boolean not null default false,
    add column destination_options jsonb,
    drop constraint payment_orders_started,
    add constraint payment_orders_started check (status = 'canceled' or (status = 'scheduled') = (transaction_id is null));
drop index payment_orders_transaction;
create index payment_orders_transaction on payment_orders (organization_id, transaction_id) where transaction_id is not null;
create index payment_orders_batch on payment_orders (organization_id, payer_id, source_id, destination_id, pay_on) where status = 'scheduled' and is_batch;

alter table transactions
    add column check_number        int            check (check_number > 0),
    add column mailed_at           timestamptz(3),
    add column destination_options jsonb,
    add column source_fee_minor      bigint        check (source_fee_minor >= 0),
    add column destination_fee_minor bigint        check (destination_fee_minor >= 0),
    add column instructed_at         timestamptz(3), -- when it was first given to the rail; what never was can be canceled without asking there
    add constraint transactions_check check (
        (check_number is not null) = (type in ('bank_account_to_mailed_check', 'bank_account_to_printed_check'))),
    add constraint transactions_mailed check (mailed_at is null or type = 'bank_account_to_mailed_check');
update transactions set instructed_at = created_at;
create unique index transactions_check_number on transactions (organization_id, source_id, check_number) where check_number is not null;

-- What is found and shown. -------------------------------------------------------------------------------------------

-- A payer's transactions are counted and numbered here. Its row is held from the moment a transaction gets its id until the
-- commit, so a payer's transactions have ids in the order of their numbers, and the numbers have no gaps.
create table transaction_heads (
    organization_id uuid   not null references organizations,
    payer_id        uuid   not null,
    last_seq        bigint not null check (last_seq >= 0),    -- also how many there are
    last_id         uuid   not null,                          -- the id of that one
    last_change     bigint not null check (last_change >= 0), -- grows with every change of any of them
    primary key (organization_id, payer_id),
    foreign key (organization_id, payer_id) references parties
);

-- A transaction as it is shown: its JSON, in which payer, vendor, payment methods and people are only named, to be set in when
-- it is sent (docs/architecture.md). Beside it, everything by which it is found. Written in the commit that changes any part;
-- `quittance verify` builds it again from the rows and compares.
create table transaction_documents (
    organization_id uuid           not null,
    payer_id        uuid           not null,
    id              uuid           not null,
    seq             bigint         not null check (seq > 0),    -- of this payer's, without gaps
    change          bigint         not null check (change > 0), -- of this payer's, at the last change of this one
    payee_id        uuid           not null,
    creator_id      uuid           not null,
    status          text           not null,
    type            text           not null,
    created_at      timestamptz(3) not null,
    terms           text           not null, -- what is searched besides the vendor's name, folded, separated by U+001F
    keys            text[]         not null, -- metadata and accounts by which it is filtered, each once, in order
    document        bytea          not null,
    primary key (organization_id, payer_id, id),
    foreign key (organization_id, id) references transactions
);
alter table transaction_documents alter column document set storage external;
create unique index transaction_documents_seq on transaction_documents (organization_id, payer_id, seq);
create unique index transaction_documents_id on transaction_documents (organization_id, id);
create index transaction_documents_change on transaction_documents (organization_id, payer_id, change);
create index transaction_documents_payee on transaction_documents (organization_id, payee_id, id);

-- Documents of the transactions that there are already. The server makes them; until this job is done a search does its work first.
insert into jobs (organization_id, id, kind, lane, subject_id, due_at, created_at)
select organization_id, gen_random_uuid(), 'build_documents', 'intake', organization_id, now(), now()
from (select distinct organization_id from transactions) t;

-- Whenever a business, a payment method or a person changes, so that whoever keeps their JSON knows that it is old.
create table party_changes (
    organization_id uuid   not null references organizations,
    subject_id      uuid   not null,
    change          bigint not null,
    primary key (organization_id, subject_id)
);
create index party_changes_newest on party_changes (organization_id, change);
create table party_heads (
    organization_id uuid   primary key references organizations,
    last_change     bigint not null check (last_change >= 0)
);

-- What may be fetched without a token for a short while: the link itself is the right. Only its hash is here.
create table download_links (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    hash            bytea          not null,
    kind            text           not null check (kind in ('transactions', 'invoice_document', 'business_document')),
    maker_hash      bytea          not null, -- of the token or session that its maker presented: the link sees what that sees now, and ends with it
    request         jsonb          not null,
    created_at      timestamptz(3) not null,
    expires_at      timestamptz(3) not null,
    primary key (organization_id, id)
);
create index download_links_expired on download_links (organization_id, expires_at);

alter table gate.directory
    drop constraint directory_kind_check,
    add constraint directory_kind_check check (kind in (
        'token', 'session', 'invitation', 'user', 'invitation_email', 'invoice_connection',
        'accounting_link', 'accounting_consent', 'accounting_company', 'api_client', 'download'));

select guard_sealed('business_profiles', 'birth_date_sealed');
select guard_sealed('business_profiles', 'government_id_sealed');
select guard_sealed('payment_methods', 'data_sealed');
select guard_sealed('invoice_documents', 'content_sealed');

-- The walls. ------------------------------------------------------------------------------------------------------

do $$
declare
    t text;
begin
    foreach t in array array['business_profiles', 'business_metadata', 'business_group_members', 'business_users', 'approval_policies']
    loop
        execute format('create policy business_wall on %I as restrictive using (sees(business_id))', t);
    end loop;

    -- Policies, slots, comments and documents of a bill are reached through the bill, which has the wall.
    foreach t in array array[
        'business_profiles', 'business_metadata', 'business_groups', 'business_group_members', 'business_users', 'payment_method_schemas',
        'approval_policies', 'invoice_plans', 'approval_slots', 'invoice_comments', 'invoice_documents', 'invoice_changes', 'transaction_heads',
        'transaction_documents', 'party_changes', 'party_heads', 'download_links']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy organization_wall on %I using (organization_id = organization())', t);
        execute format('grant select, insert, update, delete on %I to quittance_app', t);
    end loop;
end $$;

create policy business_wall on transaction_documents as restrictive using (sees(payer_id) or sees(payee_id));

-- Who embeds Quittance, and the people whom it lets in. --------------------------------------------------------------

-- What an organization shows of itself to its businesses' people, and what it asks of them. One without a row has the defaults.
create table organization_profiles (
    organization_id        uuid    primary key references organizations,
    logo                   text,                          -- as a data URL
    favicon                text,
    website_url            text,
    support_email          text,
    color_scheme           jsonb,
    metadata_schema        jsonb   not null default '[]', -- in order, as the Payments dialect writes it
    payment_rails          jsonb,                         -- as the Payments dialect writes them; null: those that this server has
    notifications_disabled boolean not null default false,
    dialect_settings       jsonb                          -- what else the Payments dialect keeps for its components, as it writes it
);

-- What the people of businesses may do through their roles. Where none is listed, roles restrict nobody.
create table business_roles (
    organization_id uuid   not null references organizations,
    name            text   not null check (name <> ''),
    stated          text[] not null, -- in the words of the Payments dialect
    permissions     text[] not null, -- what that comes to here
    primary key (organization_id, name)
);

-- People are searched by these whatever their case (Showing/Folding.cs).
alter table business_users
    add column folded_name  text,
    add column folded_email text;

-- A token may also be for all businesses of a group, whichever they are. A group that is gone has none, and its tokens do not work.
alter table api_tokens
    add column group_id     uuid,
    add column session_name text, -- by which a platform ends those of one of its own sessions
    drop constraint api_tokens_issued,
    add constraint api_tokens_issued check ((client_id is not null or business_id is not null or group_id is not null) = (expires_at is not null)),
    add constraint api_tokens_subject check (num_nonnulls(client_id, business_id, group_id) <= 1);
create index api_tokens_group on api_tokens (organization_id, group_id, expires_at) where group_id is not null;
create index api_tokens_business_user on api_tokens (organization_id, business_user_id) where business_user_id is not null;

-- It answers with more than before, so it is another function.
drop function gate.authenticate(bytea, timestamptz);
create function gate.authenticate(presented_hash bytea, moment timestamptz)
    returns table (
        organization_id uuid, kind text, id uuid, user_id uuid, label text, permissions text[], business_ids uuid[], is_embedded boolean, business_user_id uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    -- Most requests come with a token of the organization or of a member: that needs half of the tables that the rest does.
    return query
    select
        t.organization_id, 'token'::text, t.id, t.user_id, coalesce(t.name, 'token'),
        case when t.user_id is null then t.permissions
            else array(select p from unnest(t.permissions) as p where p = any (r.permissions)) end,
        case when u.business_ids is null then t.business_ids
            when t.business_ids is null then u.business_ids
            else array(select b from unnest(t.business_ids) as b where b = any (u.business_ids)) end,
        false,
        null::uuid
    from gate.directory d
    join api_tokens t on t.organization_id = d.organization_id and t.id = d.id
    left join users u on u.organization_id = t.organization_id and u.id = t.user_id
    left join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'token' and d.hash = presented_hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > moment)
        and t.client_id is null and t.business_id is null and t.group_id is null and t.business_user_id is null;
    if found then
        return;
    end if;

    return query
    -- A person's token never does or sees more than the person may now, whatever it was made with; a client's ends with the
    -- client. One for a person of a business does what their roles allow now, and ends with the person, the business or the group.
    select
        t.organization_id, 'token'::text, t.id, t.user_id, coalesce(t.name, 'token'),
        case
            when t.user_id is not null then array(select p from unnest(t.permissions) as p where p = any (r.permissions))
            when t.business_user_id is not null and exists (select from business_roles x where x.organization_id = t.organization_id)
                then array(
                    select p
                    from unnest(t.permissions) as p
                    where p in ('businesses', 'network') -- Roles say nothing about these.
                        or exists (
                            select from business_roles x
                            where x.organization_id = t.organization_id and x.name = any (w.roles) and p = any (x.permissions)))
            else t.permissions end,
        case
            when t.group_id is not null
                then array(
                    select m.business_id
                    from business_group_members m
                    where m.organization_id = t.organization_id and m.group_id = t.group_id and (t.business_ids is null or m.business_id = any (t.business_ids)))
            when u.business_ids is null then t.business_ids
            when t.business_ids is null then u.business_ids
            else array(select b from unnest(t.business_ids) as b where b = any (u.business_ids)) end,
        t.business_id is not null or t.group_id is not null,
        t.business_user_id
    from gate.directory d
    join api_tokens t on t.organization_id = d.organization_id and t.id = d.id
    left join api_clients c on c.organization_id = t.organization_id and c.id = t.client_id
    left join users u on u.organization_id = t.organization_id and u.id = t.user_id
    left join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    left join business_users w on w.organization_id = t.organization_id and w.id = t.business_user_id
    left join business_profiles f on f.organization_id = t.organization_id and f.business_id = t.business_id
    where d.kind = 'token' and d.hash = presented_hash and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > moment) and c.revoked_at is null and w.removed_at is null and f.archived_at is null
    union all
    select u.organization_id, 'user'::text, u.id, u.id, u.email, r.permissions, u.business_ids, false, null::uuid
    from gate.directory d
    join sessions s on s.organization_id = d.organization_id and s.id = d.id
    join users u on u.organization_id = s.organization_id and u.id = s.user_id
    join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'session' and d.hash = presented_hash and s.expires_at > moment;
end $$;
revoke execute on function gate.authenticate(bytea, timestamptz) from public;
grant execute on function gate.authenticate(bytea, timestamptz) to quittance_app;

do $$
declare
    t text;
begin
    foreach t in array array['organization_profiles', 'business_roles']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy organization_wall on %I using (organization_id = organization())', t);
        execute format('grant select, insert, update, delete on %I to quittance_app', t);
    end loop;
end $$;

-- What a business was like after each change, as the Payments dialect shows it: without its payment methods and its logo. -----

create table business_changes (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    user_id         uuid,          -- the person for whom the token acted that made the change
    data            json           not null,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses
);
create index business_changes_newest on business_changes (organization_id, business_id, created_at desc, id desc);
alter table business_changes enable row level security;
create policy organization_wall on business_changes using (organization_id = organization());
create policy business_wall on business_changes as restrictive using (sees(business_id));
grant select, insert, update, delete on business_changes to quittance_app;

-- What the Payments dialect's components may do for a business, as it writes it. One without a row has the defaults. -----

create table business_customizations (
    organization_id uuid  not null,
    business_id     uuid  not null,
    settings        jsonb not null,
    primary key (organization_id, business_id),
    foreign key (organization_id, business_id) references businesses
);
alter table business_customizations enable row level security;
create policy organization_wall on business_customizations using (organization_id = organization());
create policy business_wall on business_customizations as restrictive using (sees(business_id));
grant select, insert, update, delete on business_customizations to quittance_app;

-- Files about a business itself, such as tax forms. Sealed, because they name tax numbers and bank accounts. -----

create table business_documents (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    type            text           not null check (type in (
        'invoice', 'payment_confirmation', 'ten_ninety_nine', 'w9', 'check', 'bank_statement', 'contract', 'other')),
    mime_type       text           not null,
    file_name       text           not null,
    content_sealed  bytea          not null,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses
);
create index business_documents_business on business_documents (organization_id, business_id, created_at, id);
select guard_sealed('business_documents', 'content_sealed');
alter table business_documents enable row level security;
create policy organization_wall on business_documents using (organization_id = organization());
create policy business_wall on business_documents as restrictive using (sees(business_id));
grant select, insert, update, delete on business_documents to quittance_app;
