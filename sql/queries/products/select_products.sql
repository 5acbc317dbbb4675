-- name: select_known_products
-- All products, and whether quantities in their unit are recorded.
-- Grain: one row per product, by code; has_quantities: a store has held it, or has limits in its unit.
select
    product.code,
    product.name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    product.tracked_from,
    product.doses_per_vial,
    exists (
        select from vlmis.pair
        where pair.product_id = product.product_id
    )
    or exists (
        select from vlmis.pair_stock_limit
        where pair_stock_limit.product_id = product.product_id
    ) as has_quantities
from vlmis.product
order by product.code collate "C";


-- name: select_products
-- All products.
-- Grain: one row per product, by code.
select
    product.code,
    product.name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    product.tracked_from,
    product.doses_per_vial
from vlmis.product
order by product.code collate "C";
