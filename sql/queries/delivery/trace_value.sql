-- name: select_trace_attempts
-- Every refusal of a record that counted, oldest first.
-- Grain:  one row per attempt.
-- Params: day date, store_id integer, product_id integer
select
    attempt.round,
    attempt.attempt,
    attempt.night,
    attempt.code,
    attempt.answer,
    attempt.categories,
    attempt.request_id,
    push_request.header_id
from vlmis.delivery_attempt as attempt
left join vlmis.push_request on attempt.request_id = push_request.request_id
where
    attempt.day = :day
    and attempt.store_id = :store_id
    and attempt.product_id = :product_id
order by attempt.round, attempt.attempt;


-- name: select_trace_start
-- The first stock day that is sent. Grain: one row; null before anything was sent or switched. Params: none
select delivery_start.push_from
from vlmis.delivery_start;


-- name: select_trace_codes
-- Every store and product by code and name, to suggest similar ones.
-- Grain: one row per store or product. Params: none
select
    'store' as what,
    store.code,
    store.name
from vlmis.store
union all
select
    'product' as what,
    product.code,
    product.name
from vlmis.product
order by what, code;


-- name: select_trace_day
-- The state of a stock day; one that was never begun is open.
-- Grain:  one row.
-- Params: day date, due_at timestamptz (from when it may be frozen)
select
    chosen.day,
    coalesce(stock_day.state, 'open') as state,
    cast(:due_at as timestamptz) as due_at,
    stock_day.begun_at,
    stock_day.frozen_at,
    stock_day.early_reason,
    encode(stock_day.digest, 'hex') as digest
from (select cast(:day as date) as day) as chosen
left join vlmis.stock_day on chosen.day = stock_day.day;


-- name: select_trace_delivery
-- The state of a record at the push, with both counters, and who last withdrew it.
-- Grain:  one row when it was sent, requeued or withdrawn.
-- Params: day date, store_id integer, product_id integer
select
    cast(delivery.state as text) as state,
    delivery.is_awaiting_read_back,
    delivery.round,
    delivery.attempts,
    delivery.nights_tried,
    delivery.unanswered_nights,
    delivery.last_night,
    delivery.refused_night,
    delivery.posted_night,
    delivery.request_id,
    withdrawal.withdrawn_at,
    withdrawal.withdrawn_by,
    withdrawal.reason as withdrawal_reason
from vlmis.delivery
left join vlmis.delivery_withdrawal as withdrawal on delivery.withdrawal_id = withdrawal.withdrawal_id
where
    delivery.day = :day
    and delivery.store_id = :store_id
    and delivery.product_id = :product_id;


-- name: select_trace_differences
-- The data values of a record that DHIS2 had with other content than frozen, oldest first.
-- Grain:  one row per data value, each time it was seen.
-- Params: day date, store_id integer, product_id integer
-- Units:  the product's
select
    read_back_difference.kind,
    read_back_difference.category,
    read_back_difference.frozen_value,
    read_back_difference.found_value,
    read_back_difference.stored_by,
    read_back_difference.stored_at,
    read_back_difference.seen_at,
    push_run.night,
    org_unit.name as org_unit_name,
    open_difference.difference_id is not null as is_open
from vlmis.read_back_difference
left join vlmis.push_run on read_back_difference.run_id = push_run.run_id
left join vlmis.org_unit on read_back_difference.org_unit_uid = org_unit.org_unit_uid
left join vlmis.open_difference
    on
        open_difference.day = :day
        and read_back_difference.difference_id = open_difference.difference_id
where
    read_back_difference.frozen_value is not null
    and read_back_difference.day = :day
    and read_back_difference.store_id = :store_id
    and read_back_difference.product_id = :product_id
order by read_back_difference.difference_id;


-- name: select_trace_eod
-- The EoD row of a pair on a day, and its closing balance of the day before.
-- Grain:  one row when the pair has an EoD row.
-- Params: day date, store_id integer, product_id integer
-- Units:  the product's
select
    eod_row.opening,
    eod_row.arrivals,
    eod_row.requisitions_received,
    eod_row.distributions_out,
    eod_row.returns_in,
    eod_row.returns_out,
    eod_row.count_adjustment,
    eod_row.dispensing,
    eod_row.wastage,
    eod_row.closing,
    eod_row.has_late_entries,
    yesterday.closing as closing_before
from vlmis.eod_row
left join vlmis.eod_row as yesterday
    on
        yesterday.day = cast(:day as date) - 1
        and eod_row.store_id = yesterday.store_id
        and eod_row.product_id = yesterday.product_id
where
    eod_row.day = :day
    and eod_row.store_id = :store_id
    and eod_row.product_id = :product_id;


-- name: select_trace_former_targets
-- The targets of a record before its HMIS Code or org unit changed, and what became of the data values there.
-- Grain:  one row per former target, oldest first.
-- Params: day date, store_id integer, product_id integer
select
    delivery_target.data_element_uid,
    retarget.org_unit_uid,
    retarget.left_at,
    case
        when deletion.deletion_id is not null then coalesce(deletion.outcome, 'waits')
    end as deletion
from vlmis.delivery_retarget as retarget
inner join vlmis.delivery_target on retarget.target_id = delivery_target.target_id
left join lateral (
    select
        delivery_deletion.deletion_id,
        delivery_deletion.outcome
    from vlmis.delivery_deletion
    where
        delivery_deletion.day = retarget.day
        and delivery_deletion.store_id = retarget.store_id
        and delivery_deletion.product_id = retarget.product_id
        and delivery_deletion.target_id = retarget.target_id
        and delivery_deletion.org_unit_uid = retarget.org_unit_uid
    order by delivery_deletion.deletion_id desc
    limit 1
) as deletion on true
where
    retarget.day = :day
    and retarget.store_id = :store_id
    and retarget.product_id = :product_id
order by retarget.retarget_id;


-- name: select_trace_holds
-- Every hold on a record since its day was over, the current ones first.
-- Grain:  one row per reason; a hold that returned after it had ended is one row.
-- Params: day date, store_id integer, product_id integer
select
    jsonb_build_object('code', delivery_hold.reason_code, 'values', delivery_hold.values) as message,
    bool_or(delivery_hold.ended_night is null) as is_current,
    bool_or(delivery_hold.is_from_answer) as is_from_answer,
    min(delivery_hold.first_night) as first_night,
    max(delivery_hold.last_night) as last_night
from vlmis.delivery_hold
where
    coalesce(delivery_hold.store_id = :store_id, true)
    and coalesce(delivery_hold.product_id = :product_id, true)
    and coalesce(delivery_hold.day = :day, true)
    and coalesce(delivery_hold.ended_night > :day, true)
group by delivery_hold.reason_code, delivery_hold.values
order by is_current desc, first_night asc, delivery_hold.reason_code asc;


-- name: select_trace_movements
-- The movements of a pair that are counted in a day, and those that happened on it and are counted later.
-- Why:    a late entry is counted in the first open day: at the latest the one after the newest frozen day.
-- Grain:  one row per movement, in the order of the days that count them.
-- Params: day date, newest date (newest frozen day), store_id integer, product_id integer
-- Units:  the product's
select
    movement.movement_id,
    movement.stock_day,
    cast(movement.kind as text) as kind,
    movement.quantity,
    vlmis.stock_effect(movement.kind, movement.quantity) as stock_effect,
    movement.occurred_on,
    movement.is_late,
    movement.recorded_at,
    movement.recorded_by,
    movement.reason,
    movement.lot,
    movement.transfer_id,
    counterpart.code as counterpart_store_code,
    counterpart.name as counterpart_store_name,
    movement.count_id,
    stock_count.counted,
    stock_count.occurred_on as counted_on,
    movement.reverses_movement_id,
    reversal.movement_id as reversed_by_movement_id,
    leg.outcome,
    leg.quantity as sent,
    leg.received,
    leg.received_on,
    leg.received_by
from generate_series(
    cast(:day as timestamp), cast(greatest(cast(:day as date), cast(:newest as date) + 1) as timestamp),
    interval '1 day'
) as counting (day)
inner join vlmis.movement
    on
        movement.stock_day = cast(counting.day as date)
        and movement.store_id = :store_id
        and movement.product_id = :product_id
left join vlmis.distribution_leg as leg
    on
        leg.store_id = :store_id
        and leg.product_id = :product_id
        and movement.movement_id = leg.movement_id
left join vlmis.store as counterpart on movement.counterpart_store_id = counterpart.store_id
left join vlmis.stock_count on movement.count_id = stock_count.count_id
left join vlmis.movement as reversal on movement.movement_id = reversal.reverses_movement_id
where movement.stock_day = :day or movement.occurred_on = :day
order by movement.stock_day, movement.movement_id;


-- name: select_trace_pair
-- A store and a product by their codes, where each reports to, and since when the store has held the product.
-- Grain:  one row when both exist; opened_on is null when the store never held the product.
-- Params: store_code text, product_code text
select
    store.store_id,
    store.code as store_code,
    store.name as store_name,
    store.org_unit_uid,
    store.closed_on,
    product.product_id,
    product.code as product_code,
    product.name as product_name,
    product.unit,
    product.hmis_code,
    product.retired_on,
    pair.opened_on
from vlmis.store
cross join vlmis.product
left join vlmis.pair on store.store_id = pair.store_id and product.product_id = pair.product_id
where store.code = :store_code and product.code = :product_code;


-- name: select_trace_requests
-- The requests that certainly carried a record, and those of its day whose range of org units includes its own.
-- Why:    the records of a request are not stored; the last request of a record and those that refused it are known,
--         any other one whose range includes the org unit may have carried it.
-- Grain:  one row per request, oldest first.
-- Params: day date, store_id integer, product_id integer
with known as (
    select
        delivery.request_id,
        delivery.org_unit_uid
    from vlmis.delivery
    where
        delivery.day = :day
        and delivery.store_id = :store_id
        and delivery.product_id = :product_id
    union
    select
        attempt.request_id,
        attempt.org_unit_uid
    from vlmis.delivery_attempt as attempt
    where
        attempt.day = :day
        and attempt.store_id = :store_id
        and attempt.product_id = :product_id
)

select
    push_request.request_id,
    push_request.request_id in (select known.request_id from known where known.request_id is not null) as is_certain,
    push_request.sent_at,
    push_run.night,
    push_request.run_id,
    push_batch.label,
    push_request.record_count,
    push_request.http_status,
    push_request.outcome,
    push_request.refused_count,
    push_request.imported,
    push_request.updated,
    push_request.ignored,
    push_request.deleted,
    push_request.server_version,
    push_request.header_id,
    push_request.body_digest,
    push_request.finding,
    push_request.answer
from vlmis.push_request
inner join vlmis.push_run on push_request.run_id = push_run.run_id
left join vlmis.push_batch on push_request.run_id = push_batch.run_id and push_request.batch = push_batch.number
where
    push_request.day = :day
    and push_request.kind = 'values'
    and exists (
        select from known
        where
            known.request_id = push_request.request_id
            or (
                known.org_unit_uid >= push_request.first_org_unit_uid collate "C"
                and known.org_unit_uid <= push_request.last_org_unit_uid collate "C"
            )
    )
order by push_request.request_id;


-- name: select_trace_requeues
-- The requeues whose choice does not exclude a record, oldest first.
-- Why:    a requeue stores its choice as text, not its records.
-- Grain:  one row per requeue.
-- Params: day date, store_code text, product_code text
select
    requeue.requeued_at,
    requeue.requeued_by,
    requeue.reason
from vlmis.delivery_requeue as requeue
where
    coalesce(substring(requeue.selection from 'store_code=([^,]*)') = :store_code, true)
    and coalesce(substring(requeue.selection from 'product_code=([^,]*)') = :product_code, true)
    and coalesce(cast(substring(requeue.selection from 'first_day=([0-9-]{10})') as date) <= :day, true)
    and coalesce(cast(substring(requeue.selection from 'last_day=([0-9-]{10})') as date) >= :day, true)
order by requeue.requeue_id;


-- name: select_trace_target
-- The target of a record; before it is sent, the target by the newest snapshot of DHIS2.
-- Grain:  one row; nulls where nothing is known.
-- Params: day date, store_id integer, product_id integer
with snapshot as (
    select
        dhis2_snapshot.snapshot_id,
        dhis2_snapshot.base_url,
        dhis2_snapshot.data_set_uid,
        dhis2_snapshot.data_set_name
    from vlmis.dhis2_snapshot
    order by dhis2_snapshot.snapshot_id desc
    limit 1
),

target as (
    select
        delivery_target.target_id is not null as is_sent,
        coalesce(delivery_target.data_set_uid, snapshot.data_set_uid) as data_set_uid,
        coalesce(delivery_target.data_element_uid, product.hmis_code) as data_element_uid,
        coalesce(delivery_target.option_combo_uids, element.option_combo_uids) as option_combo_uids,
        case
            when delivery_target.target_id is null then store.org_unit_uid
            else delivery.org_unit_uid
        end as org_unit_uid
    from vlmis.store
    cross join vlmis.product
    left join snapshot on true
    left join vlmis.dhis2_data_element as element
        on snapshot.snapshot_id = element.snapshot_id and product.hmis_code = element.data_element_uid
    left join vlmis.delivery
        on
            delivery.day = :day
            and store.store_id = delivery.store_id
            and product.product_id = delivery.product_id
    left join vlmis.delivery_target on delivery.target_id = delivery_target.target_id
    where store.store_id = :store_id and product.product_id = :product_id
)

select
    target.is_sent,
    snapshot.base_url,
    target.data_set_uid,
    snapshot.data_set_name,
    target.data_element_uid,
    element.name as data_element_name,
    target.option_combo_uids,
    target.org_unit_uid,
    org_unit.name as org_unit_name
from target
left join snapshot on target.data_set_uid = snapshot.data_set_uid
left join vlmis.dhis2_data_element as element
    on snapshot.snapshot_id = element.snapshot_id and target.data_element_uid = element.data_element_uid
left join vlmis.org_unit on target.org_unit_uid = org_unit.org_unit_uid;
