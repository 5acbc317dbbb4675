-- Remember the targets that the records of a batch are about to leave, because an HMIS Code or org unit changed.
-- Params: run_id text, day date, store_ids integer[]
insert into vlmis.delivery_retarget (day, store_id, product_id, target_id, org_unit_uid)
select
    delivery.day,
    delivery.store_id,
    delivery.product_id,
    delivery.target_id,
    delivery.org_unit_uid
from vlmis.sendable_records(:run_id, :day) as record
inner join vlmis.delivery
    on
        delivery.day = :day
        and record.store_id = delivery.store_id
        and record.product_id = delivery.product_id
where
    record.store_id = any(cast(:store_ids as integer[]))
    and delivery.target_id is not null
    and (delivery.target_id, delivery.org_unit_uid) <> (record.target_id, record.org_unit_uid)
on conflict (day, store_id, product_id, target_id, org_unit_uid) do nothing;
