-- name: select_operation_totals
-- The live movements of days that are not frozen, by product: how many, and what they did to the chosen stores' stock.
-- Grain:  one row per product, by code.
-- Params: first_day date, last_day date (both later than the newest frozen day), store_ids integer[] or null (all),
--         product_code text or null, kind text or null
-- Units:  the product's
select
    product.code as product_code,
    product.name as product_name,
    product.unit,
    count(*) as movement_count,
    count(*) filter (where movement.is_late) as late_count,
    count(distinct movement.store_id) as stores,
    cast(sum(vlmis.stock_effect(movement.kind, movement.quantity)) as bigint) as stock_effect
from vlmis.movement
inner join vlmis.product on movement.product_id = product.product_id
where
    movement.stock_day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (cast(:kind as text) is null or movement.kind = cast(cast(:kind as text) as vlmis.movement_kind))
group by product.product_id
order by product.code;


-- name: select_operations
-- Live movements of days that are not frozen, newest first.
-- Grain:  one row per movement.
-- Params: first_day date, last_day date (both later than the newest frozen day), store_ids integer[] or null (all),
--         product_code text or null, kind text or null, line_count integer or null (all), skipped bigint
-- Units:  the product's
select
    movement.stock_day,
    coalesce(stock_day.state, 'open') as day_state,
    movement.occurred_on,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    cast(movement.kind as text) as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    counterpart.code as counterpart_store_code,
    counterpart.name as counterpart_store_name,
    movement.reason,
    movement.lot,
    movement.expires_on,
    movement.is_late,
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
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (cast(:kind as text) is null or movement.kind = cast(cast(:kind as text) as vlmis.movement_kind))
order by movement.stock_day desc, movement.movement_id desc
limit :line_count offset :skipped;


-- name: select_open_days
-- Days after the newest frozen one that were begun or have such movements.
-- Grain:  one row per day.
-- Params: newest_frozen date, store_ids integer[] or null (all), product_code text or null, kind text or null
with moved as (
    select
        movement.stock_day as day,
        count(*) as movement_count
    from vlmis.movement
    inner join vlmis.product on movement.product_id = product.product_id
    where
        movement.stock_day > :newest_frozen
        and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
        and (cast(:product_code as text) is null or product.code = :product_code)
        and (cast(:kind as text) is null or movement.kind = cast(cast(:kind as text) as vlmis.movement_kind))
    group by movement.stock_day
)

select
    day,
    coalesce(stock_day.state, 'open') as state,
    coalesce(moved.movement_count, 0) as movement_count
from moved
full outer join (
    select
        stock_day.day,
        stock_day.state
    from vlmis.stock_day
    where stock_day.day > :newest_frozen
) as stock_day using (day)
order by day;
