-- Compute the stock status of a frozen day from its EoD rows, the status of the day before and the limits.
-- Why:   rolling: yesterday's sums, plus today, less the day that left the 90, so that years of days cost one day.
-- Lock:  vlmis_locks.indicators, alone, until commit; the parent table share update exclusive (readers go on).
-- Rerun: a day that is computed again has the limits it had, unless p_uses_present_limits; its rows are replaced.
-- The version of the definitions in this file; a change of one of them raises it.
create or replace function vlmis.status_version() returns smallint
language sql immutable parallel safe
return 1::smallint;

-- Stop when a rule has offending rows: nothing of the day or month is stored.
create or replace function vlmis.refuse_broken_indicators(
    p_day date, p_rule text, p_store_id integer, p_product_id integer
) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    raise exception using
        errcode = 'VL000',
        message = 'indicators_break_rule',
        detail = jsonb_build_object(
            'day', p_day,
            'rule', p_rule,
            'store', coalesce((select store.code from vlmis.store where store.store_id = p_store_id), '*'),
            'product', coalesce((select product.code from vlmis.product where product.product_id = p_product_id), '*')
        );
end
$$;

-- Fill the empty table vlmis_days.status_staging with the status of a day.
-- Months of stock are compared in hundredths of a month, because whole numbers are exact and quick.
create or replace function vlmis.stage_stock_status(p_day date, p_uses_present_limits boolean) returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    row_count bigint;
begin
    insert into vlmis_days.status_staging (
        day, store_id, product_id, status, closing, consumption_90_days, dispensing_90_days,
        minimum, maximum, days_counted, is_depot
    )
    with rolled as (
        select
            today.store_id,
            today.product_id,
            today.closing,
            today.dispensing + today.distributions_out - today.returns_in
            + coalesce(yesterday.consumption_90_days, 0)
            - coalesce(leaving.dispensing + leaving.distributions_out - leaving.returns_in, 0) as consumption,
            today.dispensing + coalesce(yesterday.dispensing_90_days, 0) - coalesce(leaving.dispensing, 0)
                as dispensing,
            least(coalesce(yesterday.days_counted, 0) + 1, 90) as days_counted
        from vlmis.eod_row as today
        left join vlmis.stock_status as yesterday
            on
                today.store_id = yesterday.store_id
                and today.product_id = yesterday.product_id
                and yesterday.day = p_day - 1
        left join vlmis.eod_row as leaving
            on
                today.store_id = leaving.store_id
                and today.product_id = leaving.product_id
                and leaving.day = p_day - 90
                and yesterday.days_counted = 90
        where today.day = p_day
    ),

    walked as (
        select
            walk_store.store_id,
            walk_store.level,
            exists (
                select from vlmis.walk_store as child
                where child.day = p_day and child.supplier_store_id = walk_store.store_id
            ) as supplies_others
        from vlmis.walk_store
        where walk_store.day = p_day
    ),

    level_limit as (
        select
            level_stock_limit.level,
            level_stock_limit.product_id,
            cast(level_stock_limit.minimum_months * 100 as bigint) as minimum_hundredths,
            cast(level_stock_limit.maximum_months * 100 as bigint) as maximum_hundredths
        from vlmis.level_stock_limit
    ),

    limited as (
        select
            rolled.*,
            walked.supplies_others
            and bool_and(rolled.dispensing = 0) over (partition by rolled.store_id) as is_depot,
            case
                when kept.day is not null and not p_uses_present_limits then kept.minimum
                when pair_stock_limit.store_id is not null then pair_stock_limit.minimum
                when rolled.consumption > 0
                    then (level_limit.minimum_hundredths * rolled.consumption * 3 + rolled.days_counted * 10 - 1)
                        / (rolled.days_counted * 10)
            end as minimum,
            case
                when kept.day is not null and not p_uses_present_limits then kept.maximum
                when pair_stock_limit.store_id is not null then pair_stock_limit.maximum
                when rolled.consumption > 0
                    then (level_limit.maximum_hundredths * rolled.consumption * 3) / (rolled.days_counted * 10)
            end as maximum
        from rolled
        inner join walked on rolled.store_id = walked.store_id
        left join level_limit on walked.level = level_limit.level and rolled.product_id = level_limit.product_id
        left join vlmis.pair_stock_limit
            on rolled.store_id = pair_stock_limit.store_id and rolled.product_id = pair_stock_limit.product_id
        left join vlmis.stock_status as kept
            on rolled.store_id = kept.store_id and rolled.product_id = kept.product_id and kept.day = p_day
    )

    select
        p_day,
        limited.store_id,
        limited.product_id,
        cast(case
            when limited.closing = 0 then 'stocked_out'
            when limited.minimum is null then 'not_assessed'
            when limited.closing < limited.minimum then 'low'
            when limited.closing > limited.maximum then 'over'
            else 'adequate'
        end as vlmis.stock_status_name),
        limited.closing,
        limited.consumption,
        limited.dispensing,
        limited.minimum,
        limited.maximum,
        limited.days_counted,
        limited.is_depot
    from limited
    order by limited.store_id, limited.product_id;
    get diagnostics row_count = row_count;
    return row_count;
end
$$;

-- Add up the status of a day by store, with the products that moved and those with late entries.
create or replace function vlmis.insert_store_days(p_day date) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    delete from vlmis.store_day where store_day.day = p_day;
    with assessed as (
        select
            stock_status.store_id,
            bool_or(stock_status.is_depot) as is_depot,
            count(*) filter (where stock_status.status = 'stocked_out') as stocked_out,
            count(*) filter (where stock_status.status = 'low') as low,
            count(*) filter (where stock_status.status = 'adequate') as adequate,
            count(*) filter (where stock_status.status = 'over') as over,
            count(*) filter (where stock_status.status = 'not_assessed') as not_assessed
        from vlmis.stock_status
        where stock_status.day = p_day
        group by stock_status.store_id
    ),

    moved as (
        select
            eod_row.store_id,
            count(*) filter (
                where (
                    eod_row.arrivals, eod_row.requisitions_received, eod_row.distributions_out, eod_row.returns_in,
                    eod_row.returns_out, eod_row.count_adjustment, eod_row.dispensing, eod_row.wastage
                ) <> (0, 0, 0, 0, 0, 0, 0, 0)
            ) as moved,
            count(*) filter (where eod_row.has_late_entries) as late
        from vlmis.eod_row
        where eod_row.day = p_day
        group by eod_row.store_id
    )

    insert into vlmis.store_day (
        day, store_id, is_depot, stocked_out, low, adequate, over, not_assessed, moved, late
    )
    select
        p_day,
        assessed.store_id,
        assessed.is_depot,
        assessed.stocked_out,
        assessed.low,
        assessed.adequate,
        assessed.over,
        assessed.not_assessed,
        moved.moved,
        moved.late
    from assessed
    inner join moved on assessed.store_id = moved.store_id
    order by assessed.store_id;
end
$$;

create or replace function vlmis.compute_stock_status(p_day date, p_uses_present_limits boolean) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '64MB'
set random_page_cost = 1.1
set plan_cache_mode = force_custom_plan as
$$
declare
    first_day date := (select min(stock_day.day) + 1 from vlmis.stock_day);
    staged bigint;
    offending record;
    partition_name text := 'stock_status_' || to_char(p_day, 'YYYYMMDD');
begin
    lock table vlmis_locks.indicators in exclusive mode;
    if p_day < first_day or not exists (
        select from vlmis.stock_day where stock_day.day = p_day and stock_day.state = 'frozen'
    ) then
        raise exception using
            errcode = 'VL003',
            message = 'indicators_need_frozen_day',
            detail = jsonb_build_object('day', p_day);
    end if;
    if p_day > first_day and not exists (select from vlmis.indicator_day where indicator_day.day = p_day - 1) then
        raise exception using
            errcode = 'VL003',
            message = 'indicators_need_day_before',
            detail = jsonb_build_object('day', p_day, 'day_before', p_day - 1);
    end if;

    create table vlmis_days.status_staging (like vlmis.stock_status);
    staged := vlmis.stage_stock_status(p_day, p_uses_present_limits);
    alter table vlmis_days.status_staging add primary key (day, store_id, product_id);
    analyze vlmis_days.status_staging (day, store_id, product_id);
    if exists (select from vlmis.indicator_day where indicator_day.day = p_day) then
        -- In place: to detach a partition would wait for whoever reads any day.
        delete from vlmis.stock_status where stock_status.day = p_day;
        insert into vlmis.stock_status select * from vlmis_days.status_staging;
        drop table vlmis_days.status_staging;
    else
        execute format(
            'alter table vlmis_days.status_staging add constraint partition_holds_one_day '
            'check (day >= %L and day < %L)', p_day, p_day + 1
        );
        execute format('alter table vlmis_days.status_staging rename to %I', partition_name);
        execute format(
            'alter table vlmis.stock_status attach partition vlmis_days.%I for values from (%L) to (%L)',
            partition_name, p_day, p_day + 1
        );
        execute format('alter table vlmis_days.%I drop constraint partition_holds_one_day', partition_name);
    end if;
    for offending in select * from vlmis.status_partition_is_complete(p_day) limit 1 loop -- noqa: AM09
        perform vlmis.refuse_broken_indicators(p_day, offending.rule, offending.store_id, offending.product_id);
    end loop;
    perform vlmis.insert_store_days(p_day);
    insert into vlmis.indicator_day (day, version, row_count, computed_at)
    values (p_day, vlmis.status_version(), staged, clock_timestamp())
    on conflict (day) do update
        set version = excluded.version, row_count = excluded.row_count, computed_at = excluded.computed_at;
    return staged;
end
$$;

grant execute on function vlmis.status_version() to vlmis_pipeline;
grant execute on function vlmis.compute_stock_status(date, boolean) to vlmis_pipeline;
