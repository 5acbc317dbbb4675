-- Days with records that were sent and not yet compared, oldest first. Grain: one row per day.
-- Params: data_set_uid text
select delivery_day.day
from vlmis.delivery_day
where
    delivery_day.settled_at is null
    and exists (
        select
        from vlmis.open_records(delivery_day.day) as record
        inner join vlmis.delivery
            on
                delivery.day = delivery_day.day
                and record.store_id = delivery.store_id
                and record.product_id = delivery.product_id
        inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
        where
            record.is_awaiting_read_back
            and delivery_target.data_set_uid = :data_set_uid
    )
order by delivery_day.day;
