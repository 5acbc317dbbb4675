-- name: count_records_to_requeue
-- What a requeue would send again. Grain: one row.
-- Params: states text[], store_code text, product_code text, first_day date, last_day date,
--         includes_remapped boolean, only_kind text
select
    count(*) as records,
    count(*) filter (where chosen.is_remapped) as remapped,
    count(distinct chosen.store_id) as stores,
    min(chosen.day) as first_day,
    max(chosen.day) as last_day
from vlmis.records_to_requeue(
    cast(:states as text[]), cast(:store_code as text), cast(:product_code as text), cast(:first_day as date),
    cast(:last_day as date), :includes_remapped, cast(:only_kind as text)
) as chosen;


-- name: insert_deletions
-- Request the deletion of data values at targets that records left, or leave at their next sending. Null leaves a choice
-- open. What waits already is not asked for twice.
-- Grain:  one row per place that was asked for (its day).
-- Params: requeue_id bigint, store_code text, product_code text, first_day date, last_day date
with place as (
    select
        moved.day,
        moved.store_id,
        moved.product_id,
        moved.target_id,
        moved.org_unit_uid
    from vlmis.remapped_deliveries(
        coalesce(cast(:first_day as date), '-infinity'), coalesce(cast(:last_day as date), 'infinity')
    ) as moved
    union
    select
        retarget.day,
        retarget.store_id,
        retarget.product_id,
        retarget.target_id,
        retarget.org_unit_uid
    from vlmis.delivery_retarget as retarget
    inner join vlmis.delivery
        on
            retarget.day = delivery.day
            and retarget.store_id = delivery.store_id
            and retarget.product_id = delivery.product_id
    where
        coalesce(retarget.day >= cast(:first_day as date), true)
        and coalesce(retarget.day <= cast(:last_day as date), true)
        -- A record may have come back to where it was before.
        and (delivery.target_id, delivery.org_unit_uid) <> (retarget.target_id, retarget.org_unit_uid)
        and not exists (
            select from vlmis.delivery_deletion as done
            where
                done.day = retarget.day
                and done.store_id = retarget.store_id
                and done.product_id = retarget.product_id
                and done.target_id = retarget.target_id
                and done.org_unit_uid = retarget.org_unit_uid
                and done.outcome in ('deleted', 'absent')
        )
)

insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id, org_unit_uid)
select
    :requeue_id,
    place.day,
    place.store_id,
    place.product_id,
    place.target_id,
    place.org_unit_uid
from place
inner join vlmis.store on place.store_id = store.store_id
inner join vlmis.product on place.product_id = product.product_id
where
    coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
on conflict (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null do nothing
returning delivery_deletion.day;


-- name: insert_foreign_deletions
-- Request the deletion of data values where a merge of org units moved them: no record accounts for them there.
-- Null leaves a choice open; a store is the one that had posted them, or reports as the org unit where they are.
-- Grain:  one row per record and org unit that was asked for (its day).
-- Params: requeue_id bigint, store_code text, product_code text, first_day date, last_day date
insert into vlmis.delivery_deletion (requeue_id, day, store_id, product_id, target_id, org_unit_uid)
select distinct
    cast(:requeue_id as bigint),
    difference.day,
    difference.store_id,
    difference.product_id,
    delivery.target_id,
    difference.org_unit_uid
from vlmis.open_difference as difference
inner join vlmis.delivery
    on
        difference.day = delivery.day
        and difference.store_id = delivery.store_id
        and difference.product_id = delivery.product_id
inner join vlmis.delivery_target
    on
        delivery.target_id = delivery_target.target_id
        and difference.data_element_uid = delivery_target.data_element_uid
        and difference.option_combo_uid = any(delivery_target.option_combo_uids)
inner join vlmis.store on difference.store_id = store.store_id
inner join vlmis.product on difference.product_id = product.product_id
left join vlmis.store as reporter on difference.org_unit_uid = reporter.org_unit_uid
where
    difference.kind = 'foreign'
    and difference.origin_org_unit_uid is not null
    and coalesce(cast(:store_code as text) in (store.code, reporter.code), true)
    and coalesce(product.code = cast(:product_code as text), true)
    and coalesce(difference.day >= cast(:first_day as date), true)
    and coalesce(difference.day <= cast(:last_day as date), true)
on conflict (day, store_id, product_id, target_id, org_unit_uid) where settled_at is null do nothing
returning delivery_deletion.day;


-- name: insert_requeue
-- Write down who sent records again, and why; returns the id of the act.
-- Params: requeued_at timestamptz, requeued_by text, reason text, selection text, record_count bigint
insert into vlmis.delivery_requeue (requeued_at, requeued_by, reason, selection, record_count)
values (:requeued_at, :requeued_by, :reason, :selection, :record_count)
returning delivery_requeue.requeue_id;


-- name: requeue_records
-- Begin a new round for the chosen records, and try again those that got no answer; their days are read again by the
-- next plan. In a new round a refusal counts, also in a night in which the record was refused before.
-- Grain:  one row: how many records, and how many of them go to a new target.
-- Params: states text[], store_code text, product_code text, first_day date, last_day date,
--         includes_remapped boolean, only_kind text
with chosen as materialized (
    select
        record.day,
        record.store_id,
        record.product_id,
        record.is_remapped
    from vlmis.records_to_requeue(
        cast(:states as text[]), cast(:store_code as text), cast(:product_code as text), cast(:first_day as date),
        cast(:last_day as date), :includes_remapped, cast(:only_kind as text)
    ) as record
),

added as (
    insert into vlmis.delivery (day, store_id, product_id, state)
    select
        chosen.day,
        chosen.store_id,
        chosen.product_id,
        'pending'
    from chosen
    on conflict (day, store_id, product_id) do nothing
),

begun as (
    update vlmis.delivery
    set
        state = 'pending',
        round = delivery.round + 1,
        attempts = 0,
        unanswered_nights = 0,
        refused_night = null,
        is_awaiting_read_back = false
    from chosen
    where
        delivery.day = chosen.day
        and delivery.store_id = chosen.store_id
        and delivery.product_id = chosen.product_id
        and delivery.state in ('posted', 'exhausted', 'withdrawn')
),

released as (
    update vlmis.delivery
    set unanswered_nights = 0
    from chosen
    where
        delivery.day = chosen.day
        and delivery.store_id = chosen.store_id
        and delivery.product_id = chosen.product_id
        and delivery.state in ('pending', 'refused')
),

reopened as (
    insert into vlmis.delivery_day (day)
    select distinct chosen.day
    from chosen
    on conflict (day) do update
        set settled_at = null, listed_at = null
)

select
    count(*) as records,
    count(*) filter (where chosen.is_remapped) as remapped
from chosen;


-- name: select_first_open_day
-- The first day with records in DHIS2 that it still takes, by the newest snapshot. Grain: one value; none: no such day.
-- Params: none
select min(delivery_day.day)
from vlmis.delivery_day
cross join vlmis.dhis2_snapshot as snapshot
where
    snapshot.snapshot_id = (select max(newest.snapshot_id) from vlmis.dhis2_snapshot as newest)
    and coalesce(
        vlmis.expires_at(snapshot, delivery_day.day)
        > snapshot.server_time at time zone snapshot.server_time_zone,
        true
    );
