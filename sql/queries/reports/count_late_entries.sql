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
