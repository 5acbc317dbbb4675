-- How many records of a day wait to be compared, by org unit, and of which stores.
-- Grain: one row per org unit. Params: day date, data_set_uid text
select
    org_unit.path,
    count(*) as records,
    array_agg(distinct delivery.store_id) as store_ids
from vlmis.delivery
inner join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
inner join vlmis.org_unit on delivery.org_unit_uid = org_unit.org_unit_uid
where
    delivery.day = :day
    and delivery.state <> 'posted'
    and delivery.is_awaiting_read_back
    and delivery_target.data_set_uid = :data_set_uid
group by org_unit.path
order by org_unit.path;
