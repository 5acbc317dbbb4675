-- All products.
-- Grain: one row per product, by code; has_stock_history: a pair of it was opened.
select
    product.code,
    product.name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    coalesce(history.has_pair, false) as has_stock_history
from vlmis.product
left join lateral (
    select true as has_pair
    from vlmis.pair
    where pair.product_id = product.product_id
    limit 1
) as history on true
order by product.code collate "C";
