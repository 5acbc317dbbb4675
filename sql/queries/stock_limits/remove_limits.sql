-- name: delete_level_limits
-- Remove the limits of a product at a level. Params: level integer, product_code text
delete from vlmis.level_stock_limit
using vlmis.product
where
    level_stock_limit.product_id = product.product_id
    and level_stock_limit.level = :level
    and product.code = :product_code;


-- name: delete_pair_limits
-- Remove the limits of a product at a store. Params: store_id integer, product_code text
delete from vlmis.pair_stock_limit
using vlmis.product
where
    pair_stock_limit.product_id = product.product_id
    and pair_stock_limit.store_id = :store_id
    and product.code = :product_code;
