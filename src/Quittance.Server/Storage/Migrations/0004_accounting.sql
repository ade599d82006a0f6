-- Accounting: connections to accounting systems, what is kept in step with them, how bills are coded, and who is told.

-- A business wired to an accounting system. Disconnected ones stay, without their secrets, as the history of their records.
create table accounting_connections (
    organization_id    uuid           not null,
    id                 uuid           not null,
    business_id        uuid           not null,
    platform           text           check (platform <> ''), -- unknown until the user has chosen
    status             text           not null check (status in ('pending_auth', 'connected', 'deauthorized', 'disconnected')),
    settings           jsonb          not null default '{}',  -- what the system's form asks for and is no secret, and what a grant brought
    secrets_sealed     bytea,                                 -- what is a secret, as a JSON object
    tokens_sealed      bytea,                                 -- access and refresh token, as a JSON object; a disconnected one has them until they are given back
    access_token_until timestamptz(3),
    refreshing_until   timestamptz(3),                        -- one server at a time exchanges the refresh token
    link_sealed        bytea          not null,               -- the token of connection_url
    link_until         timestamptz(3) not null,
    link_used_at       timestamptz(3),                        -- it works once, until it is asked for again
    company            jsonb,                                 -- whose books they are
    fault              jsonb,                                 -- what keeps the connection from working; null while it works
    connected_at       timestamptz(3),                        -- bills that become due to be booked from then on are pushed
    pulled_at          timestamptz(3),                        -- last_pull
    place              text,                                  -- where the system's changes go on
    pull_at            timestamptz(3),                        -- when the books are read next; null until it is connected
    rest_until         timestamptz(3),                        -- the system is left alone: it failed, or asked for it
    sync_started_at    timestamptz(3),                        -- while a run is in progress, and how far it is
    sync_phase         text,
    sync_done          bigint         not null default 0 check (sync_done >= 0),
    sync_total         bigint,
    sync_object        text,
    failures           int            not null default 0 check (failures >= 0), -- in a row
    created_at         timestamptz(3) not null,
    updated_at         timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses,
    constraint accounting_connections_connected check (status <> 'connected' or (platform is not null and connected_at is not null)),
    constraint accounting_connections_tokens check ((tokens_sealed is null) = (access_token_until is null)),
    constraint accounting_connections_disconnected check (status <> 'disconnected' or secrets_sealed is null),
    constraint accounting_connections_run check (sync_started_at is not null or (sync_phase is null and sync_object is null and sync_total is null))
);
-- However many requests race, a business is wired to one accounting system.
create unique index accounting_connections_one_active on accounting_connections (organization_id, business_id) where status <> 'disconnected';
create index accounting_connections_newest on accounting_connections (organization_id, business_id, created_at desc, id desc);

-- A user who was sent to a system's own page to agree. The state comes back with them; only its hash is here, in the directory.
create table accounting_consents (
    organization_id          uuid           not null,
    id                       uuid           not null,
    accounting_connection_id uuid           not null,
    business_id              uuid           not null,
    platform                 text           not null,
    verifier_sealed          bytea          not null, -- PKCE, RFC 7636
    expires_at               timestamptz(3) not null,
    used_at                  timestamptz(3),
    created_at               timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, accounting_connection_id) references accounting_connections
);
create index accounting_consents_open on accounting_consents (organization_id, accounting_connection_id) where used_at is null;

-- What was pulled: accounts and rates to choose from. Rows stay when the system deletes them, because bills point at them.
create table ledger_accounts (
    organization_id          uuid           not null,
    id                       uuid           not null,
    accounting_connection_id uuid           not null,
    business_id              uuid           not null,
    remote_id                text           not null check (remote_id <> ''),
    name                     text           not null,
    code                     text,
    type                     text           not null check (type in ('asset', 'equity', 'expense', 'income', 'liability', 'unknown')),
    subtype                  text,
    status                   text           not null check (status in ('active', 'archived', 'pending', 'unknown')),
    description              text,
    currency                 text           check (currency ~ '^[A-Z]{3}$'),
    balance_minor            bigint,
    is_bank_account          boolean        not null,
    updated_at               timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, accounting_connection_id) references accounting_connections,
    constraint ledger_accounts_remote unique (organization_id, accounting_connection_id, remote_id)
);
create index ledger_accounts_name on ledger_accounts (organization_id, business_id, name, id);

create table accounting_tax_rates (
    organization_id          uuid           not null,
    id                       uuid           not null,
    accounting_connection_id uuid           not null,
    business_id              uuid           not null,
    remote_id                text           not null check (remote_id <> ''),
    name                     text           not null,
    code                     text,
    effective_rate           int            not null, -- hundredths of a percent
    total_rate               int            not null,
    is_active                boolean        not null,
    components               jsonb          not null default '[]',
    updated_at               timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, accounting_connection_id) references accounting_connections,
    constraint accounting_tax_rates_remote unique (organization_id, accounting_connection_id, remote_id)
);
create index accounting_tax_rates_name on accounting_tax_rates (organization_id, business_id, name, id);

-- One of our objects and its twin in the accounting system. The row outlives every crash between wanting and having it there.
create table accounting_records (
    organization_id          uuid           not null,
    id                       uuid           not null,
    accounting_connection_id uuid           not null,
    business_id              uuid           not null,
    object_type              text           not null check (object_type in ('vendor', 'bill', 'payment_record')),
    object_id                uuid           not null, -- the party, the invoice, the transaction
    bill_id                  uuid,                    -- of a payment: the invoice that it pays
    round                    int            not null default 1 check (round > 0), -- a bill that was taken back and approved again is another one over there
    parent_id                uuid,                    -- the record that has to be there first: a bill's vendor, a payment's bill
    wanted                   text           not null check (wanted in ('present', 'reversed')),
    status                   text           not null check (status in ('pending', 'error', 'done')), -- the dialect's sync_status
    remote_id                text,                    -- known once it is over there
    remote_version           text,                    -- as it was left there by us, or matched
    remote_number            text,
    remote_updated_at        timestamptz(3),
    reversal_id              text,                    -- what took it back over there
    pushed                   jsonb,                   -- what was sent: it is taken back by that, whatever has changed here since
    asked_at                 timestamptz(3),          -- a call is out of which nobody knows yet what became
    error                    jsonb,                   -- fault, message, code; shown until resolved
    overwrites               boolean        not null default false, -- a person said: write over what was changed there
    tries                    int            not null default 0 check (tries >= 0), -- failed ones in a row
    try_at                   timestamptz(3) not null, -- not before
    object_updated_at        timestamptz(3) not null,
    pulled_at                timestamptz(3) not null, -- last_pulled_at: when the twin was last seen or looked for
    created_at               timestamptz(3) not null,
    updated_at               timestamptz(3) not null,
    -- What is taken back goes first, so that its number is free; then what others refer to. What failed waits behind all that has not,
    -- so that one object that the system cannot take holds up no other.
    place                    smallint       not null generated always as (
        case when wanted = 'reversed' then case object_type when 'payment_record' then 0 else 1 end
             else case object_type when 'vendor' then 2 when 'bill' then 3 else 4 end end
        + case when tries > 0 then 5 else 0 end) stored,
    primary key (organization_id, id),
    foreign key (organization_id, accounting_connection_id) references accounting_connections,
    foreign key (organization_id, parent_id) references accounting_records,
    constraint accounting_records_bill check ((object_type = 'payment_record') = (bill_id is not null)),
    constraint accounting_records_parent check ((object_type = 'vendor') = (parent_id is null)),
    constraint accounting_records_error check ((status = 'error') <= (error is not null)),
    constraint accounting_records_done check (
        status <> 'done' or (error is null and asked_at is null and (wanted <> 'present' or remote_id is not null))),
    constraint accounting_records_reversed check (reversal_id is null or (wanted = 'reversed' and remote_id is not null))
);
create unique index accounting_records_one on accounting_records (
    organization_id, accounting_connection_id, object_type, object_id, bill_id, round) nulls not distinct;
create index accounting_records_next on accounting_records (organization_id, accounting_connection_id, place, created_at, id) where status = 'pending';
create index accounting_records_failed on accounting_records (organization_id, accounting_connection_id) where status = 'error';
create index accounting_records_remote on accounting_records (organization_id, accounting_connection_id, object_type, remote_id) where remote_id is not null;
create index accounting_records_objects on accounting_records (organization_id, object_id);
create index accounting_records_payments on accounting_records (organization_id, bill_id) where bill_id is not null;
create index accounting_records_created on accounting_records (organization_id, business_id, object_type, created_at, id);
create index accounting_records_updated on accounting_records (organization_id, business_id, object_type, updated_at, id);
create index accounting_records_connection on accounting_records (organization_id, accounting_connection_id, created_at, id);

-- What the accounting system was last seen to hold: vendors, bills and payments, also those that did not come from here.
create table accounting_objects (
    organization_id          uuid           not null,
    accounting_connection_id uuid           not null,
    business_id              uuid           not null,
    object_type              text           not null check (object_type in ('vendor', 'bill', 'payment_record')),
    remote_id                text           not null check (remote_id <> ''),
    version                  text           not null,
    body                     jsonb          not null,
    tax_number               text,                    -- of a vendor: letters and digits only
    is_deleted               boolean        not null default false,
    changed_at               timestamptz(3),          -- over there
    pulled_at                timestamptz(3) not null,
    primary key (organization_id, accounting_connection_id, object_type, remote_id),
    foreign key (organization_id, accounting_connection_id) references accounting_connections
);
create index accounting_objects_newest on accounting_objects (
    organization_id, accounting_connection_id, object_type, changed_at desc nulls last, remote_id) where not is_deleted;
create index accounting_objects_tax_number on accounting_objects (organization_id, accounting_connection_id, tax_number) where tax_number is not null;

-- The accounts that are taken when nothing better is known.
create table accounting_settings (
    organization_id     uuid           not null,
    business_id         uuid           not null,
    payments_account_id uuid,
    products_account_id uuid,
    deductions_tax_id   uuid,
    updated_at          timestamptz(3) not null,
    primary key (organization_id, business_id),
    foreign key (organization_id, business_id) references businesses,
    foreign key (organization_id, payments_account_id) references ledger_accounts,
    foreign key (organization_id, products_account_id) references ledger_accounts,
    foreign key (organization_id, deductions_tax_id) references accounting_tax_rates
);

-- How the payer books a line of a bill. Beside the lines, because these are seen by both sides and this is the payer's alone.
create table invoice_codings (
    organization_id   uuid           not null,
    invoice_id        uuid           not null,
    position          int            not null, -- of the line; below zero for what the bill has beside its lines
    business_id       uuid           not null, -- the payer
    ledger_account_id uuid           not null,
    tax_rate_id       uuid,                    -- null: the one with the line's rate
    source            text           not null check (source in ('person', 'vendor', 'default')),
    updated_at        timestamptz(3) not null,
    primary key (organization_id, invoice_id, position),
    foreign key (organization_id, invoice_id) references invoices on delete cascade,
    foreign key (organization_id, ledger_account_id) references ledger_accounts,
    foreign key (organization_id, tax_rate_id) references accounting_tax_rates
);

-- Payables by the day of the bill; one without is older than all others.
create index invoices_payer_issued on invoices (
    organization_id, payer_id, ((coalesce(invoice_date, date '1900-01-01')::timestamp at time zone 'utc')), id);

-- The rate that a line states (EN 16931 BT-152), in hundredths of a percent; null where it states none.
alter table invoice_lines add column tax_rate int check (tax_rate between 0 and 10000);

-- Programs that get short-lived tokens for an id and a secret. ----------------------------------------------------------

create table api_clients (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    name            text,
    secret_hash     bytea          not null,
    permissions     text[]         not null,
    business_ids    uuid[],
    created_at      timestamptz(3) not null,
    revoked_at      timestamptz(3),
    primary key (organization_id, id)
);

alter table api_tokens
    add column client_id  uuid, -- the client that it was issued to
    add column expires_at timestamptz(3),
    add foreign key (organization_id, client_id) references api_clients,
    add constraint api_tokens_issued check ((client_id is null) = (expires_at is null));
create index api_tokens_client on api_tokens (organization_id, client_id, expires_at) where client_id is not null;

create or replace function gate.authenticate(presented_hash bytea, moment timestamptz)
    returns table (organization_id uuid, kind text, id uuid, user_id uuid, label text, permissions text[], business_ids uuid[])
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    -- A person's token never does or sees more than the person may now, whatever it was made with; a client's ends with the client.
    select
        t.organization_id, 'token'::text, t.id, t.user_id, coalesce(t.name, 'token'),
        case when t.user_id is null then t.permissions
            else array(select p from unnest(t.permissions) as p where p = any (r.permissions)) end,
        case when u.business_ids is null then t.business_ids
            when t.business_ids is null then u.business_ids
            else array(select b from unnest(t.business_ids) as b where b = any (u.business_ids)) end
    from gate.directory d
    join api_tokens t on t.organization_id = d.organization_id and t.id = d.id
    left join api_clients c on c.organization_id = t.organization_id and c.id = t.client_id
    left join users u on u.organization_id = t.organization_id and u.id = t.user_id
    left join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'token' and d.hash = presented_hash and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > moment) and c.revoked_at is null
    union all
    select u.organization_id, 'user'::text, u.id, u.id, u.email, r.permissions, u.business_ids
    from gate.directory d
    join sessions s on s.organization_id = d.organization_id and s.id = d.id
    join users u on u.organization_id = s.organization_id and u.id = s.user_id
    join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'session' and d.hash = presented_hash and s.expires_at > moment;
end $$;

-- Who is told. ------------------------------------------------------------------------------------------------------------

-- What happened to a business's objects, as subscribers may know it. Written with the effect, kept for three months.
create table notices (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    object_type     text           not null,
    action          text           not null,
    object_id       uuid           not null,
    description     text           not null,
    occurred_at     timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses
);
create index notices_newest on notices (organization_id, business_id, occurred_at, id);
create index notices_oldest on notices (organization_id, occurred_at, id);

create table webhook_subscriptions (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    object_type     text           not null check (object_type <> ''),
    event_types     text[]         not null default '{}', -- none means all
    url             text           not null check (length(url) between 1 and 2083),
    secret_sealed   bytea,                                -- until it is deleted
    status          text           not null check (status in ('enabled', 'disabled')),
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    deleted_at      timestamptz(3),
    primary key (organization_id, id),
    constraint webhook_subscriptions_secret check ((secret_sealed is null) = (deleted_at is not null))
);
create index webhook_subscriptions_newest on webhook_subscriptions (organization_id, created_at, id) where deleted_at is null;

create table notice_deliveries (
    organization_id uuid           not null,
    id              uuid           not null,
    subscription_id uuid           not null,
    notice_id       uuid           not null,
    business_id     uuid           not null,
    url             text           not null,
    requests_made   int            not null default 0 check (requests_made >= 0),
    response        text,
    response_status int,
    was_successful  boolean,       -- null while it is pending
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, subscription_id) references webhook_subscriptions,
    foreign key (organization_id, notice_id) references notices on delete cascade,
    constraint notice_deliveries_once unique (organization_id, subscription_id, notice_id)
);
create index notice_deliveries_newest on notice_deliveries (organization_id, business_id, created_at, id);
create index notice_deliveries_created on notice_deliveries (organization_id, created_at, id);
create index notice_deliveries_notice on notice_deliveries (organization_id, notice_id);

-- Jobs of two more lanes: calls to accounting systems, and calls to subscribers. -------------------------------------------

alter table jobs
    drop constraint jobs_lane_check,
    add constraint jobs_lane_check check (lane in ('payments', 'intake', 'providers', 'accounting', 'subscribers'));

-- The directory also answers whose a connection link, a consent, a company over there and an API client are.
alter table gate.directory
    drop constraint directory_kind_check,
    add constraint directory_kind_check check (kind in (
        'token', 'session', 'invitation', 'user', 'invitation_email', 'invoice_connection',
        'accounting_link', 'accounting_consent', 'accounting_company', 'api_client'));

select guard_sealed('accounting_connections', 'secrets_sealed');
select guard_sealed('accounting_connections', 'tokens_sealed');
select guard_sealed('accounting_connections', 'link_sealed');
select guard_sealed('accounting_consents', 'verifier_sealed');
select guard_sealed('webhook_subscriptions', 'secret_sealed');

-- The walls. ------------------------------------------------------------------------------------------------------

do $$
declare
    t text;
begin
    foreach t in array array[
        'accounting_connections', 'accounting_consents', 'ledger_accounts', 'accounting_tax_rates', 'accounting_records', 'accounting_objects',
        'accounting_settings', 'invoice_codings', 'notices', 'notice_deliveries']
    loop
        execute format('create policy business_wall on %I as restrictive using (sees(business_id))', t);
    end loop;

    foreach t in array array[
        'accounting_connections', 'accounting_consents', 'ledger_accounts', 'accounting_tax_rates', 'accounting_records', 'accounting_objects',
        'accounting_settings', 'invoice_codings', 'notices', 'notice_deliveries', 'api_clients', 'webhook_subscriptions']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy organization_wall on %I using (organization_id = organization())', t);
        execute format('grant select, insert, update, delete on %I to quittance_app', t);
    end loop;
end $$;
