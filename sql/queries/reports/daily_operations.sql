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
