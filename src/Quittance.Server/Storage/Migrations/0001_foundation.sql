-- The foundation: tenants, identity, the network, bills, payments, and what every write leaves behind.
--
-- Two walls. Each table's policy holds the organization wall; tables about a business add the business wall. Both read
-- two settings that TenantSession makes at the start of every database transaction. The server runs as quittance_app,
-- which owns nothing, so the policies hold for it without exception. What must cross organizations (finding whose token
-- this is, taking jobs) goes through the functions of schema gate and nothing else.

create function organization() returns uuid
    language sql stable parallel safe
    as $$ select nullif(current_setting('quittance.organization', true), '')::uuid $$;

create function businesses_allowed() returns uuid[]
    language sql stable parallel safe
    as $$ select nullif(current_setting('quittance.businesses', true), '')::uuid[] $$;

-- A case, because the planner takes "is null or" to let one row in two hundred pass and then sorts whole tables for a page.
create function sees(business uuid) returns boolean
    language sql stable parallel safe
    as $$ select case when businesses_allowed() is null then true else business = any (businesses_allowed()) end $$;

create table organizations (
    organization_id uuid           primary key,
    name            text           not null check (name <> ''),
    created_at      timestamptz(3) not null
);

-- Data keys, each wrapped by the master key, which is never stored.
create table organization_keys (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    wrapped         bytea          not null,
    is_active       boolean        not null,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id)
);
create unique index organization_keys_one_active on organization_keys (organization_id) where is_active;

create table roles (
    organization_id uuid   not null references organizations,
    id              uuid   not null,
    name            text   not null check (name <> ''),
    permissions     text[] not null,
    primary key (organization_id, id),
    constraint roles_name unique (organization_id, name)
);

create table users (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    email           text           not null check (email = lower(email collate "C")), -- of ASCII only: locales disagree on the rest
    name            text,
    password_hash   text           not null,
    role_id         uuid           not null,
    business_ids    uuid[],        -- null: every business of the organization
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    constraint users_email unique (organization_id, email),
    foreign key (organization_id, role_id) references roles
);

create table api_tokens (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    user_id         uuid,          -- whose it is; null: the organization's own
    name            text,
    hash            bytea          not null,
    permissions     text[]         not null,
    business_ids    uuid[],
    created_at      timestamptz(3) not null,
    revoked_at      timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, user_id) references users on delete cascade
);
create index api_tokens_user on api_tokens (organization_id, user_id);

create table sessions (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    user_id         uuid           not null,
    hash            bytea          not null,
    created_at      timestamptz(3) not null,
    expires_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, user_id) references users on delete cascade
);
create index sessions_user on sessions (organization_id, user_id);

-- Who a business is to others: its id, name and public numbers. A business of another organization that is connected
-- with one of ours has a row here and none in businesses.
create table parties (
    organization_id      uuid not null references organizations,
    id                   uuid not null,
    home_organization_id uuid not null,
    name                 text not null check (name <> ''),
    siren                text check (siren ~ '^[0-9]{9}$'),
    siret                text check (siret ~ '^[0-9]{14}$'),
    vat                  text,
    ein                  text check (ein ~ '^[0-9]{2}-[0-9]{7}$'),
    primary key (organization_id, id)
);
create index parties_siren on parties (organization_id, siren) where siren is not null;
create index parties_siret on parties (organization_id, siret) where siret is not null;
create index parties_vat on parties (organization_id, vat) where vat is not null;

create table businesses (
    organization_id uuid           not null,
    id              uuid           not null,
    alias           text,
    legal_name      text,
    email           text,
    street1         text,
    street2         text,
    city            text,
    state           text,
    postal_code     text,
    country         text           check (country ~ '^[A-Z]{2}$'),
    foreign_id      text,
    metadata        jsonb          not null default '{}',
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, id) references parties,
    constraint businesses_foreign_id unique (organization_id, foreign_id),
    constraint businesses_address_whole check ((street1 is null) = (city is null) and (street1 is null) = (country is null))
);
create index businesses_newest on businesses (organization_id, created_at desc, id desc);

-- Between two organizations a connection is two rows with one id, one in each.
create table network_connections (
    organization_id         uuid           not null references organizations,
    id                      uuid           not null,
    payer_id                uuid,
    payee_id                uuid,
    payer_organization_id   uuid,
    payee_organization_id   uuid,
    status                  text           not null check (status in ('pending', 'active', 'archived')),
    archived_by             text           check (archived_by in ('payer', 'payee')),
    net_terms_days          int            check (net_terms_days between 0 and 365),
    auto_approval           boolean,
    auto_approval_max_minor bigint         check (auto_approval_max_minor >= 0),
    auto_approval_currency  text           check (auto_approval_currency ~ '^[A-Z]{3}$'),
    auto_approval_matched   boolean        not null default false,
    auto_approval_known     boolean        not null default false,
    created_at              timestamptz(3) not null,
    updated_at              timestamptz(3) not null,
    archived_at             timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, payer_id) references parties,
    foreign key (organization_id, payee_id) references parties,
    constraint network_connections_pair unique (organization_id, payer_id, payee_id),
    constraint network_connections_two_parties check (payer_id <> payee_id),
    constraint network_connections_pending check (
        (status = 'pending') = (payer_id is null or payee_id is null)),
    constraint network_connections_archived check (
        (status = 'archived') = (archived_by is not null) and (archived_by is null) = (archived_at is null)),
    constraint network_connections_own check (
        payer_organization_id = organization_id or payee_organization_id = organization_id),
    constraint network_connections_homes check (
        (payer_id is null) = (payer_organization_id is null) and (payee_id is null) = (payee_organization_id is null)),
    constraint network_connections_max check ((auto_approval_max_minor is null) = (auto_approval_currency is null))
);
create index network_connections_newest on network_connections (organization_id, created_at desc, id desc);
create index network_connections_payee on network_connections (organization_id, payee_id);

-- What a side keeps to itself. Inside one organization a connection has two of these, else one.
create table connection_sides (
    organization_id uuid not null,
    connection_id   uuid not null,
    role            text not null check (role in ('payer', 'payee')),
    business_id     uuid not null,
    alias           text,
    primary key (organization_id, connection_id, role),
    foreign key (organization_id, connection_id) references network_connections on delete cascade,
    foreign key (organization_id, business_id) references businesses
);
create index connection_sides_business on connection_sides (organization_id, business_id, connection_id);

create table tags (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    name            text           not null check (name <> ''),
    color           text,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    constraint tags_name unique (organization_id, name)
);

create table connection_tags (
    organization_id uuid not null,
    connection_id   uuid not null,
    role            text not null,
    tag_id          uuid not null,
    primary key (organization_id, connection_id, role, tag_id),
    foreign key (organization_id, connection_id, role) references connection_sides on delete cascade,
    foreign key (organization_id, tag_id) references tags on delete cascade
);
create index connection_tags_tag on connection_tags (organization_id, tag_id);

create table invitations (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    role            text           not null check (role in ('payer', 'payee')),
    connection_id   uuid           not null,
    email           text,
    hash            bytea          not null,
    status          text           not null check (status in ('pending', 'accepted', 'declined', 'canceled')),
    created_at      timestamptz(3) not null,
    expires_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses
);
create index invitations_business on invitations (organization_id, business_id, created_at desc, id desc);
-- However many requests race, an address has one open invitation of a business in a role.
create unique index invitations_one_open on invitations (organization_id, business_id, role, email) where status = 'pending';

-- Money's places. Account numbers are sealed under the organization's data key with this row's identity bound in.
create table payment_methods (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    kind            text           not null check (kind in ('bank_account', 'wallet')),
    account_name    text,
    format          text           check (format in ('iban', 'routing_and_account')),
    account_type    text           check (account_type in ('checking', 'savings')),
    routing_number  text           check (routing_number ~ '^[0-9]{9}$'),
    number_sealed   bytea,         -- null for a wallet, and for the other organization's account
    fingerprint     bytea,         -- keyed hash of the number, to recognise an account without opening it
    last_four       text           check (length(last_four) <= 4),
    is_confirmed    boolean        not null,
    is_frozen       boolean        not null default false,
    is_default      boolean        not null default false,
    is_mirror       boolean        not null default false, -- the other organization's, shown masked beside a transaction
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references parties,
    constraint payment_methods_kind check ((kind = 'bank_account') = (format is not null)),
    constraint payment_methods_mirror check (not is_mirror or (number_sealed is null and fingerprint is null and not is_default))
);
create index payment_methods_business on payment_methods (organization_id, business_id, created_at, id);
create unique index payment_methods_one_default on payment_methods (organization_id, business_id) where is_default;
create unique index payment_methods_one_wallet on payment_methods (organization_id, business_id) where kind = 'wallet' and not is_mirror;
create unique index payment_methods_account on payment_methods (organization_id, business_id, fingerprint) where fingerprint is not null;

-- A bill as it was delivered. The bytes are sealed, because they name bank accounts.
create table intake_documents (
    organization_id uuid           not null,
    id              uuid           not null,
    business_id     uuid           not null,
    file_name       text           not null,
    sha256          bytea          not null,
    content_sealed  bytea          not null,
    content_length  bigint         not null,
    outcome         text           not null check (outcome in ('created', 'duplicate', 'unmatched', 'faulty')),
    faults          jsonb          not null default '[]',
    candidates      jsonb          not null default '[]',
    invoice_id      uuid,
    created_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses,
    constraint intake_documents_content unique (organization_id, business_id, sha256),
    constraint intake_documents_invoice check ((outcome in ('created', 'duplicate')) = (invoice_id is not null))
);
create index intake_documents_newest on intake_documents (organization_id, business_id, created_at desc, id desc);

-- Between two organizations a bill is two rows with one id; the payer's is the record.
create table invoices (
    organization_id  uuid           not null,
    id               uuid           not null,
    connection_id    uuid           not null,
    payer_id         uuid           not null,
    payee_id         uuid           not null,
    author           text           not null check (author in ('payer', 'payee')),
    number           text           check (number <> ''),
    currency         text           not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor     bigint         not null check (amount_minor > 0),
    paid_minor       bigint         not null default 0,
    tax_minor        bigint,
    prepaid_minor    bigint,
    invoice_date     date,
    due_date         date,
    memo             text,
    status           text           not null check (status in (
        'draft', 'submitted', 'approved', 'declined', 'scheduled', 'paying', 'failed', 'paid', 'canceled', 'archived')),
    approved_by      text,
    approved_at      timestamptz(3),
    decline_reason   text,
    document_id      uuid,
    destination_id   uuid,          -- the account that the bill names, in the payer's organization only
    account_evidence text           check (account_evidence in ('none', 'first', 'known', 'changed')),
    duplicate_of     uuid,          -- a likely duplicate; never dropped, only told
    created_at       timestamptz(3) not null,
    updated_at       timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, connection_id) references network_connections,
    foreign key (organization_id, payer_id) references parties,
    foreign key (organization_id, payee_id) references parties,
    foreign key (organization_id, document_id) references intake_documents,
    foreign key (organization_id, destination_id) references payment_methods,
    constraint invoices_number unique (organization_id, connection_id, number),
    constraint invoices_paid check (paid_minor between 0 and amount_minor),
    constraint invoices_paid_whole check (status not in ('paid', 'archived') or paid_minor = amount_minor),
    constraint invoices_approved check ((approved_by is null) = (approved_at is null)),
    constraint invoices_approval check (
        status in ('draft', 'submitted', 'declined', 'canceled') or approved_at is not null)
);
create index invoices_connection on invoices (organization_id, connection_id, created_at desc, id desc);
create index invoices_payer on invoices (organization_id, payer_id, created_at desc, id desc);
create index invoices_payee on invoices (organization_id, payee_id, created_at desc, id desc);

-- A bill's number as people compare it: without case, spaces, signs and leading zeros. Two bills of a payee that agree in
-- it are likely the same one. Null when nothing is left to compare.
create function plain_number(number text) returns text
    language sql immutable parallel safe
    as $$ select nullif(ltrim(regexp_replace(lower(number), '[^[:alnum:]]', '', 'g'), '0'), '') $$;
create index invoices_plain_number on invoices (organization_id, payee_id, plain_number(number)) where number is not null;
create index invoices_same_day on invoices (organization_id, payee_id, invoice_date, amount_minor);

alter table intake_documents add foreign key (organization_id, invoice_id) references invoices deferrable initially deferred;

create table invoice_lines (
    organization_id uuid    not null,
    invoice_id      uuid    not null,
    position        int     not null check (position >= 0),
    description     text    not null,
    quantity        numeric not null,
    unit_price      numeric not null,
    amount_minor    bigint  not null,
    primary key (organization_id, invoice_id, position),
    foreign key (organization_id, invoice_id) references invoices on delete cascade
);

create table transactions (
    organization_id     uuid           not null,
    id                  uuid           not null,
    type                text           not null,
    status              text           not null check (status in (
        'created', 'pending', 'completed', 'failed', 'reversed', 'queued', 'canceled', 'returned')),
    currency            text           not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor        bigint         not null check (amount_minor > 0),
    payer_id            uuid           not null,
    payee_id            uuid           not null,
    source_id           uuid           not null,
    destination_id      uuid           not null,
    failure_code        text,
    failure_description text,
    rail_reference      text,
    completed_at        timestamptz(3), -- when it arrived; stays when it comes back later
    created_at          timestamptz(3) not null,
    updated_at          timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, payer_id) references parties,
    foreign key (organization_id, payee_id) references parties,
    foreign key (organization_id, source_id) references payment_methods,
    foreign key (organization_id, destination_id) references payment_methods,
    constraint transactions_completed check (status not in ('completed', 'returned') or completed_at is not null),
    constraint transactions_failure check ((failure_code is null) = (failure_description is null))
);
create index transactions_newest on transactions (organization_id, created_at desc, id desc);
create index transactions_payer on transactions (organization_id, payer_id, created_at desc, id desc);
create index transactions_payee on transactions (organization_id, payee_id, created_at desc, id desc);

create table transaction_invoices (
    organization_id uuid   not null,
    transaction_id  uuid   not null,
    invoice_id      uuid   not null,
    amount_minor    bigint not null check (amount_minor > 0),
    primary key (organization_id, transaction_id, invoice_id),
    foreign key (organization_id, transaction_id) references transactions,
    foreign key (organization_id, invoice_id) references invoices
);
create index transaction_invoices_invoice on transaction_invoices (organization_id, invoice_id);

-- The payer's orders to pay. The other organization never sees them, only the transaction that follows.
create table payment_orders (
    organization_id uuid           not null,
    id              uuid           not null,
    invoice_id      uuid           not null,
    payer_id        uuid           not null,
    payee_id        uuid           not null,
    currency        text           not null check (currency ~ '^[A-Z]{3}$'),
    amount_minor    bigint         not null check (amount_minor > 0),
    source_id       uuid           not null,
    destination_id  uuid           not null,
    clearing_speed  text           not null check (clearing_speed in ('standard', 'same_day')),
    pay_on          date           not null,
    note_to_self    text,
    status          text           not null check (status in ('scheduled', 'processing', 'completed', 'failed', 'canceled')),
    transaction_id  uuid,
    created_at      timestamptz(3) not null,
    updated_at      timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_id) references invoices,
    foreign key (organization_id, source_id) references payment_methods,
    foreign key (organization_id, destination_id) references payment_methods,
    foreign key (organization_id, transaction_id) references transactions,
    constraint payment_orders_started check ((status in ('scheduled', 'canceled')) = (transaction_id is null))
);
create index payment_orders_newest on payment_orders (organization_id, created_at desc, id desc);
create index payment_orders_invoice on payment_orders (organization_id, invoice_id, created_at desc);
create unique index payment_orders_transaction on payment_orders (organization_id, transaction_id) where transaction_id is not null;
-- However many requests race, one bill has one payment under way.
create unique index payment_orders_one_under_way on payment_orders (organization_id, invoice_id) where status in ('scheduled', 'processing');

-- An answer that a caller may ask for again. Sealed, because some answers show a secret once.
create table idempotency_keys (
    organization_id uuid           not null references organizations,
    principal_id    uuid           not null,
    key             text           not null,
    request_hash    bytea          not null,
    response_sealed bytea          not null,
    created_at      timestamptz(3) not null,
    primary key (organization_id, principal_id, key)
);
create index idempotency_keys_oldest on idempotency_keys (organization_id, created_at);

-- What happened, for subscribers; written in the commit that made it happen.
create table events (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    type            text           not null,
    subject_id      uuid           not null,
    body            json           not null,
    occurred_at     timestamptz(3) not null,
    primary key (organization_id, id)
);

-- Who did what. Each entry carries the hash of the one before it, so nothing can be taken out or changed unseen.
create table audit_entries (
    organization_id uuid           not null references organizations,
    seq             bigint         not null check (seq > 0),
    occurred_at     timestamptz(3) not null,
    actor           text           not null,
    action          text           not null,
    subject         text           not null,
    before          json,
    after           json,
    request_id      text,
    previous_hash   bytea          not null,
    hash            bytea          not null,
    primary key (organization_id, seq)
);
create index audit_entries_subject on audit_entries (organization_id, subject, seq);

create table audit_heads (
    organization_id uuid   primary key references organizations,
    seq             bigint not null,
    hash            bytea  not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit entries are append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entries_append_only before update or delete or truncate on audit_entries
    for each statement execute function refuse_change();

-- Work to be done after the commit that asked for it.
create table jobs (
    organization_id uuid           not null references organizations,
    id              uuid           not null,
    kind            text           not null,
    subject_id      uuid           not null,
    due_at          timestamptz(3) not null,
    attempts        int            not null default 0, -- times taken; only grows, so that it can serve as the lease
    failures        int            not null default 0, -- in a row
    last_error      text,
    given_up_at     timestamptz(3),
    created_at      timestamptz(3) not null,
    primary key (organization_id, id)
);
create unique index jobs_one_of_a_kind on jobs (organization_id, kind, subject_id) where given_up_at is null;

-- Schema gate: the narrow ways across organizations. -------------------------------------------------------------

create schema gate;

-- The directory answers one question: whose is this hash? It holds no other data.
create table gate.directory (
    kind            text  not null check (kind in ('token', 'session', 'invitation', 'user', 'invitation_email')),
    hash            bytea not null,
    organization_id uuid  not null,
    id              uuid  not null,
    primary key (kind, hash, organization_id, id)
);
create index directory_entry on gate.directory (organization_id, id);

-- Across organizations on purpose: the job loop asks what is due, for whomever.
create table gate.due_jobs (
    due_at          timestamptz(3) not null,
    organization_id uuid           not null,
    id              uuid           not null,
    primary key (organization_id, id),
    foreign key (organization_id, id) references jobs on delete cascade
);
create index due_jobs_next on gate.due_jobs (due_at);

create table gate.sign_in_attempts (
    hash          bytea          primary key,
    failures      int            not null,
    last_failure  timestamptz(3) not null
);
create index sign_in_attempts_last_failure on gate.sign_in_attempts (last_failure);

create table gate.settings (
    name  text  primary key,
    value bytea not null
);

create function gate.mirror_job() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.given_up_at is null then
        insert into gate.due_jobs (due_at, organization_id, id) values (new.due_at, new.organization_id, new.id)
        on conflict (organization_id, id) do update set due_at = excluded.due_at;
    else
        delete from gate.due_jobs where organization_id = new.organization_id and id = new.id;
    end if;
    return null;
end $$;
create trigger jobs_mirror after insert or update of due_at, given_up_at on jobs for each row execute function gate.mirror_job();

create function gate.enter(entry_kind text, entry_hash bytea, entry_id uuid) returns void
    language sql security definer set search_path = public, pg_temp
as $$
    insert into gate.directory (kind, hash, organization_id, id) values (entry_kind, entry_hash, organization(), entry_id)
    on conflict do nothing;
$$;

create function gate.leave(entry_kind text, entry_id uuid) returns void
    language sql security definer set search_path = public, pg_temp
as $$
    delete from gate.directory where organization_id = organization() and id = entry_id and kind = entry_kind;
$$;

create function gate.find(entry_kind text, entry_hash bytea) returns table (organization_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select d.organization_id, d.id from gate.directory d where d.kind = entry_kind and d.hash = entry_hash;
$$;

-- Everything that a request needs to know of its caller, in one question. In plpgsql, which keeps its plan: a function in
-- SQL that runs as its owner is planned anew at every call.
create function gate.authenticate(presented_hash bytea, moment timestamptz)
    returns table (organization_id uuid, kind text, id uuid, user_id uuid, label text, permissions text[], business_ids uuid[])
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    -- A person's token never does or sees more than the person may now, whatever it was made with.
    select
        t.organization_id, 'token'::text, t.id, t.user_id, coalesce(t.name, 'token'),
        case when t.user_id is null then t.permissions
            else array(select p from unnest(t.permissions) as p where p = any (r.permissions)) end,
        case when u.business_ids is null then t.business_ids
            when t.business_ids is null then u.business_ids
            else array(select b from unnest(t.business_ids) as b where b = any (u.business_ids)) end
    from gate.directory d
    join api_tokens t on t.organization_id = d.organization_id and t.id = d.id
    left join users u on u.organization_id = t.organization_id and u.id = t.user_id
    left join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'token' and d.hash = presented_hash and t.revoked_at is null
    union all
    select u.organization_id, 'user'::text, u.id, u.id, u.email, r.permissions, u.business_ids
    from gate.directory d
    join sessions s on s.organization_id = d.organization_id and s.id = d.id
    join users u on u.organization_id = s.organization_id and u.id = s.user_id
    join roles r on r.organization_id = u.organization_id and r.id = u.role_id
    where d.kind = 'session' and d.hash = presented_hash and s.expires_at > moment;
end $$;

-- Who could be signing in with this address: one row for each organization that knows it, the oldest first.
create function gate.sign_in_candidates(email_hash bytea) returns table (organization_id uuid, id uuid, password_hash text)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select u.organization_id, u.id, u.password_hash
    from gate.directory d
    join users u on u.organization_id = d.organization_id and u.id = d.id
    where d.kind = 'user' and d.hash = email_hash
    order by u.organization_id;
$$;

-- Invitations sent to one of these addresses, from any organization: what an invited person may know before accepting.
create function gate.received_invitations(email_hashes bytea[])
    returns table (id uuid, role text, email text, inviter_name text, status text, created_at timestamptz, expires_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select i.id, i.role, i.email, p.name, i.status, i.created_at, i.expires_at
    from gate.directory d
    join invitations i on i.organization_id = d.organization_id and i.id = d.id
    join parties p on p.organization_id = i.organization_id and p.id = i.business_id
    where d.kind = 'invitation_email' and d.hash = any (email_hashes);
$$;

-- Taking a job plans its next attempt, so a server that dies while working has thus planned its own retry.
create function gate.take_jobs(moment timestamptz, lease interval, most int, only_organization uuid)
    returns table (organization_id uuid, id uuid, kind text, subject_id uuid, attempts int, failures int)
    language sql security definer set search_path = public, pg_temp
as $$
    update jobs j
    set attempts = j.attempts + 1,
        due_at = moment + lease
    from (
        select d.organization_id, d.id
        from gate.due_jobs d
        where d.due_at <= moment and (only_organization is null or d.organization_id = only_organization)
        order by d.due_at
        limit most
        for update skip locked) due
    where j.organization_id = due.organization_id and j.id = due.id and j.given_up_at is null
    returning j.organization_id, j.id, j.kind, j.subject_id, j.attempts, j.failures;
$$;

-- The walls. ------------------------------------------------------------------------------------------------------

do $$
declare
    t text;
begin
    foreach t in array array[
        'organizations', 'organization_keys', 'roles', 'users', 'api_tokens', 'sessions', 'parties', 'businesses',
        'network_connections', 'connection_sides', 'tags', 'connection_tags', 'invitations', 'payment_methods',
        'intake_documents', 'invoices', 'invoice_lines', 'transactions', 'transaction_invoices', 'payment_orders',
        'idempotency_keys', 'events', 'audit_entries', 'audit_heads', 'jobs']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy organization_wall on %I using (organization_id = organization())', t);
        execute format('grant select, insert, update, delete on %I to quittance_app', t);
    end loop;
end $$;

-- Parties, methods and lines are reached through something that has the business wall.
create policy business_wall on businesses as restrictive using (sees(id));
create policy business_wall on network_connections as restrictive using (sees(payer_id) or sees(payee_id));
create policy business_wall on connection_sides as restrictive using (sees(business_id));
create policy business_wall on invitations as restrictive using (sees(business_id));
create policy business_wall on intake_documents as restrictive using (sees(business_id));
create policy business_wall on invoices as restrictive using (sees(payer_id) or sees(payee_id));
create policy business_wall on transactions as restrictive using (sees(payer_id) or sees(payee_id));
create policy business_wall on payment_orders as restrictive using (sees(payer_id));

grant select on schema_migrations to quittance_app;
revoke update, delete on audit_entries from quittance_app;
grant usage on schema gate to quittance_app;
grant select, insert, update, delete on gate.sign_in_attempts, gate.settings to quittance_app;
revoke execute on all functions in schema gate from public;
grant execute on all functions in schema gate to quittance_app;
