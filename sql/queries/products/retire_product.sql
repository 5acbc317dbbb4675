-- name: retire_product
-- Retire a product. Params: code text, retired_on date
update vlmis.product
set retired_on = :retired_on
where product.code = :code;


-- name: select_retiring_obstacles
-- What keeps a product from being retired on a day. All zero or null: nothing does.
-- Grain:  one row when the product exists.
-- Params: code text, retired_on date
with last_frozen as (
    select max(stock_day.day) as day
    from vlmis.stock_day
    where stock_day.state = 'frozen'
),

change as (
    select
        eod_row.store_id,
        eod_row.closing as effect
    from vlmis.eod_row
    inner join last_frozen on eod_row.day = last_frozen.day
    inner join vlmis.product on eod_row.product_id = product.product_id
    where product.code = :code
    union all
    select
        movement.store_id,
        vlmis.stock_effect(movement.kind, movement.quantity) as effect
    from vlmis.movement
    inner join last_frozen on movement.stock_day > last_frozen.day
    inner join vlmis.product on movement.product_id = product.product_id
    where product.code = :code
),

held as (
    select change.store_id
    from change
    group by change.store_id
    having sum(change.effect) <> 0
)

select
    product.retired_on,
    vlmis.first_open_day() as first_open_day,
    (select count(*) from held) as stores_holding,
    (
        select max(touched.stock_day)
        from (
            select movement.stock_day
            from vlmis.movement
            where movement.product_id = product.product_id and movement.stock_day >= :retired_on
            union all
            select pair.opened_on as stock_day
            from vlmis.pair
            where pair.product_id = product.product_id and pair.opened_on >= :retired_on
        ) as touched
    ) as moves_on,
    (
        select count(*)
        from vlmis.stock_return
        left join vlmis.return_acknowledgement
            on stock_return.return_id = return_acknowledgement.return_id
        where
            return_acknowledgement.return_id is null
            and stock_return.product_id = product.product_id
    ) as pending_returns
from vlmis.product
where product.code = :code;
