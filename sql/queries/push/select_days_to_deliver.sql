-- Days with records to deliver that no cause holds whole, and when DHIS2 closes each (null: never), oldest first.
-- Grain: one row per day. Params: push_from date, snapshot_id bigint
select
    waiting.day,
    waiting.closes_at
from vlmis.days_until_closing(:push_from, :snapshot_id) as waiting
where
    not exists (
        select from vlmis.delivery_hold
        where
            delivery_hold.ended_night is null
            and delivery_hold.store_id is null
            and delivery_hold.product_id is null
            and coalesce(delivery_hold.day = waiting.day, true)
    )
order by waiting.day;
