-- name: select_named_stores
-- Some stores, by their codes of today. Grain: one row per code that a store has. Params: codes text[]
select
    store.code,
    store.closed_on
from vlmis.store
where store.code = any(cast(:codes as text[]));


-- name: select_present_level_limits
-- The limits that some levels and products have now.
-- Grain:  one row per element that has limits. Units: months of consumption.
-- Params: places integer[] (levels), products text[] (codes), of equal length
select
    wanted.level as place,
    wanted.product_code,
    level_stock_limit.minimum_months as minimum,
    level_stock_limit.maximum_months as maximum
from unnest(cast(:places as integer[]), cast(:products as text[])) as wanted (level, product_code)
inner join vlmis.product on wanted.product_code = product.code
inner join vlmis.level_stock_limit
    on wanted.level = level_stock_limit.level and product.product_id = level_stock_limit.product_id;


-- name: select_present_pair_limits
-- The limits that some stores and products have now.
-- Grain:  one row per element that has limits. Units: the product's.
-- Params: places text[] (codes of stores), products text[] (codes), of equal length
select
    wanted.store_code as place,
    wanted.product_code,
    cast(pair_stock_limit.minimum as numeric) as minimum,
    cast(pair_stock_limit.maximum as numeric) as maximum
from unnest(cast(:places as text[]), cast(:products as text[])) as wanted (store_code, product_code)
inner join vlmis.store on wanted.store_code = store.code
inner join vlmis.product on wanted.product_code = product.code
inner join vlmis.pair_stock_limit
    on store.store_id = pair_stock_limit.store_id and product.product_id = pair_stock_limit.product_id;


-- name: upsert_level_limits
-- Create or change the limits of levels and products.
-- Grain:  one row per element. Units: months of consumption.
-- Params: places integer[] (levels), products text[] (codes), minimums, maximums numeric[], of equal length
insert into vlmis.level_stock_limit as kept (level, product_id, minimum_months, maximum_months)
select
    wanted.level,
    product.product_id,
    wanted.minimum,
    wanted.maximum
from unnest(
    cast(:places as integer[]), cast(:products as text[]),
    cast(:minimums as numeric[]), cast(:maximums as numeric[])
) as wanted (level, product_code, minimum, maximum)
inner join vlmis.product on wanted.product_code = product.code
order by wanted.level, product.product_id
on conflict (level, product_id) do update set
    minimum_months = excluded.minimum_months,
    maximum_months = excluded.maximum_months;


-- name: upsert_pair_limits
-- Create or change the limits of stores and products.
-- Grain:  one row per element. Units: the product's.
-- Params: places text[] (codes of stores), products text[] (codes), minimums, maximums numeric[], of equal length
insert into vlmis.pair_stock_limit as kept (store_id, product_id, minimum, maximum)
select
    store.store_id,
    product.product_id,
    wanted.minimum,
    wanted.maximum
from unnest(
    cast(:places as text[]), cast(:products as text[]),
    cast(:minimums as numeric[]), cast(:maximums as numeric[])
) as wanted (store_code, product_code, minimum, maximum)
inner join vlmis.store on wanted.store_code = store.code
inner join vlmis.product on wanted.product_code = product.code
order by store.store_id, product.product_id
on conflict (store_id, product_id) do update set
    minimum = excluded.minimum,
    maximum = excluded.maximum;
