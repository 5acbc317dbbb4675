-- name: select_level_limits
-- The limits of levels.
-- Grain:  one row per level and product, by level and code. Units: months of consumption.
-- Params: level integer, product_code text (null: all)
select
    level_stock_limit.level,
    product.code as product_code,
    product.name as product_name,
    cast(level_stock_limit.minimum_months as double precision) as minimum_months,
    cast(level_stock_limit.maximum_months as double precision) as maximum_months
from vlmis.level_stock_limit
inner join vlmis.product on level_stock_limit.product_id = product.product_id
where
    (cast(:level as integer) is null or level_stock_limit.level = :level)
    and (cast(:product_code as text) is null or product.code = :product_code)
order by level_stock_limit.level, product.code collate "C";


-- name: select_pair_limits
-- A part of the limits of stores.
-- Grain:  one row per store and product, by their codes. Units: the product's, in column unit.
-- Params: store_code, product_code text (null: all), visible_store_ids integer[] or null (all),
--         line_count integer or null (all), skipped integer
select
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    pair_stock_limit.minimum,
    pair_stock_limit.maximum
from vlmis.pair_stock_limit
inner join vlmis.store on pair_stock_limit.store_id = store.store_id
inner join vlmis.product on pair_stock_limit.product_id = product.product_id
where
    (cast(:store_code as text) is null or store.code = :store_code)
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    )
order by store.code collate "C", product.code collate "C"
limit :line_count offset :skipped;


-- name: count_pair_limits
-- How many stores and products have limits of their own.
-- Grain:  one value.
-- Params: store_code, product_code text (null: all), visible_store_ids integer[] or null (all)
select count(*) as limits
from vlmis.pair_stock_limit
inner join vlmis.store on pair_stock_limit.store_id = store.store_id
inner join vlmis.product on pair_stock_limit.product_id = product.product_id
where
    (cast(:store_code as text) is null or store.code = :store_code)
    and (cast(:product_code as text) is null or product.code = :product_code)
    and (
        cast(:visible_store_ids as integer[]) is null
        or store.store_id = any(cast(:visible_store_ids as integer[]))
    );
