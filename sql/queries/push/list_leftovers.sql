-- List the open records of the days that have few of them, at most a quarter, so that nights to come need not
-- read the whole day for them.
-- Params: push_from date
with few as (
    select
        delivery_day.day,
        array_agg(record.store_id) as store_ids,
        array_agg(record.product_id) as product_ids
    from vlmis.delivery_day
    inner join vlmis.stock_day on delivery_day.day = stock_day.day
    cross join lateral vlmis.open_records(delivery_day.day) as record
    where
        delivery_day.settled_at is null
        and delivery_day.listed_at is null
        and delivery_day.day >= :push_from
    group by delivery_day.day, stock_day.row_count
    having count(*) * 4 <= stock_day.row_count
),

listed as (
    insert into vlmis.delivery_leftover (day, store_id, product_id)
    select
        few.day,
        record.store_id,
        record.product_id
    from few
    cross join lateral unnest(few.store_ids, few.product_ids) as record (store_id, product_id)
    on conflict (day, store_id, product_id) do nothing
)

update vlmis.delivery_day
set listed_at = clock_timestamp()
from few
where delivery_day.day = few.day;
