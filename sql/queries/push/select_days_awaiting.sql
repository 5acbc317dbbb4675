-- Days with records that were sent and not yet compared, oldest first. Grain: one row per day.
-- Params: data_set_uid text
select delivery_day.day
from vlmis.delivery_day
where
    delivery_day.settled_at is null
    and exists (
        select
        from vlmis.delivery
        inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
        where
            delivery.day = delivery_day.day
            and delivery.state <> 'posted'
            and delivery.is_awaiting_read_back
            and delivery_target.data_set_uid = :data_set_uid
    )
order by delivery_day.day;
