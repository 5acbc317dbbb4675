-- name: count_late_entries
-- How many late entries the days of a range carry.
-- Grain:  one value.
-- Params: first_day date, last_day date (stock days), store_ids integer[] or null (all), product_code text or null
select count(*) as late_count
from vlmis.movement
where
    movement.stock_day between :first_day and :last_day
    and movement.is_late
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (
        cast(:product_code as text) is null
        or movement.product_id = (
            select product.product_id from vlmis.product
            where product.code = :product_code
        )
    );


-- name: select_late_entries
-- Late entries: movements whose own day was frozen when they were recorded, newest first.
-- Grain:  one row per movement.
-- Params: first_day date, last_day date (stock days), store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
select
    movement.occurred_on,
    movement.stock_day,
    movement.stock_day - movement.occurred_on as days_late,
    coalesce(stock_day.state, 'open') as day_state,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    cast(movement.kind as text) as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    counterpart.code as counterpart_store_code,
    movement.reason,
    movement.reverses_movement_id,
    movement.movement_id,
    movement.recorded_at,
    movement.recorded_by
from vlmis.movement
inner join vlmis.store on movement.store_id = store.store_id
inner join vlmis.product on movement.product_id = product.product_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_day on movement.stock_day = stock_day.day
where
    movement.stock_day between :first_day and :last_day
    and movement.is_late
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
order by movement.stock_day desc, movement.movement_id desc
limit :line_count offset :skipped;
