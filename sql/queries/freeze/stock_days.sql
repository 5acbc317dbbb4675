-- name: select_stock_days
-- Select the newest stock days and their states, newest first.
-- Grain:  one row per day. Params: day_count integer
select
    stock_day.day,
    stock_day.state,
    stock_day.frozen_at,
    stock_day.early_reason,
    stock_day.store_count,
    stock_day.row_count,
    stock_day.movement_count,
    stock_day.late_count,
    stock_day.digest
from analyst.stock_day
order by stock_day.day desc
limit :day_count;


-- name: select_stock_days_of_stores
-- Select the newest stock days with what some stores have in them, newest first.
-- Grain:  one row per day. Params: day_count integer, store_ids integer[]
with newest as (
    select
        stock_day.day,
        stock_day.state,
        stock_day.frozen_at,
        stock_day.early_reason,
        stock_day.digest
    from analyst.stock_day
    order by stock_day.day desc
    limit :day_count
)

select
    newest.day,
    newest.state,
    newest.frozen_at,
    newest.early_reason,
    case when newest.state = 'frozen' then reported.store_count end as store_count,
    case when newest.state = 'frozen' then reported.row_count end as row_count,
    moved.movement_count,
    moved.late_count,
    newest.digest
from newest
cross join lateral (
    select
        cast(count(distinct eod_row.store_id) as integer) as store_count,
        count(*) as row_count
    from vlmis.eod_row
    where eod_row.day = newest.day and eod_row.store_id = any(cast(:store_ids as integer[]))
) as reported
cross join lateral (
    select
        count(*) as movement_count,
        count(*) filter (where movement.is_late) as late_count
    from vlmis.movement
    where movement.stock_day = newest.day and movement.store_id = any(cast(:store_ids as integer[]))
) as moved
order by newest.day desc;


-- name: select_day_of_run
-- Select the stock day that a run began; null: it began none. Grain: one value. Params: run_id text
select max(stock_day.day) from vlmis.stock_day
where stock_day.run_id = :run_id;
