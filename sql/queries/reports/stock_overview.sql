-- name: select_overview_days
-- Select the newest day that has its stock status, the newest frozen day, and the newest month that is rolled up.
-- Grain: one row; nulls: there is none. Params: none.
select
    (select max(stock_day.day) from vlmis.stock_day where stock_day.state = 'frozen') as newest_frozen,
    (select max(indicator_day.day) from vlmis.indicator_day) as newest,
    (select max(rolled_up_month.month) from vlmis.rolled_up_month) as newest_month;


-- name: count_facilities_by_product
-- Count the facilities that keep each product by the status of a day; of these in a month, all and those without any
-- stock-out day (the indicator full_stock_availability). Depots do not count.
-- Grain:  one row per product of the day, by code.
-- Params: day date, month date (its first day) or null, store_ids integer[] or null (all)
with counted as (
    select
        stock_status.product_id,
        stock_status.status,
        count(*) as facilities
    from vlmis.stock_status
    where
        stock_status.day = :day
        and not stock_status.is_depot
        and (cast(:store_ids as integer[]) is null or stock_status.store_id = any(cast(:store_ids as integer[])))
    group by stock_status.product_id, stock_status.status
),

counted_in_month as (
    select
        stock_month.product_id,
        stock_month.stock_out_days = 0 as has_full_stock,
        count(*) as facilities
    from vlmis.stock_month
    where
        stock_month.month = :month
        and not stock_month.is_depot
        and (cast(:store_ids as integer[]) is null or stock_month.store_id = any(cast(:store_ids as integer[])))
    group by stock_month.product_id, stock_month.stock_out_days = 0
),

of_product as (
    select
        counted.product_id,
        sum(counted.facilities) filter (where counted.status = 'stocked_out') as stocked_out,
        sum(counted.facilities) filter (where counted.status = 'low') as low,
        sum(counted.facilities) filter (where counted.status = 'adequate') as adequate,
        sum(counted.facilities) filter (where counted.status = 'over') as over,
        sum(counted.facilities) filter (where counted.status = 'not_assessed') as not_assessed
    from counted
    group by counted.product_id
),

in_month as (
    select
        counted_in_month.product_id,
        sum(counted_in_month.facilities) as facilities_in_month,
        coalesce(sum(counted_in_month.facilities) filter (where counted_in_month.has_full_stock), 0) as with_full_stock
    from counted_in_month
    group by counted_in_month.product_id
)

select
    product.code as product_code,
    product.name as product_name,
    cast(coalesce(of_product.stocked_out, 0) as bigint) as stocked_out,
    cast(coalesce(of_product.low, 0) as bigint) as low,
    cast(coalesce(of_product.adequate, 0) as bigint) as adequate,
    cast(coalesce(of_product.over, 0) as bigint) as over,
    cast(coalesce(of_product.not_assessed, 0) as bigint) as not_assessed,
    cast(in_month.facilities_in_month as bigint) as facilities_in_month,
    cast(in_month.with_full_stock as bigint) as with_full_stock
from of_product
inner join vlmis.product on of_product.product_id = product.product_id
left join in_month on of_product.product_id = in_month.product_id
order by product.code collate "C";


-- name: count_facilities_by_area
-- Count facilities, those with a stock-out, and their products by status, of each area of a day. Depots do not count.
-- An area is what the only store at the top supplies, with all below it, and this store alone; where several stores
-- are at the top of those that a person may see, it is each of them with all below it.
-- Grain:  one row per area with facilities, along the supply tree.
-- Params: day date, store_ids integer[] or null (all)
with recursive seen as materialized (
    select
        walk_store.store_id,
        walk_store.supplier_store_id,
        walk_store.path
    from vlmis.walk_store
    where
        walk_store.day = :day
        and (cast(:store_ids as integer[]) is null or walk_store.store_id = any(cast(:store_ids as integer[])))
),

top as materialized (
    select
        seen.store_id,
        count(*) over () > 1 as is_one_of_several
    from seen
    left join seen as supplier on seen.supplier_store_id = supplier.store_id
    where supplier.store_id is null
),

placed as (
    select
        top.store_id,
        top.store_id as area_id,
        not top.is_one_of_several as is_divided
    from top
    union all
    select
        seen.store_id,
        case when placed.is_divided then seen.store_id else placed.area_id end as area_id,
        false as is_divided
    from placed
    inner join seen on placed.store_id = seen.supplier_store_id
),

counted as (
    select
        placed.area_id,
        count(*) as facilities,
        count(*) filter (where store_day.stocked_out > 0) as with_stock_out,
        sum(store_day.stocked_out) as stocked_out,
        sum(store_day.low) as low,
        sum(store_day.adequate) as adequate,
        sum(store_day.over) as over,
        sum(store_day.not_assessed) as not_assessed
    from vlmis.store_day
    inner join placed on store_day.store_id = placed.store_id
    where store_day.day = :day and not store_day.is_depot
    group by placed.area_id
)

select
    store.code as area_code,
    store.name as area_name,
    counted.facilities,
    counted.with_stock_out,
    counted.stocked_out,
    counted.low,
    counted.adequate,
    counted.over,
    counted.not_assessed
from counted
inner join seen on counted.area_id = seen.store_id
inner join vlmis.store on counted.area_id = store.store_id
order by seen.path collate "C";


-- name: count_facilities_by_day
-- Count facilities, those with a stock-out, and their products by status, at the end of some days. Depots do not count.
-- Grain:  one row per computed day with facilities, oldest first.
-- Params: days date[], store_ids integer[] or null (all)
select
    store_day.day,
    count(*) as facilities,
    count(*) filter (where store_day.stocked_out > 0) as with_stock_out,
    sum(store_day.stocked_out) as stocked_out,
    sum(store_day.low) as low,
    sum(store_day.stocked_out + store_day.low + store_day.adequate + store_day.over + store_day.not_assessed) as pairs
from vlmis.store_day
where
    store_day.day = any(cast(:days as date[]))
    and not store_day.is_depot
    and (cast(:store_ids as integer[]) is null or store_day.store_id = any(cast(:store_ids as integer[])))
group by store_day.day
order by store_day.day;
