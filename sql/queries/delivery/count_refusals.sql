-- Records that DHIS2 refused and that are not posted: how many by state.
-- Grain:  one row per state.
-- Params: store_code text or null, product_code text or null, visible_store_ids integer[] or null (all)
select
    cast(delivery.state as text) as state,
    count(*) as records
from vlmis.delivery
inner join vlmis.store on delivery.store_id = store.store_id
inner join vlmis.product on delivery.product_id = product.product_id
where
    delivery.state in ('refused', 'exhausted')
    and (cast(:store_code as text) is null or store.code = :store_code)
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or delivery.store_id = any(cast(:visible_store_ids as integer[]))
    )
group by delivery.state
order by state;
