-- Begin a stock day: nothing more can enter it, and its walk is planned.
-- Why:   the owner creates the staging and the plan, so that the pipeline cannot forge either, and holds the gate:
--        the time comes from the server's clock, the zone and the leave to freeze early from tables of the owner.
-- Lock:  the horizon, alone, until commit: recorders wait for as long as the plan takes.
-- Rerun: the owner of a closing day keeps its plan; another run takes over only when no chunk is at work.
-- Lock a day's walk until commit, alone; false: a task is freezing one of its chunks, or another run holds it.
create or replace function vlmis.lock_walk(p_day date) returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    locked bigint;
begin
    select count(*) into locked
    from (select from vlmis.walk_chunk where walk_chunk.day = p_day for update skip locked) as chunk;
    return locked = (select count(*) from vlmis.walk_chunk where walk_chunk.day = p_day);
end
$$;

-- Today in the country, by the server's clock; the time zone of the session does not matter.
create or replace function vlmis.local_today() returns date
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select cast(clock_timestamp() at time zone stock_calendar.time_zone as date)
    from vlmis.stock_calendar;
end;

-- When a day may be frozen: 23:59 of the next day. Same rule: vlmis_core/ledger/calendar.py (a test compares both).
-- A 23:59 that comes twice counts the second time: an hour before a clock is put back, it shows the same.
create or replace function vlmis.freezes_at(p_day date) returns timestamptz
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select (p_day + 1 + time '23:59') at time zone stock_calendar.time_zone
    from vlmis.stock_calendar;
end;

-- Allow a day to be frozen before its day of grace is over. The day itself must be over.
-- Why:   only the role under which people log in names people; the pipeline cannot give itself leave.
-- Rerun: the first reason is kept.
create or replace function vlmis.allow_early_freeze(p_day date, p_reason text, p_by text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    if p_day >= vlmis.local_today() then
        raise exception using
            errcode = 'VL003',
            message = 'day_is_not_over',
            detail = jsonb_build_object('day', p_day);
    end if;
    insert into vlmis.early_freeze (day, reason, allowed_by, allowed_at)
    values (p_day, p_reason, p_by, clock_timestamp())
    on conflict (day) do nothing;
end
$$;

create or replace function vlmis.discard_walk(p_day date) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    drop table if exists vlmis_days.staging;
    delete from vlmis.walk_store where walk_store.day = p_day;
    delete from vlmis.walk_chunk where walk_chunk.day = p_day;
end
$$;

create or replace function vlmis.plan_walk(p_day date, p_stores_per_chunk integer) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    unreached bigint;
begin
    create temporary table walk on commit drop as
    with recursive supplied as (
        -- In a month of the national file a site has the district of that month. A store that supplies
        -- others keeps its present supplier, and none moves below a store that moves itself: this stays a tree.
        select
            store.store_id,
            store.code,
            store.name,
            store.org_unit_uid,
            coalesce(national_supplier.supplier_store_id, store.supplier_store_id) as supplier_store_id
        from vlmis.store
        left join vlmis.national_supplier
            on
                store.store_id = national_supplier.store_id
                and national_supplier.month = date_trunc('month', p_day)
                and not exists (select from vlmis.store as child where child.supplier_store_id = store.store_id)
                and not exists (
                    select from vlmis.national_supplier as above
                    where
                        above.store_id = national_supplier.supplier_store_id
                        and above.month = national_supplier.month
                        and not exists (
                            select from vlmis.store as child where child.supplier_store_id = above.store_id
                        )
                )
    ),

    tree as (
        select
            supplied.store_id,
            supplied.supplier_store_id,
            supplied.org_unit_uid,
            vlmis.name_in_label(supplied.name) as branch,
            supplied.code as path,
            1 as level
        from supplied
        where supplied.supplier_store_id is null
        union all
        select
            supplied.store_id,
            supplied.supplier_store_id,
            supplied.org_unit_uid,
            case when tree.level = 1 then vlmis.name_in_label(supplied.name) else tree.branch end,
            tree.path || '/' || supplied.code,
            tree.level + 1
        from supplied
        inner join tree on supplied.supplier_store_id = tree.store_id
    ),

    numbered as (
        select
            tree.*,
            row_number() over (order by tree.level, tree.path collate "C") as position,
            row_number() over (partition by tree.level order by tree.path collate "C") as position_in_level,
            count(*) over (partition by tree.level) as stores_in_level
        from tree
    ),

    cut as (
        select
            numbered.*,
            (numbered.stores_in_level + p_stores_per_chunk - 1) / p_stores_per_chunk as parts,
            (numbered.position_in_level - 1) * (
                (numbered.stores_in_level + p_stores_per_chunk - 1) / p_stores_per_chunk
            ) / numbered.stores_in_level + 1 as part
        from numbered
    )

    select
        cut.*,
        dense_rank() over (order by cut.level, cut.part) as chunk
    from cut;

    insert into vlmis.walk_chunk (day, chunk, label, level, store_count)
    select
        p_day,
        walk.chunk,
        'level ' || walk.level || ' · '
        || case
            when count(distinct walk.branch) = 1 then min(walk.branch)
            else (array_agg(walk.branch order by walk.position))[1] || ' – '
                || (array_agg(walk.branch order by walk.position desc))[1]
        end
        || ' · ' || walk.part || '/' || walk.parts,
        walk.level,
        count(*)
    from pg_temp.walk
    group by walk.chunk, walk.level, walk.part, walk.parts;

    insert into vlmis.walk_store (
        day, store_id, position, level, path, org_unit_uid, supplier_store_id, chunk
    )
    select
        p_day,
        walk.store_id,
        walk.position,
        walk.level,
        walk.path,
        walk.org_unit_uid,
        walk.supplier_store_id,
        walk.chunk
    from pg_temp.walk
    order by walk.store_id;

    drop table pg_temp.walk;

    unreached := (select count(*) from vlmis.store)
        - (select count(*) from vlmis.walk_store where walk_store.day = p_day);
    if unreached <> 0 then
        raise exception using
            errcode = 'VL003',
            message = 'stores_are_unreachable',
            detail = jsonb_build_object('count', unreached);
    end if;
end
$$;

create or replace function vlmis.prepare_day(p_day date, p_run_id text, p_stores_per_chunk integer) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    perform vlmis.discard_walk(p_day);
    insert into vlmis.stock_day (day, state, run_id, begun_at)
    values (p_day, 'closing', p_run_id, clock_timestamp())
    on conflict (day) do update
        set state = 'closing', run_id = excluded.run_id, begun_at = excluded.begun_at;
    create table vlmis_days.staging (like vlmis.eod_row);
    grant select, insert on vlmis_days.staging to vlmis_pipeline;
    perform vlmis.plan_walk(p_day, p_stores_per_chunk);
end
$$;

create or replace function vlmis.begin_day(p_day date, p_run_id text, p_stores_per_chunk integer) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
declare
    present vlmis.stock_day%rowtype;
    last_frozen date;
    is_early boolean := clock_timestamp() < vlmis.freezes_at(p_day);
begin
    lock table vlmis_locks.horizon in exclusive mode;
    select * into present from vlmis.stock_day where stock_day.day = p_day;
    if present.state = 'frozen' or (present.state = 'closing' and present.run_id = p_run_id) then
        return;
    end if;
    select max(stock_day.day) into last_frozen from vlmis.stock_day where stock_day.state = 'frozen';
    if last_frozen is null then
        raise exception using errcode = 'VL003', message = 'ledger_is_not_live';
    end if;
    if last_frozen + 1 <> p_day then
        raise exception using
            errcode = 'VL003',
            message = 'day_is_not_next',
            detail = jsonb_build_object('day', p_day, 'next_day', last_frozen + 1);
    end if;
    if is_early and not exists (select from vlmis.early_freeze where early_freeze.day = p_day) then
        raise exception using
            errcode = 'VL003',
            message = 'day_is_not_due',
            detail = jsonb_build_object('day', p_day, 'at', vlmis.freezes_at(p_day));
    end if;
    if not vlmis.lock_walk(p_day) then
        raise exception using
            errcode = 'VL002',
            message = 'day_is_frozen_by_run',
            detail = jsonb_build_object('day', p_day, 'run_id', present.run_id);
    end if;

    perform vlmis.end_overlong_sessions(clock_timestamp());
    perform vlmis.prepare_day(p_day, p_run_id, p_stores_per_chunk);
    if is_early then
        update vlmis.stock_day
        set early_reason = early_freeze.reason, early_by = early_freeze.allowed_by
        from vlmis.early_freeze
        where stock_day.day = p_day and early_freeze.day = p_day;
    end if;
end
$$;

-- Day zero, before anything was recorded: begun once, by hand, under the same rules.
create or replace function vlmis.begin_day_zero(p_day date, p_run_id text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    lock table vlmis_locks.horizon in exclusive mode;
    if exists (select from vlmis.stock_day) then
        raise exception using
            errcode = 'VL003',
            message = 'ledger_is_live',
            detail = jsonb_build_object('first_day', (select min(stock_day.day) + 1 from vlmis.stock_day));
    end if;
    if p_day not between date '2000-01-01' and vlmis.local_today() then
        raise exception using
            errcode = 'VL003',
            message = 'ledger_cannot_begin_then',
            detail = jsonb_build_object('day', p_day);
    end if;
    -- What is tracked from the first day on is tracked on day zero: the initial stock has its lots.
    update vlmis.product set tracked_from = p_day where product.tracked_from <= p_day + 1;
    perform vlmis.prepare_day(p_day, p_run_id, 1000000);
end
$$;

-- The pairs of the initial stock, opened on day zero.
create or replace function vlmis.open_initial_pairs() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    if exists (select from vlmis.stock_day where stock_day.state = 'frozen') then
        raise exception using
            errcode = 'VL003',
            message = 'ledger_is_live',
            detail = jsonb_build_object('first_day', (select min(stock_day.day) + 1 from vlmis.stock_day));
    end if;
    insert into vlmis.pair (store_id, product_id, opened_on)
    select staging.store_id, staging.product_id, staging.day
    from vlmis_days.staging;
end
$$;

-- The lots of the initial stock: what they close day zero with. Arrays of one length; null: there are none.
create or replace function vlmis.insert_initial_lots(
    p_store_ids integer[], p_product_ids integer[], p_lots text[], p_expires_on date[], p_closings bigint[]
) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    if exists (select from vlmis.stock_day where stock_day.state = 'frozen') then
        raise exception using
            errcode = 'VL003',
            message = 'ledger_is_live',
            detail = jsonb_build_object('first_day', (select min(stock_day.day) + 1 from vlmis.stock_day));
    end if;
    insert into vlmis.lot (product_id, lot, expires_on, recorded_at, recorded_by)
    select distinct
        initial.product_id,
        initial.lot,
        initial.expires_on,
        now(),
        coalesce(nullif(current_setting('vlmis.actor', true), ''), session_user)
    from unnest(p_product_ids, p_lots, p_expires_on) as initial (product_id, lot, expires_on);
    insert into vlmis.lot_closing (day, store_id, product_id, lot, closing)
    select stock_day.day, initial.store_id, initial.product_id, initial.lot, initial.closing
    from vlmis.stock_day
    cross join unnest(p_store_ids, p_product_ids, p_lots, p_closings)
        as initial (store_id, product_id, lot, closing);
end
$$;

create or replace function vlmis.reopen_day(p_day date, p_run_id text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as
$$
begin
    perform from vlmis.walk_chunk where walk_chunk.day = p_day for update;
    if exists (
        select from vlmis.stock_day
        where stock_day.day = p_day and stock_day.state = 'closing' and stock_day.run_id = p_run_id
    ) then
        perform vlmis.discard_walk(p_day);
        update vlmis.stock_day set state = 'open', run_id = null where stock_day.day = p_day;
    end if;
end
$$;

grant execute on function vlmis.local_today(), vlmis.freezes_at(date) to vlmis_recorder, vlmis_pipeline;
grant execute on function vlmis.allow_early_freeze(date, text, text) to vlmis_recorder;
grant execute on function vlmis.begin_day(date, text, integer) to vlmis_pipeline;
grant execute on function vlmis.begin_day_zero(date, text) to vlmis_pipeline;
grant execute on function vlmis.open_initial_pairs() to vlmis_pipeline;
grant execute on function vlmis.insert_initial_lots(integer[], integer[], text[], date[], bigint[]) to vlmis_pipeline;
grant execute on function vlmis.reopen_day(date, text) to vlmis_pipeline;
