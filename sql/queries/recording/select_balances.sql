-- What a store holds at this moment: the newest frozen closing, and what open days moved since.
-- Grain:  one row per product that is in use, by code; is_open: the store has held it.
-- Why:    the days are named one by one, so that the index by day and pair is entered once per day.
-- Params: store_id integer, last_frozen date, open_days date[] (every day after it that can hold movements)
-- Units:  the product's
with closed as (
    select
        eod_row.product_id,
        eod_row.closing
    from vlmis.eod_row
    where eod_row.day = :last_frozen and eod_row.store_id = :store_id
),

moved as (
    select
        movement.product_id,
        sum(vlmis.stock_effect(movement.kind, movement.quantity)) as effect
    from vlmis.movement
    where movement.stock_day = any(cast(:open_days as date[])) and movement.store_id = :store_id
    group by movement.product_id
)

select
    product.code,
    product.name,
    product.unit,
    cast(coalesce(closed.closing, 0) + coalesce(moved.effect, 0) as bigint) as balance,
    pair.opened_on is not null as is_open
from vlmis.product
left join closed on product.product_id = closed.product_id
left join moved on product.product_id = moved.product_id
left join vlmis.pair on pair.store_id = :store_id and product.product_id = pair.product_id
where product.retired_on is null or coalesce(closed.closing, 0) + coalesce(moved.effect, 0) <> 0
order by product.code collate "C";
