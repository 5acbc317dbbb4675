-- name: select_never_posted
-- The records of a day and some stores that were never read back equal at their present target, with their nine data
-- values: never sent, refused, or of unknown outcome.
-- Grain:  one row per record, ordered by org unit and product.
-- Params: run_id text, day date, store_ids integer[]
-- Units:  the product's
select
    record.store_id,
    record.product_id,
    record.target_id,
    record.org_unit_uid,
    org_unit.path,
    record.data_values
from vlmis.sendable_records(:run_id, :day, cast(:store_ids as integer[])) as record
inner join vlmis.org_unit on record.org_unit_uid = org_unit.org_unit_uid
left join vlmis.delivery
    on
        delivery.day = :day
        and record.store_id = delivery.store_id
        and record.product_id = delivery.product_id
        and delivery.store_id = any(cast(:store_ids as integer[]))
where delivery.posted_night is null
order by record.org_unit_uid collate "C", record.product_id;


-- name: select_stores_of_org_units
-- The stores that report as some org units. Grain: one row per store. Params: org_unit_uids text[]
select store.store_id
from vlmis.store
where store.org_unit_uid = any(cast(:org_unit_uids as text[]));
