-- name: select_unsettled_days
-- Every day that is not settled, with its records by what the next push does with them.
-- Grain:  one row per day, in the order in which DHIS2 closes them.
-- Params: visible_store_ids integer[] or null (all)
with start as (
    select
        delivery_start.push_from,
        (select max(dhis2_snapshot.snapshot_id) from vlmis.dhis2_snapshot) as snapshot_id
    from vlmis.delivery_start
),

waiting as materialized (
    select
        day.day,
        start.push_from,
        start.snapshot_id,
        closing.closes_at
    from start
    cross join lateral vlmis.days_to_deliver(start.push_from) as day
    left join lateral vlmis.days_until_closing(start.push_from, start.snapshot_id) as closing on day.day = closing.day
),

counted as (
    select
        waiting.day,
        coalesce(delivery.state, 'pending') as state,
        record.is_held,
        reopened.store_id is not null as is_reopened,
        count(*) as records
    from waiting
    inner join vlmis.record_hold as record on waiting.day = record.day
    left join vlmis.delivery
        on
            record.day = delivery.day
            and record.store_id = delivery.store_id
            and record.product_id = delivery.product_id
    left join vlmis.reopened_store_day as reopened
        on
            waiting.snapshot_id = reopened.snapshot_id
            and record.day = reopened.day
            and record.store_id = reopened.store_id
    where
        (delivery.day is not null or waiting.day >= waiting.push_from)
        and delivery.state is distinct from 'withdrawn'
        and (
            cast(:visible_store_ids as integer[]) is null
            or record.store_id = any(cast(:visible_store_ids as integer[]))
        )
    group by waiting.day, state, record.is_held, is_reopened
)

select
    waiting.day,
    waiting.closes_at,
    cast(coalesce(sum(counted.records), 0) as bigint) as records,
    cast(coalesce(sum(counted.records) filter (where counted.state = 'posted'), 0) as bigint) as posted,
    cast(coalesce(
        sum(counted.records) filter (where counted.state in ('pending', 'refused') and not counted.is_held), 0
    ) as bigint) as to_send,
    cast(coalesce(
        sum(counted.records) filter (where counted.state = 'refused' and not counted.is_held), 0
    ) as bigint) as refused_before,
    cast(coalesce(
        sum(counted.records) filter (where counted.state in ('pending', 'refused') and counted.is_held), 0
    ) as bigint) as held,
    cast(coalesce(sum(counted.records) filter (where counted.state = 'exhausted'), 0) as bigint) as exhausted,
    cast(coalesce(
        sum(counted.records) filter (
            where counted.state in ('pending', 'refused') and not counted.is_held and counted.is_reopened
        ), 0
    ) as bigint) as reopened
from waiting
left join counted on waiting.day = counted.day
group by waiting.day, waiting.closes_at
order by waiting.closes_at nulls last, waiting.day;


-- name: select_newest_runs
-- The newest runs of the push with what they sent. Grain: one row per run, newest first. Params: line_count integer
select
    push_run.run_id,
    push_run.night,
    push_run.planned_at,
    push_run.finished_at,
    (
        select coalesce(sum(push_batch.record_count), 0)
        from vlmis.push_batch
        where push_batch.run_id = push_run.run_id
    ) as planned_records,
    (
        select count(*)
        from vlmis.push_request
        where push_request.run_id = push_run.run_id
    ) as requests
from vlmis.push_run
order by push_run.planned_at desc
limit :line_count;


-- name: select_newest_snapshot
-- What was last known of DHIS2, and when. Grain: one row; none before the first push. Params: none
select
    dhis2_snapshot.taken_at,
    dhis2_snapshot.base_url,
    dhis2_snapshot.server_version,
    dhis2_snapshot.data_set_name,
    dhis2_snapshot.expiry_days
from vlmis.dhis2_snapshot
order by dhis2_snapshot.snapshot_id desc
limit 1;
