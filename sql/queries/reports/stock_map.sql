-- name: select_map_points
-- Select the facilities of a day that have a point in DHIS2, each with its worst status: of one product, or of all.
-- Depots do not count.
-- Grain:  one row per facility, the worst status first, then by code.
-- Params: day date, store_ids integer[] or null (all), product_code text or null
with assessed as (
    select
        store_day.store_id,
        case
            when store_day.stocked_out > 0 then 'stocked_out'
            when store_day.low > 0 then 'low'
            when store_day.over > 0 then 'over'
            when store_day.adequate > 0 then 'adequate'
            else 'not_assessed'
        end as status
    from vlmis.store_day
    where
        store_day.day = :day
        and cast(:product_code as text) is null
        and not store_day.is_depot
        and (cast(:store_ids as integer[]) is null or store_day.store_id = any(cast(:store_ids as integer[])))
    union all
    select
        stock_status.store_id,
        cast(stock_status.status as text) as status
    from vlmis.stock_status
    where
        stock_status.day = :day
        and stock_status.product_id = (
            select product.product_id from vlmis.product
            where product.code = :product_code
        )
        and not stock_status.is_depot
        and (cast(:store_ids as integer[]) is null or stock_status.store_id = any(cast(:store_ids as integer[])))
)

select
    store.code as store_code,
    store.name as store_name,
    assessed.status,
    org_unit.latitude,
    org_unit.longitude
from assessed
inner join vlmis.store on assessed.store_id = store.store_id
inner join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where org_unit.latitude is not null
order by
    array_position(array['stocked_out', 'low', 'over', 'adequate', 'not_assessed'], assessed.status),
    store.code collate "C";


-- name: count_facilities_without_point
-- Count the facilities of a day that no point in DHIS2 places on the map: those that keep one product, or all.
-- Grain:  one value.
-- Params: day date, store_ids integer[] or null (all), product_code text or null
select count(*)
from vlmis.store_day
inner join vlmis.store on store_day.store_id = store.store_id
left join vlmis.org_unit on store.org_unit_uid = org_unit.org_unit_uid
where
    store_day.day = :day
    and not store_day.is_depot
    and org_unit.latitude is null
    and (cast(:store_ids as integer[]) is null or store_day.store_id = any(cast(:store_ids as integer[])))
    and (
        cast(:product_code as text) is null
        or exists (
            select from vlmis.stock_status
            inner join vlmis.product on stock_status.product_id = product.product_id
            where
                product.code = :product_code
                and stock_status.day = :day
                and stock_status.store_id = store_day.store_id
        )
    );
