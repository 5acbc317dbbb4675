-- The causes that stand, by reason.
-- Grain:  one row per reason, most causes first.
-- Params: store_code text or null, product_code text or null (causes that cover it),
--         visible_store_ids integer[] or null (all)
select
    delivery_hold.reason_code,
    delivery_hold.mender,
    count(*) as causes,
    min(delivery_hold.first_night) as first_night
from vlmis.delivery_hold
left join vlmis.store on delivery_hold.store_id = store.store_id
left join vlmis.product on delivery_hold.product_id = product.product_id
where
    delivery_hold.ended_night is null
    and (cast(:store_code as text) is null or store.code is null or store.code = :store_code)
    and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or delivery_hold.store_id is null
        or delivery_hold.store_id = any(cast(:visible_store_ids as integer[]))
    )
group by delivery_hold.reason_code, delivery_hold.mender
order by causes desc, delivery_hold.reason_code asc;
