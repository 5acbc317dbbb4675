-- name: select_deepest_level
-- The deepest level of the supply tree on a day that has its stock status; null: it has none. Grain: one value.
-- Params: day date
select max(walk_store.level)
from vlmis.indicator_day
inner join vlmis.walk_store on indicator_day.day = walk_store.day
where indicator_day.day = :day;


-- name: select_area_by_store
-- The area of every store: the area's store id at the place of the store's id; 0: the store is in none.
-- An area is a store with those below it: below the only chosen store that no other chosen store supplies, and this one
-- alone; where there are several of these, each of them.
-- Grain:  one value. Params: day date, store_ids integer[] or null (all)
with recursive seen as materialized (
    select
        walk_store.store_id,
        walk_store.supplier_store_id
    from vlmis.walk_store
    where
        walk_store.day = :day
        and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
),

top as materialized (
    select
        seen.store_id,
        count(*) over () as tops
    from seen
    left join seen as supplier on seen.supplier_store_id = supplier.store_id
    where supplier.store_id is null
),

area as materialized (
    select
        top.store_id,
        top.tops > 1 as with_stores_below
    from top
    union all
    select
        seen.store_id,
        true as with_stores_below
    from top
    inner join seen on top.store_id = seen.supplier_store_id
    where top.tops = 1
),

placed as (
    select
        area.store_id,
        area.store_id as area_id,
        area.with_stores_below
    from area
    union all
    select
        seen.store_id,
        placed.area_id,
        true as with_stores_below
    from placed
    inner join seen on placed.store_id = seen.supplier_store_id
    where placed.with_stores_below
)

select array_agg(coalesce(placed.area_id, 0) order by number)
from generate_series(1, (select max(store.store_id) from vlmis.store)) as number
left join placed on number = placed.store_id;


-- name: select_status_matrix
-- How many stores have each status on a day, by product: of each area, and of all chosen stores (area_code null).
-- Of many areas, those with most stores of the shown status. A place in area_by_store is found in half the time of a join.
-- Grain:  one row per area and product, along the supply tree, then by product code.
-- Params: day date, area_by_store integer[] (select_area_by_store), store_ids integer[] or null (all), product_code text or
--         null, places text (facilities, depots, all), level integer or null, shown text (a status), area_limit integer
-- Units:  stores; area_count: areas in all
with counted as materialized (
    select
        (cast(:area_by_store as integer[]))[stock_status.store_id] as area_id,
        stock_status.product_id,
        stock_status.status,
        count(*) as stores
    from vlmis.stock_status
    where
        stock_status.day = :day
        and (cast(:store_ids as integer[]) is null or stock_status.store_id = any(cast(:store_ids as integer[])))
        and (:places = 'all' or stock_status.is_depot = (:places = 'depots'))
        and (
            cast(:level as integer) is null
            or stock_status.store_id in (
                select walk_store.store_id from vlmis.walk_store
                where walk_store.day = :day and walk_store.level = :level
            )
        )
        and (
            cast(:product_code as text) is null
            or stock_status.product_id = (
                select product.product_id from vlmis.product
                where product.code = :product_code
            )
        )
    group by area_id, stock_status.product_id, stock_status.status
),

ranked as (
    select
        counted.area_id,
        row_number() over (
            order by
                coalesce(sum(counted.stores) filter (where cast(counted.status as text) = :shown), 0) desc,
                counted.area_id
        ) as number,
        count(*) over () as area_count
    from counted
    where counted.area_id > 0
    group by counted.area_id
),

summed as (
    select
        counted.area_id,
        counted.product_id,
        sum(counted.stores) filter (where counted.status = 'stocked_out') as stocked_out,
        sum(counted.stores) filter (where counted.status = 'low') as low,
        sum(counted.stores) filter (where counted.status = 'adequate') as adequate,
        sum(counted.stores) filter (where counted.status = 'over') as over,
        sum(counted.stores) filter (where counted.status = 'not_assessed') as not_assessed
    from counted
    where counted.area_id > 0
    group by grouping sets ((counted.area_id, counted.product_id), (counted.product_id))
)

select
    product.code as product_code,
    product.name as product_name,
    store.code as area_code,
    store.name as area_name,
    coalesce(cardinality(array_positions(cast(:area_by_store as integer[]), summed.area_id)) > 1, false)
        as has_stores_below,
    cast(coalesce(summed.stocked_out, 0) as integer) as stocked_out,
    cast(coalesce(summed.low, 0) as integer) as low,
    cast(coalesce(summed.adequate, 0) as integer) as adequate,
    cast(coalesce(summed.over, 0) as integer) as over,
    cast(coalesce(summed.not_assessed, 0) as integer) as not_assessed,
    coalesce(ranked.area_count, 0) as area_count
from summed
inner join vlmis.product on summed.product_id = product.product_id
left join ranked on summed.area_id = ranked.area_id
left join vlmis.walk_store on summed.area_id = walk_store.store_id and walk_store.day = :day
left join vlmis.store on summed.area_id = store.store_id
where summed.area_id is null or ranked.number <= :area_limit
order by walk_store.path collate "C" asc nulls first, product.code collate "C" asc;


-- name: select_status_lines
-- The stores and products of one status on a day, or of every status, sorted by one column; equal lines along the supply
-- tree, then by product.
-- Grain:  one row per store and product.
-- Params: day date, store_ids integer[] or null (all), product_code text or null, places text (facilities, depots, all),
--         level integer or null, status text or null, sorted_by text (a column but status), direction and direction_of_ties
--         integer (1 or -1), line_count integer or null (all), skipped bigint
-- Units:  the product's; consumption in 30 days, months of 30 days
with seen as materialized (
    select
        walk_store.store_id,
        walk_store.supplier_store_id,
        walk_store.level,
        row_number() over (order by walk_store.path collate "C") as number
    from vlmis.walk_store
    where
        walk_store.day = :day
        and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
        and (cast(:level as integer) is null or walk_store.level = :level)
),

numbered_product as materialized (
    select
        product.product_id,
        product.code,
        product.name,
        product.unit,
        row_number() over (order by product.code collate "C") as number
    from vlmis.product
    where cast(:product_code as text) is null or product.code = :product_code
),

wanted as (
    select
        stock_status.store_id,
        stock_status.product_id,
        cast(
            case :sorted_by
                when 'store' then seen.number
                when 'product' then numbered_product.number
                when 'closing' then stock_status.closing
                when 'consumption' then cast(stock_status.consumption_90_days as float8) / stock_status.days_counted
                when 'months_of_stock' then
                    case
                        when stock_status.consumption_90_days > 0
                            then
                                cast(stock_status.closing as float8) * stock_status.days_counted
                                / stock_status.consumption_90_days
                        else 'infinity'
                    end
            end as float8
        ) * :direction as sort_key,
        (seen.number * 100000 + numbered_product.number) * :direction_of_ties as tie_key
    from vlmis.stock_status
    inner join seen on stock_status.store_id = seen.store_id
    inner join numbered_product on stock_status.product_id = numbered_product.product_id
    where
        stock_status.day = :day
        and (cast(:store_ids as integer[]) is null or stock_status.store_id = any(cast(:store_ids as integer[])))
        and (:places = 'all' or stock_status.is_depot = (:places = 'depots'))
        and (
            cast(:status as text) is null
            or stock_status.status = cast(cast(:status as text) as vlmis.stock_status_name)
        )
    order by sort_key, tie_key
    limit :line_count offset :skipped
)

select
    stock_status.day,
    cast(stock_status.status as text) as status,
    store.code as store_code,
    store.name as store_name,
    supplier.code as supplier_store_code,
    seen.level,
    stock_status.is_depot,
    numbered_product.code as product_code,
    numbered_product.name as product_name,
    numbered_product.unit,
    stock_status.closing,
    stock_status.minimum,
    stock_status.maximum,
    round(stock_status.consumption_90_days * 30.0 / stock_status.days_counted, 2) as average_monthly_consumption,
    case
        when stock_status.consumption_90_days > 0
            then round(
                cast(stock_status.closing as numeric) * stock_status.days_counted
                / (stock_status.consumption_90_days * 30.0), 2
            )
    end as months_of_stock
from wanted
inner join vlmis.stock_status
    on
        stock_status.day = :day
        and wanted.store_id = stock_status.store_id
        and wanted.product_id = stock_status.product_id
inner join seen on wanted.store_id = seen.store_id
inner join numbered_product on wanted.product_id = numbered_product.product_id
inner join vlmis.store on wanted.store_id = store.store_id
left join vlmis.store as supplier on seen.supplier_store_id = supplier.store_id
order by wanted.sort_key, wanted.tie_key;
