-- name: retire_product
-- Retire a product. Params: code text, retired_on date
update vlmis.product
set retired_on = :retired_on
where product.code = :code;


-- name: select_retiring_obstacles
-- What keeps a product from being retired on a day. All zero or null: nothing does.
-- Grain:  one row when the product exists.
-- Params: code text, retired_on date
select
    product.retired_on,
    obstacle.first_open_day,
    obstacle.held_pairs,
    obstacle.last_movement_on,
    obstacle.waiting_returns
from vlmis.product
cross join vlmis.ending_obstacles(null, product.product_id, :retired_on) as obstacle
where product.code = :code;
