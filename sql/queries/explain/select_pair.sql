-- A store and a product by their codes, where each reports to, and when the two first met.
-- Grain:  one row when both exist; opened_on is null when they never met.
-- Params: store_code text, product_code text
select
    store.store_id,
    store.code as store_code,
    store.name as store_name,
    store.org_unit_uid,
    store.closed_on,
    product.product_id,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    pair.opened_on
from vlmis.store
cross join vlmis.product
left join vlmis.pair on store.store_id = pair.store_id and product.product_id = pair.product_id
where store.code = :store_code and product.code = :product_code;
