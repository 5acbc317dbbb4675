-- Stock of a pair at the start of a day: the last frozen closing before it, and what open days moved since.
-- Grain:  one value.
-- Params: store_id integer, product_id integer, first_day date
-- Units:  the product's
with frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen' and stock_day.day < :first_day
),

closed as (
    select eod_row.closing
    from vlmis.eod_row
    inner join frozen on eod_row.day = frozen.day
    where eod_row.store_id = :store_id and eod_row.product_id = :product_id
),

moved as (
    select sum(vlmis.stock_effect(movement.kind, movement.quantity)) as effect
    from vlmis.movement
    inner join frozen on movement.stock_day > frozen.day
    where
        movement.stock_day < :first_day
        and movement.store_id = :store_id
        and movement.product_id = :product_id
)

select cast(coalesce((select closed.closing from closed), 0) + coalesce(moved.effect, 0) as bigint) as balance
from moved;
