-- name: finish_batch
-- Note that all of a batch was sent. Params: run_id text, number integer
update vlmis.push_batch
set finished_at = clock_timestamp()
where push_batch.run_id = :run_id and push_batch.number = :number;


-- name: insert_retargets
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


-- name: keep_connection_alive
-- Use the connection of the lock, so that nobody closes it as idle. Params: none
select 1;


-- name: lock_sending
-- Be the only sender to DHIS2 until this transaction ends; false: another one is at work.
-- Grain: one value. Params: none.
select vlmis.lock_push();


-- name: select_batch
-- A batch. Grain: one row when it was planned. Params: run_id text, number integer
select
    push_batch.label,
    push_batch.days,
    push_batch.store_ids,
    push_batch.record_count
from vlmis.push_batch
where push_batch.run_id = :run_id and push_batch.number = :number;


-- name: select_day_was_sent
-- When anything of a day was first sent. Grain: one value; none: never. Params: day date
select delivery_day.first_sent_at
from vlmis.delivery_day
where delivery_day.day = :day and delivery_day.first_sent_at is not null;


-- name: select_records
-- The records of a day that a batch may send, with their nine data values.
-- Grain:  one row per record, ordered by org unit and product.
-- Params: run_id text, day date, store_ids integer[]
-- Units:  the product's
select
    record.store_id,
    record.product_id,
    record.target_id,
    record.org_unit_uid,
    record.data_values
from vlmis.sendable_records(:run_id, :day, cast(:store_ids as integer[])) as record
order by record.org_unit_uid collate "C", record.product_id;


-- name: select_reopened_stores
-- The stores of a batch for which DHIS2 has opened a day again. Grain: one row per store.
-- Params: snapshot_id bigint, day date, store_ids integer[]
select reopened.store_id
from vlmis.reopened_store_day as reopened
where
    reopened.snapshot_id = :snapshot_id
    and reopened.day = :day
    and reopened.store_id = any(cast(:store_ids as integer[]))
order by reopened.store_id;


-- name: select_run
-- A run with the server that it speaks to. Grain: one row when it was planned. Params: run_id text
select
    push_run.run_id,
    push_run.night,
    push_run.snapshot_id,
    push_run.data_set_uid,
    push_run.counts_attempts,
    push_run.push_from,
    push_run.planned_at,
    push_run.records_per_request,
    dhis2_snapshot.server_version,
    dhis2_snapshot.has_new_importer,
    dhis2_snapshot.server_time at time zone dhis2_snapshot.server_time_zone as server_now,
    dhis2_snapshot.expiry_days,
    vlmis.expires_at(dhis2_snapshot, push_run.night) is not null as days_expire,
    dhis2_snapshot.username,
    dhis2_snapshot.capture_org_units,
    dhis2_snapshot.view_org_units,
    push_run.stopped_reason,
    push_run.stopped_at is not null
    and coalesce(push_run.stopped_until > clock_timestamp(), true) as is_stopped,
    push_run.stopped_until is null as is_stopped_for_good
from vlmis.push_run
inner join vlmis.dhis2_snapshot on push_run.snapshot_id = dhis2_snapshot.snapshot_id
where push_run.run_id = :run_id;


-- name: select_targets
-- The targets of a run. Grain: one row per target. Params: run_id text
select distinct
    delivery_target.target_id,
    delivery_target.data_element_uid,
    delivery_target.option_combo_uids
from vlmis.push_product
inner join vlmis.delivery_target on push_product.target_id = delivery_target.target_id
where push_product.run_id = :run_id;


-- name: shrink_requests
-- Remember how many records a request of this run may hold from now on; never more than before.
-- Params: run_id text, records integer
update vlmis.push_run
set records_per_request = least(push_run.records_per_request, :records)
where push_run.run_id = :run_id;


-- name: stop_run
-- Stop all batches of a run. Params: run_id text, reason jsonb, seconds integer (null: for good)
update vlmis.push_run
set
    stopped_at = clock_timestamp(),
    stopped_until = clock_timestamp() + make_interval(secs => cast(:seconds as double precision)),
    stopped_reason = :reason
where push_run.run_id = :run_id;
