-- name: retire_product
-- Retire a product. Params: code text, retired_on date
update vlmis.product
set retired_on = :retired_on
where product.code = :code;


-- name: select_retiring_obstacles
-- What keeps a product from being retired on a day. Params: code text, retired_on date
-- Grain: one row per obstacle.
select
    obstacle.code,
    obstacle.day,
    obstacle.count
from vlmis.product
cross join vlmis.ending_obstacles(null, product.product_id, :retired_on) as obstacle
where product.code = :code;


-- name: select_retirement
-- Since when a product is retired. Grain: one row when it exists. Params: code text
select product.retired_on
from vlmis.product
where product.code = :code;
