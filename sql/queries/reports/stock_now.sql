-- name: select_stock_now
-- Select what some stores hold of each product at this moment, with the status that follows from the minimum and
-- maximum of the newest computed day. Stock-outs first, then what is low.
-- Grain:  one row per store and product that the store has held; a retired product only while it has stock.
-- Why:    the open days are named one by one, so that the index by day and pair is entered once per day.
-- Params: store_ids integer[], last_frozen date, open_days date[] (every day after it that can hold movements),
--         status_day date or null (no day is computed)
-- Units:  the product's
with closed as (
    select
        eod_row.store_id,
        eod_row.product_id,
        eod_row.closing
    from vlmis.eod_row
    where eod_row.day = :last_frozen and eod_row.store_id = any(cast(:store_ids as integer[]))
),

moved as (
    select
        movement.store_id,
        movement.product_id,
        sum(vlmis.stock_effect(movement.kind, movement.quantity)) as effect
    from vlmis.movement
    where
        movement.stock_day = any(cast(:open_days as date[]))
        and movement.store_id = any(cast(:store_ids as integer[]))
    group by movement.store_id, movement.product_id
),

held as (
    select
        pair.store_id,
        pair.product_id,
        cast(coalesce(closed.closing, 0) + coalesce(moved.effect, 0) as bigint) as balance
    from vlmis.pair
    left join closed on pair.store_id = closed.store_id and pair.product_id = closed.product_id
    left join moved on pair.store_id = moved.store_id and pair.product_id = moved.product_id
    where pair.store_id = any(cast(:store_ids as integer[]))
)

select
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    held.balance,
    stock_status.minimum,
    stock_status.maximum,
    case
        when held.balance = 0 then 'stocked_out'
        when stock_status.minimum is null then 'not_assessed'
        when held.balance < stock_status.minimum then 'low'
        when held.balance > stock_status.maximum then 'over'
        else 'adequate'
    end as status
from held
inner join vlmis.store on held.store_id = store.store_id
inner join vlmis.product on held.product_id = product.product_id
left join vlmis.stock_status
    on
        stock_status.day = :status_day
        and held.store_id = stock_status.store_id
        and held.product_id = stock_status.product_id
where product.retired_on is null or held.balance <> 0
order by
    store.code collate "C" asc,
    case
        when held.balance = 0 then 1
        when held.balance < stock_status.minimum then 2
        else 3
    end asc,
    product.code collate "C" asc;
