-- Keys that change: data keys are exchanged while the server serves, and destroyed once nothing is sealed under them.

alter table organization_keys
    alter column wrapped drop not null,
    add column fingerprints boolean        not null default false, -- the key of the organization's fingerprints
    add column retired_at   timestamptz(3),                        -- destroyed: the row stays to say what became of the key
    add constraint organization_keys_retired check (
        (retired_at is null) = (wrapped is not null) and (retired_at is null or not (is_active or fingerprints)));
-- Until now the first data key was also the key of the fingerprints. The first rotation gives these a key of their own.
update organization_keys k
set fingerprints = true
where k.id = (select f.id from organization_keys f where f.organization_id = k.organization_id order by f.created_at, f.id limit 1);
create unique index organization_keys_one_fingerprints on organization_keys (organization_id) where fingerprints;

-- What a remembered request was is now sealed together with its answer, where no key but the data key opens it.
alter table idempotency_keys drop column request_hash;

-- The key that a value is sealed under; null if it is no sealed value. The id's bytes stand in the order in which .NET writes them.
create function sealed_under(box bytea) returns uuid
    language sql immutable strict parallel safe
as $$
    select case when length(h) = 34 and left(h, 2) = '01' then
        (substr(h, 9, 2) || substr(h, 7, 2) || substr(h, 5, 2) || substr(h, 3, 2)
            || substr(h, 13, 2) || substr(h, 11, 2) || substr(h, 17, 2) || substr(h, 15, 2) || substr(h, 19))::uuid end
    from encode(substring(box from 1 for 17), 'hex') as h
$$;

-- The second wall for sealed values: none is written under a key that is not there, and while one is being written its key
-- cannot be retired. The error is that of a serialization failure, because the same write sealed anew succeeds.
-- A migration that adds a sealed column calls this for it.
create function guard_sealed(sealed_table text, sealed_column text) returns void
    language plpgsql
as $guard$
begin
    execute format(
        $make$
        create function %3$I() returns trigger
            language plpgsql
        as $body$
        begin
            perform from organization_keys k
            where k.organization_id = new.organization_id and k.id = sealed_under(new.%2$I) and k.retired_at is null
            for key share;
            if not found then
                raise exception '%1$s.%2$s is sealed under a key that is not there' using errcode = 'serialization_failure';
            end if;
            return new;
        end $body$;
        create trigger %3$I before insert or update of %2$I on %1$I
            for each row when (new.%2$I is not null) execute function %3$I();
        $make$,
        sealed_table, sealed_column, sealed_table || '_' || sealed_column);
end $guard$;

do $$
declare
    c record;
begin
    for c in
        select table_name, column_name
        from information_schema.columns
        where table_schema = 'public' and data_type = 'bytea' and column_name like '%\_sealed'
    loop
        perform guard_sealed(c.table_name, c.column_name);
    end loop;
end $$;
