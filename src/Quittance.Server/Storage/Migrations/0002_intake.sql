-- Intake: invoice connections, what their providers announce and deliver, webhooks that come in, statuses that go back.

-- A business wired to an invoice provider. Deleted ones stay, without their secrets, so that what still arrives for them is seen.
create table invoice_connections (
    organization_id               uuid           not null,
    id                            uuid           not null,
    business_id                   uuid           not null,
    provider                      text           not null check (provider <> ''),
    is_active                     boolean        not null,
    api_key_sealed                bytea,
    webhook_secret_sealed         bytea,
    previous_webhook_secret_sealed bytea,        -- verifies until the time beside it
    previous_webhook_secret_until timestamptz(3),
    settings                      jsonb          not null default '{}',
    wanted_statuses               text[]         not null default '{}', -- what its provider is told of its bills
    watermark                     text,          -- where the provider's list goes on, by the provider's own clock
    is_draining                   boolean        not null default false, -- in the middle of a run: the watermark is exact
    last_attempt_at               timestamptz(3),
    last_polled_at                timestamptz(3), -- the last success
    last_fault                    text,
    last_error                    text,
    last_error_at                 timestamptz(3),
    failures                      int            not null default 0 check (failures >= 0), -- in a row
    created_at                    timestamptz(3) not null,
    updated_at                    timestamptz(3) not null,
    deleted_at                    timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, business_id) references businesses,
    constraint invoice_connections_deleted check (
        deleted_at is null
        or (not is_active and api_key_sealed is null and webhook_secret_sealed is null and previous_webhook_secret_sealed is null)),
    constraint invoice_connections_previous check ((previous_webhook_secret_sealed is null) = (previous_webhook_secret_until is null)),
    constraint invoice_connections_fault check ((last_fault is null) = (last_error is null) and (last_fault is null) = (last_error_at is null))
);
-- However many requests race, a business has one active connection to a provider.
create unique index invoice_connections_one_active on invoice_connections (organization_id, business_id, provider) where is_active;
create index invoice_connections_newest on invoice_connections (organization_id, created_at desc, id desc) where deleted_at is null;

-- A bill that a provider says is there. The row outlives every crash between hearing of the bill and having it.
create table provider_bills (
    organization_id       uuid           not null,
    id                    uuid           not null,
    invoice_connection_id uuid           not null,
    business_id           uuid           not null,
    external_id           text           not null check (length(external_id) between 1 and 200),
    version               text           not null check (length(version) <= 200),
    status                text           not null check (status in ('announced', 'imported', 'gone', 'failed')),
    document_id           uuid,
    last_error            text,
    announced_at          timestamptz(3) not null,
    updated_at            timestamptz(3) not null,
    primary key (organization_id, id),
    foreign key (organization_id, invoice_connection_id) references invoice_connections,
    foreign key (organization_id, document_id) references intake_documents,
    constraint provider_bills_external unique (organization_id, invoice_connection_id, external_id),
    constraint provider_bills_imported check (status <> 'imported' or document_id is not null)
);
create index provider_bills_open on provider_bills (organization_id, invoice_connection_id, status, updated_at desc) where status <> 'imported';
create index provider_bills_document on provider_bills (organization_id, document_id) where document_id is not null;

-- A webhook as it came in, kept before anything in it is read. Sealed, because payloads name people and bank accounts.
create table webhook_deliveries (
    organization_id       uuid           not null,
    id                    uuid           not null,
    invoice_connection_id uuid           not null,
    business_id           uuid           not null,
    verdict               text           not null check (verdict in ('accepted', 'rejected')),
    fault                 text,
    dedupe_key            bytea,         -- from signed data only
    body_sealed           bytea          not null,
    body_length           bigint         not null,
    event                 text,
    outcome               text           check (outcome in ('waiting', 'processed', 'ignored', 'failed')),
    detail                text,
    times_received        int            not null default 1 check (times_received > 0),
    received_at           timestamptz(3) not null,
    last_received_at      timestamptz(3) not null,
    processed_at          timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, invoice_connection_id) references invoice_connections,
    constraint webhook_deliveries_verdict check (
        (verdict = 'accepted') = (dedupe_key is not null) and (verdict = 'accepted') = (outcome is not null) and (verdict = 'rejected') = (fault is not null))
);
create unique index webhook_deliveries_once on webhook_deliveries (organization_id, invoice_connection_id, dedupe_key) where dedupe_key is not null;
create index webhook_deliveries_newest on webhook_deliveries (organization_id, invoice_connection_id, received_at desc, id desc);

-- Where a document came from, what it says (so that lists need not open it), and how its supplier was found.
alter table intake_documents
    add column provider              text           not null default 'upload',
    add column invoice_connection_id uuid,
    add column external_id           text,
    add column details_sealed        bytea,          -- everything that the document says; it names bank accounts
    add column number                text,
    add column issue_date            date,
    add column due_date              date,
    add column currency              text,
    add column net                   numeric,
    add column vat                   numeric,
    add column gross                 numeric,
    add column due                   numeric,
    add column supplier_name         text,
    add column supplier_siren        text,
    add column supplier_siret        text,
    add column supplier_vat          text,
    add column supplier_id           uuid,           -- the payee it was matched with
    add column match_rule            text check (match_rule in ('siret', 'siren', 'vat', 'manual')),
    add column updated_at            timestamptz(3),
    drop constraint intake_documents_outcome_check,
    add constraint intake_documents_outcome_check check (outcome in ('created', 'duplicate', 'unmatched', 'faulty', 'credit_note', 'settled')),
    add constraint intake_documents_match check ((match_rule is null) = (supplier_id is null)),
    add foreign key (organization_id, invoice_connection_id) references invoice_connections,
    add foreign key (organization_id, supplier_id) references parties;
update intake_documents set updated_at = created_at;
alter table intake_documents alter column updated_at set not null;
create index intake_documents_created on intake_documents (organization_id, created_at desc, id desc);
create index intake_documents_unmatched on intake_documents (organization_id, business_id, created_at desc, id desc) where outcome = 'unmatched';
create index intake_documents_updated on intake_documents (organization_id, updated_at, id);
create index intake_documents_number on intake_documents (organization_id, number) where number is not null;
create index intake_documents_siret on intake_documents (organization_id, supplier_siret) where supplier_siret is not null;
create index intake_documents_external on intake_documents (organization_id, external_id) where external_id is not null;

-- Statuses that were told to a bill's provider, one after the other; never changed once sent.
create table bill_statuses (
    organization_id       uuid           not null,
    id                    uuid           not null,
    document_id           uuid           not null,
    invoice_connection_id uuid           not null,
    business_id           uuid           not null,
    place                 int            not null check (place > 0), -- in the document's order
    status                text           not null check (status in ('received', 'in_hand', 'approved', 'disputed', 'refused', 'paid')),
    reason_code           text,
    reason                text,
    amount_minor          bigint,
    currency              text           check (currency ~ '^[A-Z]{3}$'),
    actor                 text           not null,
    state                 text           not null check (state in ('waiting', 'sent', 'failed')),
    external_id           text,
    file_sealed           bytea,         -- the message as it was sent
    last_error            text,
    occurred_at           timestamptz(3) not null,
    sent_at               timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, document_id) references intake_documents,
    foreign key (organization_id, invoice_connection_id) references invoice_connections,
    constraint bill_statuses_order unique (organization_id, document_id, place),
    constraint bill_statuses_amount check ((amount_minor is null) = (currency is null)),
    constraint bill_statuses_refused check (status <> 'refused' or reason_code is not null),
    constraint bill_statuses_sent check ((state = 'sent') = (sent_at is not null))
);

-- Jobs: lanes, so that a slow provider never holds up a payment, and leases that asking again does not break. ------

alter table jobs
    add column lane         text not null default 'payments' check (lane in ('payments', 'intake', 'providers')),
    add column leased_until timestamptz(3), -- while somebody works on it
    add column asked_at     timestamptz(3), -- asked for again meanwhile: due then, once the work is done
    add column source_id    uuid;           -- the invoice connection it works for; else the organization's own
alter table jobs alter column lane drop default;

alter table gate.due_jobs add column lane text not null default 'payments';
alter table gate.due_jobs alter column lane drop default;

-- Whom a job works for, scattered: ids made one after the other lie side by side, and a random place has to be one among all.
create function gate.source_key(source uuid) returns uuid
    language sql immutable parallel safe
    as $$ select md5(source::text)::uuid $$;

alter table gate.due_jobs add column source_key uuid;
update gate.due_jobs set source_key = gate.source_key(organization_id);
alter table gate.due_jobs alter column source_key set not null;
drop index gate.due_jobs_next;
create index due_jobs_next on gate.due_jobs (lane, due_at);
create index due_jobs_of_source on gate.due_jobs (lane, source_key, due_at);
create index due_jobs_of_organization on gate.due_jobs (organization_id, lane, due_at);

create or replace function gate.mirror_job() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.given_up_at is null then
        insert into gate.due_jobs (due_at, organization_id, id, lane, source_key)
        values (new.due_at, new.organization_id, new.id, new.lane, gate.source_key(coalesce(new.source_id, new.organization_id)))
        on conflict (organization_id, id) do update set due_at = excluded.due_at;
    else
        delete from gate.due_jobs where organization_id = new.organization_id and id = new.id;
    end if;
    return null;
end $$;

drop function gate.take_jobs(timestamptz, interval, int, uuid);

-- Taking a job plans its next attempt, so a server that dies while working has thus planned its own retry. Sources take turns,
-- so that a provider with a hundred thousand bills holds nobody else up, and none runs more than "each" jobs at once; "busy"
-- names the sources of those that run, once for each. Jobs are locked before their entries in due_jobs, as by everybody who
-- asks for one. In plpgsql, which keeps its plan: this is asked several times a second.
create function gate.take_jobs(
        only_lane text, moment timestamptz, lease interval, most int, only_organization uuid, each int default null, busy uuid[] default '{}')
    returns table (organization_id uuid, id uuid, kind text, subject_id uuid, attempts int, failures int, source_id uuid)
    language plpgsql security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
    sources_max constant int := 200; -- that are asked in a crowd, from a place at random: all of them could be thousands
begin
    if only_organization is null then
        return query
        with recursive
        oldest as materialized (
            select d.organization_id, d.id, d.source_key, d.due_at
            from gate.due_jobs d
            where d.lane = only_lane and d.due_at <= moment
            order by d.due_at
            limit most),
        -- Only in a crowd is it asked who else waits: from one source to the next, over however many jobs each has.
        dice as materialized (select gen_random_uuid() as start),
        source as (
            select f.key, f.key as first, 1 as place
            from dice
            cross join lateral (select coalesce(
                (select d.source_key from gate.due_jobs d where d.lane = only_lane and d.source_key >= dice.start order by d.source_key limit 1),
                (select d.source_key from gate.due_jobs d where d.lane = only_lane order by d.source_key limit 1)) as key) f
            where (select count(*) from oldest) >= most
            union all
            select n.key, s.first, s.place + 1
            from source s
            cross join lateral (select coalesce(
                (select d.source_key from gate.due_jobs d where d.lane = only_lane and d.source_key > s.key order by d.source_key limit 1),
                (select d.source_key from gate.due_jobs d where d.lane = only_lane order by d.source_key limit 1)) as key) n
            where n.key <> s.first and s.place < sources_max),
        waiting as (
            select o.organization_id, o.id, o.source_key, o.due_at from oldest o
            union
            select w.organization_id, w.id, w.source_key, w.due_at
            from source s
            cross join lateral (
                select d.organization_id, d.id, d.source_key, d.due_at
                from gate.due_jobs d
                where d.lane = only_lane and d.source_key = s.key and d.due_at <= moment
                order by d.due_at
                limit most) w),
        turn as (
            select w.organization_id, w.id, w.due_at,
                row_number() over (partition by w.source_key order by w.due_at)
                    + (select count(*) from unnest(busy) as running where gate.source_key(running) = w.source_key) as place
            from waiting w),
        chosen as materialized (
            select t.organization_id, t.id, t.place, t.due_at
            from turn t
            where each is null or t.place <= each
            order by t.place, t.due_at
            limit 2 * most), -- another server may be about to take the first of them
        held as materialized (
            select j.organization_id, j.id
            from chosen c
            join jobs j on j.organization_id = c.organization_id and j.id = c.id
            where j.due_at <= moment and j.given_up_at is null
            order by c.place, c.due_at
            limit most
            for update of j skip locked)
        update jobs j
        set attempts = j.attempts + 1, due_at = moment + lease, leased_until = moment + lease
        from held h
        where j.organization_id = h.organization_id and j.id = h.id
        returning j.organization_id, j.id, j.kind, j.subject_id, j.attempts, j.failures, coalesce(j.source_id, j.organization_id);
    else
        return query
        with due as materialized (
            select d.organization_id, d.id, d.due_at
            from gate.due_jobs d
            where d.organization_id = only_organization and d.lane = only_lane and d.due_at <= moment
            order by d.due_at
            limit 2 * most),
        held as materialized (
            select j.organization_id, j.id
            from due d
            join jobs j on j.organization_id = d.organization_id and j.id = d.id
            where j.due_at <= moment and j.given_up_at is null
            order by d.due_at
            limit most
            for update of j skip locked)
        update jobs j
        set attempts = j.attempts + 1, due_at = moment + lease, leased_until = moment + lease
        from held h
        where j.organization_id = h.organization_id and j.id = h.id
        returning j.organization_id, j.id, j.kind, j.subject_id, j.attempts, j.failures, coalesce(j.source_id, j.organization_id);
    end if;
end $$;

-- The directory also answers whose invoice connection a webhook is for.
alter table gate.directory
    drop constraint directory_kind_check,
    add constraint directory_kind_check check (kind in ('token', 'session', 'invitation', 'user', 'invitation_email', 'invoice_connection'));

-- The walls. ------------------------------------------------------------------------------------------------------

do $$
declare
    t text;
begin
    foreach t in array array['invoice_connections', 'provider_bills', 'webhook_deliveries', 'bill_statuses']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy organization_wall on %I using (organization_id = organization())', t);
        execute format('create policy business_wall on %I as restrictive using (sees(business_id))', t);
        execute format('grant select, insert, update, delete on %I to quittance_app', t);
    end loop;
end $$;

revoke execute on function gate.source_key(uuid) from public;
revoke execute on function gate.take_jobs(text, timestamptz, interval, int, uuid, int, uuid[]) from public;
grant execute on function gate.take_jobs(text, timestamptz, interval, int, uuid, int, uuid[]) to quittance_app;
