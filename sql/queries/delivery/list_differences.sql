-- name: count_differences
-- How many data values differed from the frozen ones, since a day.
-- Grain:  one value.
-- Params: first_day date or null (of the stock day), store_ids integer[] or null (all), only_open boolean
select count(*) as difference_count
from vlmis.read_back_difference as difference
where
    coalesce(difference.day >= cast(:first_day as date), true)
    and coalesce(difference.store_id = any(cast(:store_ids as integer[])), true)
    and (
        not :only_open
        or difference.difference_id in (select still.difference_id from vlmis.open_difference as still)
    );


-- name: select_differences
-- Data values that differed in DHIS2 from the frozen ones, newest first.
-- Grain:  one row per data value, each time it was seen.
-- Params: first_day date or null (of the stock day), store_ids integer[] or null (all), only_open boolean,
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
with listed as (
    select
        difference.*,
        difference.difference_id in (select still.difference_id from vlmis.open_difference as still) as is_open
    from vlmis.read_back_difference as difference
    where
        coalesce(difference.day >= cast(:first_day as date), true)
        and coalesce(difference.store_id = any(cast(:store_ids as integer[])), true)
)

select
    listed.seen_at,
    listed.run_id,
    listed.kind,
    listed.is_open,
    listed.day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    listed.category,
    listed.frozen_value,
    listed.found_value,
    listed.stored_by,
    listed.stored_at,
    listed.org_unit_uid,
    org_unit.name as org_unit_name,
    origin.name as origin_name,
    cast(delivery.state as text) as state
from listed
inner join vlmis.store on listed.store_id = store.store_id
inner join vlmis.product on listed.product_id = product.product_id
left join vlmis.org_unit on listed.org_unit_uid = org_unit.org_unit_uid
left join vlmis.org_unit as origin on listed.origin_org_unit_uid = origin.org_unit_uid
left join vlmis.delivery
    on
        listed.day = delivery.day
        and listed.store_id = delivery.store_id
        and listed.product_id = delivery.product_id
where listed.is_open or not :only_open
order by listed.difference_id desc
limit :line_count offset :skipped;
