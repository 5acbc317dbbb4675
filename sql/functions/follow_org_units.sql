-- Give attached stores the name and the code of their org units.
-- Why:   the identity of a store is its id; code and name are attributes that DHIS2 keeps.
--        The codes change in one statement, so that stores may swap them. A code that a store keeps which gets no
--        other code, or that several org units share, changes nothing: the conflict is in vlmis.store_conflict.
-- Lock:  the horizon, alone, when a code changes: no recording may find a store by a code that is leaving it.
-- Grain: one row: how many stores got another name, another code, and how many conflicts there are.
-- Params: p_today (local), p_store_ids (null: all stores)
create or replace function vlmis.new_store_codes(p_store_ids integer[])
returns table (store_id integer, code text)
language sql stable
set search_path = pg_catalog, pg_temp
begin atomic
    with recursive wanted as materialized (
        select
            store.store_id,
            unit.store_code,
            holder.store_id as holder_id
        from vlmis.store
        inner join vlmis.present_org_unit as unit on store.org_unit_uid = unit.org_unit_uid
        left join vlmis.store as holder on unit.store_code = holder.code
        where
            store.code <> unit.store_code
            and unit.is_usable
            and not unit.is_shared
            and (p_store_ids is null or store.store_id = any(p_store_ids))
    ),

    -- The holder keeps the code; then so does the store that waits for it, and whoever waits for that one.
    blocked as (
        select wanted.store_id
        from wanted
        where
            wanted.holder_id is not null
            and not exists (select from wanted as leaving where leaving.store_id = wanted.holder_id)
        union
        select wanted.store_id
        from wanted
        inner join blocked on wanted.holder_id = blocked.store_id
    )

    select
        wanted.store_id,
        wanted.store_code
    from wanted
    where not exists (select from blocked where blocked.store_id = wanted.store_id);
end;

create or replace function vlmis.follow_org_units(p_today date, p_store_ids integer[])
returns table (renamed bigint, recoded bigint, conflicts bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    if exists (select from vlmis.new_store_codes(p_store_ids)) then
        lock table vlmis_locks.horizon in exclusive mode;
    end if;

    update vlmis.store
    set name = org_unit.name
    from vlmis.org_unit
    where
        store.org_unit_uid = org_unit.org_unit_uid
        and org_unit.is_usable
        and store.name <> org_unit.name
        and org_unit.name ~ '\S'
        and (p_store_ids is null or store.store_id = any(p_store_ids));
    get diagnostics renamed = row_count;

    perform set_config('vlmis.today', cast(p_today as text), true);
    update vlmis.store
    set code = wanted.code
    from vlmis.new_store_codes(p_store_ids) as wanted
    where store.store_id = wanted.store_id;
    get diagnostics recoded = row_count;

    conflicts := (select count(*) from vlmis.store_conflict);
    return next;
end
$$;

grant execute on function vlmis.follow_org_units(date, integer[]) to vlmis_recorder, vlmis_pipeline;
