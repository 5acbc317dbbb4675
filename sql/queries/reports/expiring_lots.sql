-- name: total_expiring_lots
-- What some stores hold of each product in lots that have expired, or expire until a day.
-- Grain:  one row per product with such lots, by code.
-- Params: today, last_day date, store_ids integer[] or null (all), product_code text or null
-- Units:  the product's
select
    product.code as product_code,
    product.name as product_name,
    product.unit,
    count(*) as lines,
    count(distinct lot_balance.store_id) as stores,
    coalesce(cast(sum(lot_balance.balance) filter (where lot_balance.expires_on < :today) as bigint), 0) as expired,
    coalesce(cast(sum(lot_balance.balance) filter (where lot_balance.expires_on >= :today) as bigint), 0)
        as expires_soon
from vlmis.lot_balance
inner join vlmis.product on lot_balance.product_id = product.product_id
where
    lot_balance.expires_on <= :last_day
    and (cast(:store_ids as integer[]) is null or lot_balance.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
group by product.code, product.name, product.unit
order by product.code collate "C";


-- name: select_expiring_lots
-- What some stores hold of each lot that has expired, or expires until a day; the first to expire first.
-- Grain:  one row per store, product and lot.
-- Params: today, last_day date, store_ids integer[] or null (all), product_code text or null,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
select
    lot_balance.expires_on,
    lot_balance.expires_on - cast(:today as date) as days_left,
    case when lot_balance.expires_on < :today then 'expired' else 'expires_soon' end as expiry,
    store.code as store_code,
    store.name as store_name,
    supplier.code as supplier_store_code,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    lot_balance.lot,
    lot_balance.balance
from vlmis.lot_balance
inner join vlmis.store on lot_balance.store_id = store.store_id
inner join vlmis.product on lot_balance.product_id = product.product_id
left join vlmis.store as supplier on store.supplier_store_id = supplier.store_id
where
    lot_balance.expires_on <= :last_day
    and (cast(:store_ids as integer[]) is null or lot_balance.store_id = any(cast(:store_ids as integer[])))
    and (cast(:product_code as text) is null or product.code = :product_code)
order by
    lot_balance.expires_on asc, store.code collate "C" asc, product.code collate "C" asc, lot_balance.lot asc
limit :line_count offset :skipped;
