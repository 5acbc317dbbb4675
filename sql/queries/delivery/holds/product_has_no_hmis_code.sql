-- A product without an HMIS Code is never reported.
-- Grain:  one row per product that has stock records.
-- Params: snapshot_id bigint
select
    cast(null as integer) as store_id,
    product.product_id,
    cast(null as date) as day,
    product.code || ' (' || product.name || ')' as finding
from vlmis.product
where
    exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    )
    and product.hmis_code is null;
