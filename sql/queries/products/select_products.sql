-- name: select_products
-- All products.
-- Grain: one row per product, by code; has_stock_history: a pair of it was opened.
with paired as (
    select distinct pair.product_id
    from vlmis.pair
)

select
    product.code,
    product.name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    paired.product_id is not null as has_stock_history
from vlmis.product
left join paired on product.product_id = paired.product_id
order by product.code collate "C";
