-- name: count_differences
-- How many data values differed from the frozen ones when read back, since a night.
-- Grain:  one value.
-- Params: first_day date or null (of the stock day), store_ids integer[] or null (all)
select count(*) as difference_count
from vlmis.read_back_difference
inner join vlmis.store on read_back_difference.store_id = store.store_id
where
    (cast(:first_day as date) is null or read_back_difference.day >= :first_day)
    and (
        cast(:store_ids as integer[]) is null
        or read_back_difference.store_id = any(cast(:store_ids as integer[]))
    );


-- name: select_differences
-- Data values that differed in DHIS2 from the frozen ones, newest first.
-- Grain:  one row per data value, each time it was seen.
-- Params: first_day date or null (of the stock day), store_ids integer[] or null (all),
--         line_count integer or null (all), skipped bigint
-- Units:  the product's
select
    read_back_difference.seen_at,
    read_back_difference.run_id,
    read_back_difference.day,
    store.code as store_code,
    store.name as store_name,
    product.code as product_code,
    product.name as product_name,
    read_back_difference.category,
    read_back_difference.frozen_value,
    read_back_difference.found_value,
    read_back_difference.stored_by,
    read_back_difference.stored_at,
    cast(delivery.state as text) as state
from vlmis.read_back_difference
inner join vlmis.store on read_back_difference.store_id = store.store_id
inner join vlmis.product on read_back_difference.product_id = product.product_id
left join vlmis.delivery
    on
        read_back_difference.day = delivery.day
        and read_back_difference.store_id = delivery.store_id
        and read_back_difference.product_id = delivery.product_id
where
    (cast(:first_day as date) is null or read_back_difference.day >= :first_day)
    and (
        cast(:store_ids as integer[]) is null
        or read_back_difference.store_id = any(cast(:store_ids as integer[]))
    )
order by read_back_difference.difference_id desc
limit :line_count offset :skipped;
