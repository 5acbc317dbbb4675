-- The figures of months for analysts: complete months as stored, the running month from its computed days.
-- Grain: one row per month, store and product. Units: the product's, in column unit.
create or replace view analyst.stock_month as
with running as (
    select
        cast(date_trunc('month', max(indicator_day.day)) as date) as month,
        min(indicator_day.day) as first_day,
        max(indicator_day.day) as last_day
    from vlmis.indicator_day
    where not exists (
        select from vlmis.rolled_up_month
        where rolled_up_month.month = cast(date_trunc('month', indicator_day.day) as date)
    )
),

figures as (
    select
        stock_month.*,
        true as is_complete,
        cast(stock_month.month + interval '1 month' as date) - 1 as last_day
    from vlmis.stock_month
    union all
    select
        running.month,
        eod_row.store_id,
        eod_row.product_id,
        cast(coalesce(sum(eod_row.opening) filter (where eod_row.day = running.first_day), 0) as bigint) as opening,
        cast(sum(eod_row.arrivals) as bigint) as arrivals,
        cast(sum(eod_row.requisitions_received) as bigint) as requisitions_received,
        cast(sum(eod_row.distributions_out) as bigint) as distributions_out,
        cast(sum(eod_row.returns_in) as bigint) as returns_in,
        cast(sum(eod_row.returns_out) as bigint) as returns_out,
        cast(sum(eod_row.count_adjustment) as bigint) as count_adjustment,
        cast(sum(eod_row.dispensing) as bigint) as dispensing,
        cast(sum(eod_row.wastage) as bigint) as wastage,
        cast(coalesce(sum(eod_row.closing) filter (where eod_row.day = running.last_day), 0) as bigint) as closing,
        cast(sum(abs(eod_row.count_adjustment)) as bigint) as discrepancy_absolute,
        cast(coalesce(sum(stock_status.consumption_90_days) filter (where eod_row.day = running.last_day), 0) as bigint)
            as consumption_90_days,
        cast(coalesce(sum(stock_status.dispensing_90_days) filter (where eod_row.day = running.last_day), 0) as bigint)
            as dispensing_90_days,
        cast(coalesce(max(stock_status.days_counted) filter (where eod_row.day = running.last_day), 0) as smallint)
            as days_counted,
        cast(count(*) as smallint) as days,
        cast(count(*) filter (where stock_status.status = 'stocked_out') as smallint) as stock_out_days,
        cast(count(*) filter (where stock_status.status = 'low') as smallint) as low_days,
        cast(count(*) filter (where stock_status.status = 'adequate') as smallint) as adequate_days,
        cast(count(*) filter (where stock_status.status = 'over') as smallint) as over_days,
        cast(count(*) filter (where stock_status.status = 'not_assessed') as smallint) as not_assessed_days,
        cast(count(stock_status.minimum) as smallint) as limited_days,
        cast(count(*) filter (where eod_row.count_adjustment <> 0) as smallint) as discrepancy_days,
        bool_and(stock_status.is_depot) as is_depot,
        false as is_complete,
        running.last_day
    from running
    inner join vlmis.eod_row on eod_row.day between running.first_day and running.last_day
    inner join vlmis.stock_status
        on
            eod_row.day = stock_status.day
            and eod_row.store_id = stock_status.store_id
            and eod_row.product_id = stock_status.product_id
    group by running.month, running.first_day, running.last_day, eod_row.store_id, eod_row.product_id
)

select
    figures.month,
    figures.is_complete,
    store.code as store_code,
    store.name as store_name,
    walk_store.org_unit_uid,
    supplier.code as supplier_store_code,
    walk_store.level,
    walk_store.path,
    figures.is_depot,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    figures.opening,
    figures.arrivals,
    figures.requisitions_received,
    figures.distributions_out,
    figures.returns_in,
    figures.returns_out,
    figures.count_adjustment,
    figures.dispensing,
    figures.wastage,
    figures.closing,
    figures.dispensing + figures.distributions_out - figures.returns_in as consumption,
    case
        when figures.days_counted > 0
            then round(cast(figures.consumption_90_days as numeric) * 30 / figures.days_counted, 2)
    end as average_monthly_consumption,
    case
        when figures.consumption_90_days > 0
            then round(
                cast(figures.closing as numeric) * figures.days_counted
                / (cast(figures.consumption_90_days as numeric) * 30), 2
            )
    end as months_of_stock,
    figures.days,
    figures.stock_out_days,
    figures.low_days,
    figures.adequate_days,
    figures.over_days,
    figures.not_assessed_days,
    figures.discrepancy_days,
    figures.discrepancy_absolute
from figures
inner join vlmis.walk_store on figures.last_day = walk_store.day and figures.store_id = walk_store.store_id
inner join vlmis.store on figures.store_id = store.store_id
inner join vlmis.product on figures.product_id = product.product_id
left join vlmis.store as supplier on walk_store.supplier_store_id = supplier.store_id;

comment on view analyst.stock_month is 'What every store held, received and gave out in every month, and how long stock lasted. Complete months are stored once; the running month is added up from its computed days. Grain: one month, store and product. Definitions: docs/indicators.md.';
comment on column analyst.stock_month.month is 'First day of the month.';
comment on column analyst.stock_month.is_complete is 'False for the running month: its figures are those of its days so far.';
comment on column analyst.stock_month.store_code is 'Code of the store, as now.';
comment on column analyst.stock_month.store_name is 'Name of the store, as now.';
comment on column analyst.stock_month.org_unit_uid is 'DHIS2 uid of the org unit that the store was attached to on the last day of the month; null: none.';
comment on column analyst.stock_month.supplier_store_code is 'Code of the store that supplied it on the last day; null for the central store.';
comment on column analyst.stock_month.level is 'Level in the supply tree on the last day; the central store is 1.';
comment on column analyst.stock_month.path is 'Codes of the stores from the central store down to this one, separated by slashes, on the last day.';
comment on column analyst.stock_month.is_depot is 'True when the store was a depot on all days of the month: it only passed stock on. Leave depots out where stock-outs of facilities are counted.';
comment on column analyst.stock_month.product_code is 'National code of the product, as now.';
comment on column analyst.stock_month.product_name is 'Name of the product, as now.';
comment on column analyst.stock_month.unit is 'What the quantities count: doses, or the product''s own unit. Never add up quantities of different units.';
comment on column analyst.stock_month.opening is 'Stock at the start of the month (or of the ledger, where that begins in the month), in units.';
comment on column analyst.stock_month.arrivals is 'Arrivals, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.requisitions_received is 'Received from the supplier, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.distributions_out is 'Distributed to stores supplied by it, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.returns_in is 'Returned to it, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.returns_out is 'Returned by it to its supplier, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.count_adjustment is 'Counted minus balance, sum of the days, in units.';
comment on column analyst.stock_month.dispensing is 'Given out to people, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.wastage is 'Lost or thrown away, sum of the days, in units, net of reversals.';
comment on column analyst.stock_month.closing is 'Stock at the end of the month, or of its newest day, in units.';
comment on column analyst.stock_month.consumption is 'dispensing + distributions_out - returns_in, in units. Over several stores add up dispensing instead: what one passes on is consumption of the next.';
comment on column analyst.stock_month.average_monthly_consumption is 'Consumption of the days counted (at most 90, the last day included) divided by these days, times 30, in units per 30 days; null: the pair has no row on the last day.';
comment on column analyst.stock_month.months_of_stock is 'closing / average_monthly_consumption, in months of 30 days; null where nothing was consumed.';
comment on column analyst.stock_month.days is 'Days of the month on which the pair has an EoD row, a number of days.';
comment on column analyst.stock_month.stock_out_days is 'Of these, days that closed with 0, whatever they opened with.';
comment on column analyst.stock_month.low_days is 'Of these, days that closed below the minimum.';
comment on column analyst.stock_month.adequate_days is 'Of these, days that closed between minimum and maximum.';
comment on column analyst.stock_month.over_days is 'Of these, days that closed above the maximum.';
comment on column analyst.stock_month.not_assessed_days is 'Of these, days without a minimum and maximum.';
comment on column analyst.stock_month.discrepancy_days is 'Of these, days with a count adjustment other than 0.';
comment on column analyst.stock_month.discrepancy_absolute is 'Count adjustments of the days without their signs, added up, in units.';

grant select on analyst.stock_month to vlmis_analyst, vlmis_recorder, vlmis_pipeline;
