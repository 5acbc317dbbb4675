-- How many pairs have frozen rows in a range of days: those of its first day, and those opened later in it.
-- Grain:  one value.
-- Params: first_day date, last_day date, store_ids integer[] or null (all), product_code text or null
with present as (
    select
        eod_row.store_id,
        eod_row.product_id
    from vlmis.eod_row
    where eod_row.day = :first_day
    union all
    select
        pair.store_id,
        pair.product_id
    from vlmis.pair
    where pair.opened_on > :first_day and pair.opened_on <= :last_day
)

select count(*) as pairs
from present
where
    (cast(:store_ids as integer[]) is null or present.store_id = any(cast(:store_ids as integer[])))
    and (
        cast(:product_code as text) is null
        or present.product_id = (
            select product.product_id from vlmis.product
            where product.code = :product_code
        )
    );
