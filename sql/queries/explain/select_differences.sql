-- The figures of a record that DHIS2 held otherwise than frozen, oldest reading first.
-- Grain:  one row per figure seen once.
-- Params: day date, store_id integer, product_id integer
-- Units:  the product's
select
    read_back_difference.category,
    read_back_difference.frozen_value,
    read_back_difference.found_value,
    read_back_difference.stored_by,
    read_back_difference.stored_at,
    read_back_difference.seen_at,
    push_run.night
from vlmis.read_back_difference
left join vlmis.push_run on read_back_difference.run_id = push_run.run_id
where
    read_back_difference.day = :day
    and read_back_difference.store_id = :store_id
    and read_back_difference.product_id = :product_id
order by read_back_difference.difference_id;
