-- name: select_daily_operations
-- Live movements of the days that are not frozen yet, newest day first.
-- Grain:  one row per movement.
-- Params: stock_day date or null (every open day), store_code text or null, product_code text or null
-- Units:  the product's
select
    daily_operations.stock_day,
    daily_operations.day_state,
    daily_operations.store_code,
    daily_operations.store_name,
    daily_operations.product_code,
    daily_operations.product_name,
    daily_operations.unit,
    daily_operations.kind,
    daily_operations.quantity,
    daily_operations.stock_effect,
    daily_operations.counterpart_store_code,
    daily_operations.reason,
    daily_operations.lot,
    daily_operations.expires_on,
    daily_operations.occurred_on,
    daily_operations.is_late,
    daily_operations.is_reversal,
    daily_operations.recorded_at,
    daily_operations.recorded_by,
    daily_operations.movement_id
from analyst.daily_operations
where
    (cast(:stock_day as date) is null or daily_operations.stock_day = :stock_day)
    and (cast(:store_code as text) is null or daily_operations.store_code = :store_code)
    and (cast(:product_code as text) is null or daily_operations.product_code = :product_code)
order by daily_operations.stock_day desc, daily_operations.movement_id asc;
