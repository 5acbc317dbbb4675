-- name: select_balances
-- Select the stock of a store at this moment: the newest frozen closing and the movements of open days.
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
    product.tracked_from,
    cast(coalesce(closed.closing, 0) + coalesce(moved.effect, 0) as bigint) as balance,
    pair.opened_on is not null as is_open
from vlmis.product
left join closed on product.product_id = closed.product_id
left join moved on product.product_id = moved.product_id
left join vlmis.pair on pair.store_id = :store_id and product.product_id = pair.product_id
where product.retired_on is null or coalesce(closed.closing, 0) + coalesce(moved.effect, 0) <> 0
order by product.code collate "C";


-- name: select_children
-- Select the open stores that a store supplies directly. Grain: one row per store, by code. Params: store_id integer
select
    store.code,
    store.name
from vlmis.store
where store.supplier_store_id = :store_id and store.closed_on is null
order by store.code collate "C";


-- name: select_lots
-- Select the lots of a store. Of products tracked by lot these are balances; of others, what the movements of some
-- days that name a lot received minus what they issued: a suggestion only.
-- Grain:  one row per product, lot and expiry date with something left; the first to expire first.
-- Params: store_id integer, days date[], today date
-- Units:  the product's
select
    held.product_code,
    held.lot,
    held.expires_on,
    held.quantity
from (
    select
        product.code as product_code,
        lot_balance.lot,
        lot_balance.expires_on,
        lot_balance.balance as quantity
    from vlmis.lot_balance
    inner join vlmis.product on lot_balance.product_id = product.product_id
    where lot_balance.store_id = :store_id and product.tracked_from <= :today
    union all
    select
        product.code as product_code,
        movement.lot,
        movement.expires_on,
        cast(sum(vlmis.stock_effect(movement.kind, movement.quantity)) as bigint) as quantity
    from vlmis.movement
    inner join vlmis.product on movement.product_id = product.product_id
    where
        movement.stock_day = any(cast(:days as date[]))
        and movement.store_id = :store_id
        and num_nonnulls(movement.lot, movement.expires_on) > 0
        and coalesce(product.tracked_from > :today, true)
    group by product.code, movement.lot, movement.expires_on
) as held
where held.quantity > 0
order by held.product_code collate "C" asc, held.expires_on asc nulls last, held.lot asc;


-- name: find_recoded_stores
-- Find the codes that have passed to the store which has them now since a change of codes.
-- Grain: one row per code, in their order. Params: codes text[], since bigint (newest_code_change, as it was)
select
    store.code,
    store.name
from vlmis.store
where
    store.code = any(cast(:codes as text[]))
    and exists (
        select from vlmis.former_store_code as former
        where former.change_id > :since and store.code in (former.code, former.replaced_by)
    )
order by store.code collate "C";


-- name: select_recording_stores
-- Select the open stores with some ids; without ids the central store.
-- Grain:  one row per open store, by code. Params: store_ids integer[] or null, line_count integer
select
    store.store_id,
    store.code,
    store.name
from vlmis.store
where
    store.closed_on is null
    and (
        store.store_id = any(cast(:store_ids as integer[]))
        or (cast(:store_ids as integer[]) is null and store.supplier_store_id is null)
    )
order by store.code collate "C"
limit :line_count;


-- name: select_store
-- Select a store with its supplier, and the newest change of any store's code (0: none yet).
-- Grain: one row when it exists. Params: store_code text
select
    store.store_id,
    store.code,
    store.name,
    coalesce((select max(former.change_id) from vlmis.former_store_code as former), 0) as newest_code_change,
    supplier.code as supplier_code,
    supplier.name as supplier_name
from vlmis.store
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where store.code = :store_code;
