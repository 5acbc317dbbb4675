-- name: count_issues
-- The causes that stand, by reason.
-- Grain:  one row per reason, most causes first.
-- Params: store_code text or null, product_code text or null (causes that cover it),
--         visible_store_ids integer[] or null (all)
select
    delivery_hold.reason_code,
    delivery_hold.fix_by,
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
group by delivery_hold.reason_code, delivery_hold.fix_by
order by causes desc, delivery_hold.reason_code asc;


-- name: select_issues
-- The causes that stand: why a store, a product, a day or all of it is not sent.
-- Grain:  one row per cause, by reason, then the longest standing first.
-- Params: reason_code text or null, store_code text or null, product_code text or null (causes that cover it),
--         visible_store_ids integer[] or null (all), line_count integer or null (all), skipped bigint
select
    delivery_hold.reason_code,
    delivery_hold.sentence,
    delivery_hold.fix_by,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    delivery_hold.day,
    delivery_hold.first_night,
    delivery_hold.last_night,
    delivery_hold.is_from_answer
from vlmis.delivery_hold
left join vlmis.store on delivery_hold.store_id = store.store_id
left join vlmis.product on delivery_hold.product_id = product.product_id
where
    delivery_hold.ended_night is null
    and (cast(:reason_code as text) is null or delivery_hold.reason_code = :reason_code)
    and (cast(:store_code as text) is null or store.code is null or store.code = :store_code)
    and (cast(:product_code as text) is null or product.code is null or product.code = :product_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or delivery_hold.store_id is null
        or delivery_hold.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by delivery_hold.reason_code, delivery_hold.first_night, delivery_hold.hold_id
limit :line_count offset :skipped;
