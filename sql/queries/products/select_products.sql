-- name: select_known_products
-- All products, and whether a store ever held them.
-- Grain: one row per product, by code; has_stock_history: a pair of it was opened.
select
    product.code,
    product.name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    product.tracked_from,
    exists(
        select from vlmis.pair
        where pair.product_id = product.product_id
    ) as has_stock_history
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
    product.tracked_from
from vlmis.product
order by product.code collate "C";
