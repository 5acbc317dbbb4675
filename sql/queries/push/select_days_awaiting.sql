-- Days with records that were sent and not yet compared, oldest first. Grain: one row per day.
-- Params: data_set_uid text
select distinct delivery.day
from vlmis.delivery
inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
where
    delivery.state <> 'posted'
    and delivery.is_awaiting_read_back
    and delivery_target.data_set_uid = :data_set_uid
order by delivery.day;
