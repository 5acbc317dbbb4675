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
