-- Remember the targets that the records of a batch are about to leave, because an HMIS Code or org unit changed. At
-- their new place they were never sent nor posted: what others entered there is looked for first.
-- Params: run_id text, day date, store_ids integer[]
with leaving as (
    select
        delivery.store_id,
        delivery.product_id,
        delivery.target_id,
        delivery.org_unit_uid
    from vlmis.sendable_records(:run_id, :day, cast(:store_ids as integer[])) as record
    inner join vlmis.delivery
        on
            delivery.day = :day
            and record.store_id = delivery.store_id
            and record.product_id = delivery.product_id
            and delivery.store_id = any(cast(:store_ids as integer[]))
    where
        delivery.target_id is not null
        and (delivery.target_id, delivery.org_unit_uid) <> (record.target_id, record.org_unit_uid)
),

remembered as (
    insert into vlmis.delivery_retarget (day, store_id, product_id, target_id, org_unit_uid)
    select
        cast(:day as date),
        leaving.store_id,
        leaving.product_id,
        leaving.target_id,
        leaving.org_unit_uid
    from leaving
    on conflict (day, store_id, product_id, target_id, org_unit_uid) do nothing
)

update vlmis.delivery
set request_id = null, posted_night = null
from leaving
where
    delivery.day = :day
    and leaving.store_id = delivery.store_id
    and leaving.product_id = delivery.product_id
    and (delivery.request_id is not null or delivery.posted_night is not null);
