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


-- name: insert_older_records
-- Ask for frozen records that were never sent because they are older than the first day that is sent.
-- Grain:  one row per record (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
insert into vlmis.delivery (day, store_id, product_id, state)
select
    eod_row.day,
    eod_row.store_id,
    eod_row.product_id,
    'pending'
from vlmis.eod_row
inner join vlmis.store on eod_row.store_id = store.store_id
inner join vlmis.product on eod_row.product_id = product.product_id
where
    eod_row.day between cast(:first_day as date) and cast(:last_day as date)
    -- Day zero holds the initial stock; nothing happened on it.
    and eod_row.day > (select min(stock_day.day) from vlmis.stock_day)
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
on conflict (day, store_id, product_id) do nothing
returning delivery.day;


-- name: insert_requeue
-- Write down who sent records again, and why; returns the id of the act.
-- Params: requeued_at timestamptz, requeued_by text, reason text, selection text, record_count bigint
insert into vlmis.delivery_requeue (requeued_at, requeued_by, reason, selection, record_count)
values (:requeued_at, :requeued_by, :reason, :selection, :record_count)
returning delivery_requeue.requeue_id;


-- name: release_unanswered
-- Try records again that were held because DHIS2 gave no answer for them. Null leaves a choice open.
-- Grain:  one row per record that is tried again (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set unanswered_nights = 0
from vlmis.store, vlmis.product
where
    delivery.store_id = store.store_id
    and delivery.product_id = product.product_id
    and delivery.unanswered_nights > 0
    and delivery.state <> 'posted'
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
    and coalesce(delivery.day >= cast(:first_day as date), true)
    and coalesce(delivery.day <= cast(:last_day as date), true)
returning delivery.day;


-- name: reopen_days
-- Mark days that have records to deliver again, so that the next plan reads them. Params: days date[]
insert into vlmis.delivery_day (day)
select distinct asked.day
from unnest(cast(:days as date[])) as asked (day)
on conflict (day) do update
    set settled_at = null, listed_at = null;


-- name: requeue_remapped
-- Begin a new round for records that are posted under an old HMIS Code or org unit: they go to the present one.
-- Null leaves a choice open.
-- Grain:  one row per record that began one (its day).
-- Params: store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set
    state = 'pending',
    round = delivery.round + 1,
    attempts = 0,
    unanswered_nights = 0,
    is_awaiting_read_back = false
from vlmis.remapped_deliveries(
    coalesce(cast(:first_day as date), '-infinity'), coalesce(cast(:last_day as date), 'infinity')
) as moved
inner join vlmis.store on moved.store_id = store.store_id
inner join vlmis.product on moved.product_id = product.product_id
where
    delivery.day = moved.day
    and delivery.store_id = moved.store_id
    and delivery.product_id = moved.product_id
    and delivery.state = 'posted'
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
returning delivery.day;


-- name: requeue_records
-- Begin a new round for posted or exhausted records. Null leaves a choice open.
-- Grain:  one row per record that began one (its day).
-- Params: states text[], store_code text, product_code text, first_day date, last_day date
update vlmis.delivery
set
    state = 'pending',
    round = delivery.round + 1,
    attempts = 0,
    unanswered_nights = 0,
    is_awaiting_read_back = false
from vlmis.store, vlmis.product
where
    delivery.store_id = store.store_id
    and delivery.product_id = product.product_id
    and delivery.state in ('posted', 'exhausted')
    and delivery.state = any(cast(cast(:states as text[]) as vlmis.delivery_state[]))
    and coalesce(store.code = cast(:store_code as text), true)
    and coalesce(product.code = cast(:product_code as text), true)
    and coalesce(delivery.day >= cast(:first_day as date), true)
    and coalesce(delivery.day <= cast(:last_day as date), true)
returning delivery.day;
