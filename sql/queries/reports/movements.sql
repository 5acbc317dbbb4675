-- name: select_movement_totals
-- The movements of a range of stock days by product, kind and reason, net of reversals.
-- Grain:  one row per product, kind and reason; by product code, kind and reason.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null, kind text or null,
--         reason text or null, other_store_code text or null
-- Units:  the product's
select
    product.code as product_code,
    product.name as product_name,
    product.unit,
    cast(movement.kind as text) as kind,
    movement.reason,
    count(*) as movement_count,
    count(distinct movement.store_id) as stores,
    cast(sum(movement.quantity) as bigint) as quantity,
    cast(sum(vlmis.stock_effect(movement.kind, movement.quantity)) as bigint) as stock_effect
from vlmis.movement
inner join vlmis.product on movement.product_id = product.product_id
where
    movement.stock_day between :first_day and :last_day
    and (cast(:store_ids as integer[]) is null or movement.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (cast(:kind as text) is null or movement.kind = cast(cast(:kind as text) as vlmis.movement_kind))
    and (cast(:reason as text) is null or movement.reason = :reason)
    and (
        cast(:other_store_code as text) is null
        or movement.counterpart_store_id = (
            select other.store_id from vlmis.store as other
            where other.code = :other_store_code
        )
    )
group by product.product_id, movement.kind, movement.reason
order by product.code collate "C", movement.kind, movement.reason;


-- name: select_movements
-- The movements of a range of stock days, the newest or the oldest first.
-- Grain:  one row per movement.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null, kind text or null,
--         reason text or null, other_store_code text or null, direction integer (-1: the newest first, 1: the oldest),
--         line_count integer or null (all), skipped bigint
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
    and (cast(:reason as text) is null or movement.reason = :reason)
    and (
        cast(:other_store_code as text) is null
        or movement.counterpart_store_id = (
            select other.store_id from vlmis.store as other
            where other.code = :other_store_code
        )
    )
order by (movement.stock_day - date '2000-01-01') * :direction, movement.movement_id * :direction
limit :line_count offset :skipped;
