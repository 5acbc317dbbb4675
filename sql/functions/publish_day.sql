-- Publish a stock day: attach its staging, check every invariant, chain the digest, all or nothing.
-- Why:   runs as the owner and trusts nothing that the pipeline wrote; a forged row breaks an invariant.
-- Lock:  the day, alone; the parent table share update exclusive (readers go on).
-- Rerun: a frozen day is not changed (false); a violation raises VL001 with the rows as JSON detail.
create or replace function vlmis.publish_day(p_day date, p_run_id text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '64MB'
-- Ledger, yesterday and today are stored in the order of their keys and fit in memory: a merge is fastest.
set random_page_cost = 1.1
set enable_hashjoin = off
-- The checks are few and read much: two cores share them, a check each (sql/checks/day_violations.sql).
set parallel_setup_cost = 10
set max_parallel_workers_per_gather = 2 as
$$
declare
    present vlmis.stock_day%rowtype;
    offending jsonb;
    ledger bytea;
    partition_name text := 'eod_row_' || to_char(p_day, 'YYYYMMDD');
begin
    if not vlmis.lock_walk(p_day) then
        raise exception using
            errcode = 'VL002',
            message = 'day_is_frozen_by_run',
            detail = jsonb_build_object('day', p_day, 'run_id', p_run_id);
    end if;
    select * into present from vlmis.stock_day where stock_day.day = p_day for update;
    if present.state = 'frozen' then
        return false;
    end if;
    if present.state is distinct from 'closing' then
        raise exception using
            errcode = 'VL002',
            message = 'day_is_open_again',
            detail = jsonb_build_object('day', p_day, 'run_id', p_run_id);
    end if;
    if present.run_id <> p_run_id then
        raise exception using
            errcode = 'VL002',
            message = 'day_is_of_another_run',
            detail = jsonb_build_object('day', p_day, 'owner', present.run_id, 'run_id', p_run_id);
    end if;
    if exists (select from vlmis.walk_chunk where walk_chunk.day = p_day and walk_chunk.row_count is null) then
        raise exception using
            errcode = 'VL002',
            message = 'day_has_open_chunks',
            detail = jsonb_build_object('day', p_day);
    end if;

    revoke all on vlmis_days.staging from vlmis_pipeline;
    alter table vlmis_days.staging add primary key (day, store_id, product_id);
    execute format(
        'alter table vlmis_days.staging add constraint partition_holds_one_day '
        'check (day >= %L and day < %L)', p_day, p_day + 1
    );
    analyze vlmis_days.staging (day, store_id, product_id);
    execute format('alter table vlmis_days.staging rename to %I', partition_name);
    execute format(
        'alter table vlmis.eod_row attach partition vlmis_days.%I for values from (%L) to (%L)',
        partition_name, p_day, p_day + 1
    );
    execute format(
        'alter table vlmis_days.%I drop constraint partition_holds_one_day', partition_name
    );
    execute format(
        'create trigger table_is_never_emptied before truncate on vlmis_days.%I '
        'for each statement execute function vlmis.refuse_change()', partition_name
    );

    perform vlmis.insert_lot_closings(p_day);

    -- By assignment: what is selected INTO a variable never asks a second core.
    offending := vlmis.named_violations(p_day);
    if offending is not null then
        raise exception using
            errcode = 'VL001',
            message = 'day_not_sealed',
            detail = jsonb_build_object('day', p_day, 'violations', offending);
    end if;

    update vlmis.stock_day
    set
        frozen_at = clock_timestamp(),
        previous_digest = coalesce(
            (select before.digest from vlmis.stock_day as before where before.day = p_day - 1),
            decode(repeat('00', 32), 'hex')
        ),
        store_count = (select count(*) from vlmis.walk_store where walk_store.day = p_day),
        row_count = eod.row_count,
        opening_total = eod.opening_total,
        closing_total = eod.closing_total,
        movement_count = moved.movement_count,
        late_count = moved.late_count
    from
        (
            select
                count(*) as row_count,
                coalesce(sum(eod_row.opening), 0) as opening_total,
                coalesce(sum(eod_row.closing), 0) as closing_total
            from vlmis.eod_row
            where eod_row.day = p_day
        ) as eod,
        (
            select
                count(*) as movement_count,
                count(*) filter (where movement.is_late) as late_count
            from vlmis.movement
            where movement.stock_day = p_day
        ) as moved
    where stock_day.day = p_day;
    -- By assignment, for the same reason.
    ledger := vlmis.ledger_digest(p_day);
    update vlmis.stock_day set ledger_digest = ledger where stock_day.day = p_day;
    -- Alone: the digest reads the rest of the row as it is now.
    update vlmis.stock_day
    set state = 'frozen', digest = vlmis.day_digest(p_day)
    where stock_day.day = p_day;
    return true;
end
$$;

grant execute on function vlmis.publish_day(date, text) to vlmis_pipeline;
