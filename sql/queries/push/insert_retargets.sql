-- Remember the target that records leave for another one.
-- Params: day date, store_ids integer[], product_ids integer[], target_ids integer[], org_unit_uids text[]
insert into vlmis.delivery_retarget (day, store_id, product_id, target_id, org_unit_uid)
select
    delivery.day,
    delivery.store_id,
    delivery.product_id,
    delivery.target_id,
    delivery.org_unit_uid
from unnest(
    cast(:store_ids as integer[]), cast(:product_ids as integer[]), cast(:target_ids as integer[]),
    cast(:org_unit_uids as text[])
) as sent (store_id, product_id, target_id, org_unit_uid)
inner join vlmis.delivery
    on
        delivery.day = :day
        and sent.store_id = delivery.store_id
        and sent.product_id = delivery.product_id
where
    delivery.target_id is not null
    and (delivery.target_id, delivery.org_unit_uid) <> (sent.target_id, sent.org_unit_uid);
