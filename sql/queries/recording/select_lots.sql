-- The lots of a store as its movements of some days name them: what came in less what went out.
-- Grain:  one row per product, lot and expiry date with something left; the first to expire first.
-- Why:    the ledger balances pairs, not lots: many movements name none, so this helps to choose only.
-- Params: store_id integer, days date[]
-- Units:  the product's
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
group by product.code, movement.lot, movement.expires_on
having sum(vlmis.stock_effect(movement.kind, movement.quantity)) > 0
order by product.code collate "C" asc, movement.expires_on asc nulls last, movement.lot asc;
