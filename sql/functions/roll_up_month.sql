-- Roll up a month whose days are all computed: the figures of every pair, and the indicators of every area.
-- Why:   from two tables of days, each read once; what a store adds to an area is defined in sql/indicators alone.
-- Lock:  vlmis_locks.indicators, alone, until commit; the parent table share update exclusive (readers go on).
-- Rerun: the rows of the month are replaced.

-- Fill the empty table vlmis_days.month_staging with the figures of a month. Most flows of most days are 0: a sum that is
-- never begun takes neither time nor memory.
create or replace function vlmis.stage_stock_month(p_month date, p_first date, p_last date) returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
declare
    row_count bigint;
begin
    insert into vlmis_days.month_staging (
        month, store_id, product_id, opening, arrivals, requisitions_received, distributions_out, returns_in,
        returns_out, count_adjustment, dispensing, wastage, closing, discrepancy_absolute,
        consumption_90_days, dispensing_90_days, days_counted, days, stock_out_days, low_days, adequate_days,
        over_days, not_assessed_days, limited_days, discrepancy_days, is_depot
    )
    with moved as (
        select
            eod_row.store_id,
            eod_row.product_id,
            coalesce(sum(eod_row.opening) filter (where eod_row.day = p_first), 0) as opening,
            coalesce(sum(eod_row.arrivals) filter (where eod_row.arrivals <> 0), 0) as arrivals,
            coalesce(sum(eod_row.requisitions_received) filter (where eod_row.requisitions_received <> 0), 0) as requisitions_received,
            coalesce(sum(eod_row.distributions_out) filter (where eod_row.distributions_out <> 0), 0) as distributions_out,
            coalesce(sum(eod_row.returns_in) filter (where eod_row.returns_in <> 0), 0) as returns_in,
            coalesce(sum(eod_row.returns_out) filter (where eod_row.returns_out <> 0), 0) as returns_out,
            coalesce(sum(eod_row.count_adjustment) filter (where eod_row.count_adjustment <> 0), 0) as count_adjustment,
            coalesce(sum(eod_row.dispensing) filter (where eod_row.dispensing <> 0), 0) as dispensing,
            coalesce(sum(eod_row.wastage) filter (where eod_row.wastage <> 0), 0) as wastage,
            coalesce(sum(eod_row.closing) filter (where eod_row.day = p_last), 0) as closing,
            coalesce(sum(abs(eod_row.count_adjustment)) filter (where eod_row.count_adjustment <> 0), 0)
                as discrepancy_absolute,
            count(*) filter (where eod_row.count_adjustment <> 0) as discrepancy_days
        from vlmis.eod_row
        where eod_row.day between p_first and p_last
        group by eod_row.store_id, eod_row.product_id
    ),

    assessed as (
        select
            stock_status.store_id,
            stock_status.product_id,
            count(*) as days,
            count(*) filter (where stock_status.status = 'stocked_out') as stock_out_days,
            count(*) filter (where stock_status.status = 'low') as low_days,
            count(*) filter (where stock_status.status = 'adequate') as adequate_days,
            count(*) filter (where stock_status.status = 'over') as over_days,
            count(*) filter (where stock_status.status = 'not_assessed') as not_assessed_days,
            count(stock_status.minimum) as limited_days,
            bool_and(stock_status.is_depot) as is_depot,
            coalesce(sum(stock_status.consumption_90_days) filter (where stock_status.day = p_last), 0)
                as consumption_90_days,
            coalesce(sum(stock_status.dispensing_90_days) filter (where stock_status.day = p_last), 0)
                as dispensing_90_days,
            coalesce(max(stock_status.days_counted) filter (where stock_status.day = p_last), 0) as days_counted
        from vlmis.stock_status
        where stock_status.day between p_first and p_last
        group by stock_status.store_id, stock_status.product_id
    )

    select
        p_month,
        moved.store_id,
        moved.product_id,
        moved.opening,
        moved.arrivals,
        moved.requisitions_received,
        moved.distributions_out,
        moved.returns_in,
        moved.returns_out,
        moved.count_adjustment,
        moved.dispensing,
        moved.wastage,
        moved.closing,
        moved.discrepancy_absolute,
        assessed.consumption_90_days,
        assessed.dispensing_90_days,
        assessed.days_counted,
        assessed.days,
        assessed.stock_out_days,
        assessed.low_days,
        assessed.adequate_days,
        assessed.over_days,
        assessed.not_assessed_days,
        assessed.limited_days,
        moved.discrepancy_days,
        assessed.is_depot
    from moved
    inner join assessed on moved.store_id = assessed.store_id and moved.product_id = assessed.product_id
    order by moved.store_id, moved.product_id;
    get diagnostics row_count = row_count;
    return row_count;
end
$$;

-- Add up the indicators of the stores of a month by area: an org unit with others below it. Each store counts at its
-- own org unit, if that is an area, and at every one above; the first step leaves few rows for the second.
create or replace function vlmis.add_up_indicators(p_month date, p_last date) returns void
language plpgsql
set search_path = pg_catalog, pg_temp as
$$
begin
    delete from vlmis.indicator_month where indicator_month.month = p_month;
    insert into vlmis.indicator_month (
        month, org_unit_uid, product_id, indicator, version, numerator, denominator
    )
    with area as (
        select
            org_unit.org_unit_uid,
            string_to_array(ltrim(org_unit.path, '/'), '/') as way
        from vlmis.org_unit
        where
            org_unit.removed_at is null
            and exists (
                select from vlmis.org_unit as child
                where child.parent_uid = org_unit.org_unit_uid and child.removed_at is null
            )
    ),

    placed as (
        select
            walk_store.store_id,
            area.org_unit_uid
        from vlmis.walk_store
        inner join vlmis.org_unit on walk_store.org_unit_uid = org_unit.org_unit_uid
        left join area as own on org_unit.org_unit_uid = own.org_unit_uid
        inner join area on coalesce(own.org_unit_uid, org_unit.parent_uid) = area.org_unit_uid
        where walk_store.day = p_last
    ),

    nearest as (
        select
            placed.org_unit_uid,
            measured_indicator.product_id,
            measured_indicator.indicator,
            measured_indicator.version,
            sum(measured_indicator.numerator) as numerator,
            sum(measured_indicator.denominator) as denominator
        from vlmis.measured_indicator
        inner join placed on measured_indicator.store_id = placed.store_id
        where measured_indicator.month = p_month
        group by
            placed.org_unit_uid, measured_indicator.product_id, measured_indicator.indicator,
            measured_indicator.version
    )

    select
        p_month,
        above.org_unit_uid,
        nearest.product_id,
        nearest.indicator,
        nearest.version,
        sum(nearest.numerator),
        sum(nearest.denominator)
    from nearest
    inner join area on nearest.org_unit_uid = area.org_unit_uid
    cross join unnest(area.way) as above (org_unit_uid)
    group by above.org_unit_uid, nearest.product_id, nearest.indicator, nearest.version;
end
$$;

create or replace function vlmis.roll_up_month(p_month date) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '128MB'
set plan_cache_mode = force_custom_plan as
$$
declare
    first_day date := greatest(p_month, (select min(stock_day.day) + 1 from vlmis.stock_day));
    last_day date := cast(p_month + interval '1 month' as date) - 1;
    staged bigint;
    offending record;
    partition_name text := 'stock_month_' || to_char(p_month, 'YYYYMM');
begin
    lock table vlmis_locks.indicators in exclusive mode;
    if not exists (select from vlmis.indicator_day where indicator_day.day = last_day) then
        raise exception using
            errcode = 'VL003',
            message = 'month_needs_computed_days',
            detail = jsonb_build_object('month', to_char(p_month, 'YYYY-MM'), 'last_day', last_day);
    end if;
    create table vlmis_days.month_staging (like vlmis.stock_month);
    staged := vlmis.stage_stock_month(p_month, first_day, last_day);
    alter table vlmis_days.month_staging add primary key (month, store_id, product_id);
    if exists (select from vlmis.rolled_up_month where rolled_up_month.month = p_month) then
        delete from vlmis.stock_month where stock_month.month = p_month;
        insert into vlmis.stock_month select * from vlmis_days.month_staging;
        drop table vlmis_days.month_staging;
    else
        analyze vlmis_days.month_staging (month, store_id, product_id);
        execute format('alter table vlmis_days.month_staging rename to %I', partition_name);
        execute format(
            'alter table vlmis.stock_month attach partition vlmis_days.%I for values from (%L) to (%L)',
            partition_name, p_month, last_day + 1
        );
    end if;
    for offending in
        select * from vlmis.month_flows_equal_sum_of_days(p_month)
        union all
        select * from vlmis.stock_out_days_are_at_most_days(p_month)
        limit 1 -- noqa: AM09
    loop
        perform vlmis.refuse_broken_indicators(last_day, offending.rule, offending.store_id, offending.product_id);
    end loop;
    perform vlmis.add_up_indicators(p_month, last_day);
    insert into vlmis.rolled_up_month (month, row_count, computed_at)
    values (p_month, staged, clock_timestamp())
    on conflict (month) do update set row_count = excluded.row_count, computed_at = excluded.computed_at;
    return staged;
end
$$;

grant execute on function vlmis.roll_up_month(date) to vlmis_pipeline;
