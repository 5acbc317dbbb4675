-- Stock of every pair at the start of a day: the newest frozen closing before it, and what moved since.
-- Grain:  one row per pair that had a row or moved before the day.
-- Params: day date
-- Units:  the product's
with frozen_before as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen' and stock_day.day < :day
),

change as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.closing as effect
    from vlmis.eod_row
    inner join frozen_before on eod_row.day = frozen_before.day
    union all
    select
        movement.store_id,
        movement.product_id,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from vlmis.movement
    inner join frozen_before on movement.stock_day > frozen_before.day
    where movement.stock_day < :day
)

select
    store.code as store_code,
    product.code as product_code,
    cast(sum(change.effect) as bigint) as balance
from change
inner join vlmis.store on change.store_id = store.store_id
inner join vlmis.product on change.product_id = product.product_id
group by store.code, product.code;
