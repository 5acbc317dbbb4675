-- How many live movements days have that are not frozen, by product: what they did to the chosen stores' stock.
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
