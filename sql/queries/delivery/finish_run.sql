-- name: count_run_records
-- What became of the records that a run was about, by state.
-- Grain: one row. Params: run_id text
with request as materialized (
    select push_request.request_id
    from vlmis.push_request
    where push_request.run_id = :run_id
),

touched as (
    select
        delivery.state,
        delivery.posted_night,
        delivery.refused_night
    from vlmis.delivery
    inner join request on delivery.request_id = request.request_id
    where
        delivery.day = any(array(
            select distinct push_request.day
            from vlmis.push_request
            where push_request.run_id = :run_id
        ))
)

select
    count(*) filter (where touched.state = 'posted') as posted,
    count(*) filter (where touched.state = 'refused' and touched.refused_night = push_run.night) as refused,
    count(*) filter (where touched.state = 'exhausted') as exhausted,
    count(*) filter (
        where touched.state = 'pending'
        or (touched.state = 'refused' and touched.refused_night is distinct from push_run.night)
    ) as unsettled
from vlmis.push_run
left join touched on true
where push_run.run_id = :run_id
group by push_run.run_id;


-- name: count_run_requests
-- How many requests with data values a run sent. Grain: one value. Params: run_id text
select count(*) as requests
from vlmis.push_request
where push_request.run_id = :run_id and push_request.kind = 'values';


-- name: update_unanswered
-- Count the night, once, for records that stayed unknown alone while DHIS2 answered for others; a push for a past night
-- counts none.
-- Params: run_id text
update vlmis.delivery
set unanswered_nights = delivery.unanswered_nights + 1, unanswered_night = push_run.night
from vlmis.push_request
inner join vlmis.push_run on push_request.run_id = push_run.run_id
where
    push_run.run_id = :run_id
    and push_run.counts_attempts
    and push_request.is_unanswered
    and delivery.day = push_request.day
    and delivery.request_id = push_request.request_id
    and delivery.state in ('pending', 'refused')
    and coalesce(delivery.unanswered_night < push_run.night, true)
    and exists (
        select from vlmis.push_request as other
        where
            other.run_id = :run_id
            and other.request_id <> push_request.request_id
            and other.kind in ('values', 'deletion')
            and other.outcome in ('accepted', 'refused')
            -- Null: DHIS2 refused the user, which says nothing of records.
            and other.refused_count is not null
    );


-- name: finish_run
-- Note that a run is over. Params: run_id text
update vlmis.push_run
set finished_at = clock_timestamp()
where push_run.run_id = :run_id;


-- name: insert_backlog
-- List the open records of the days that have few of them, at most a quarter, so that nights to come need not
-- read the whole day for them.
-- Params: push_from date
with few as (
    select
        delivery_day.day,
        array_agg(record.store_id) as store_ids,
        array_agg(record.product_id) as product_ids
    from vlmis.delivery_day
    inner join vlmis.stock_day on delivery_day.day = stock_day.day
    cross join lateral vlmis.open_records(delivery_day.day) as record
    where
        delivery_day.settled_at is null
        and delivery_day.listed_at is null
        and delivery_day.day >= :push_from
    group by delivery_day.day, stock_day.row_count
    having count(*) * 4 <= stock_day.row_count
),

listed as (
    insert into vlmis.delivery_backlog (day, store_id, product_id)
    select
        few.day,
        record.store_id,
        record.product_id
    from few
    cross join lateral unnest(few.store_ids, few.product_ids) as record (store_id, product_id)
    on conflict (day, store_id, product_id) do nothing
)

update vlmis.delivery_day
set listed_at = clock_timestamp()
from few
where delivery_day.day = few.day;


-- name: select_disagreements
-- What DHIS2 refused in a run although preflight had found it in order, by rule, most first.
-- Grain:  one row per rules and code; where no attempt counts, holds.
-- Params: run_id text
with attempt as (
    select
        refused.contradicted_rules as rules,
        refused.code || ' ' || refused.answer as answer
    from vlmis.delivery_attempt as refused
    inner join vlmis.push_request on refused.request_id = push_request.request_id
    where
        push_request.run_id = :run_id
        and refused.contradicted_rules <> '{}'
        and refused.day = any(array(
            select distinct sent.day
            from vlmis.push_request as sent
            where sent.run_id = :run_id
        ))
),

hold as (
    select
        held.contradicted_rules as rules,
        held.values ->> 'answer' as answer
    from vlmis.delivery_hold as held
    inner join vlmis.push_run on held.last_night = push_run.night
    where push_run.run_id = :run_id and held.ended_night is null and held.contradicted_rules <> '{}'
)

select
    'records' as what,
    attempt.rules,
    count(*) as number,
    min(attempt.answer) as example
from attempt
group by attempt.rules
union all
select
    'holds' as what,
    hold.rules,
    count(*) as number,
    min(hold.answer) as example
from hold
group by hold.rules
order by number desc, rules asc;


-- name: count_run_differences
-- How many data values a run sent and found otherwise in DHIS2. Grain: one value. Params: run_id text
select count(*) as differences
from vlmis.read_back_difference
where read_back_difference.run_id = :run_id and read_back_difference.kind = 'not_as_sent';


-- name: count_held_records
-- How many records are on hold, by reason, with its holds and the first of them, most records first. A record that
-- several holds affect is counted by the oldest of them, as in the lists.
-- Grain: one row per reason. Params: push_from date
with held as materialized (
    select
        record.hold_id,
        count(*) as records
    from vlmis.days_to_deliver(:push_from) as to_deliver
    cross join lateral vlmis.open_records(to_deliver.day) as record
    where record.is_held and (record.state is not null or to_deliver.day >= :push_from)
    group by record.hold_id
),

counted as (
    select
        coalesce(sum(held.records), 0) as records,
        count(*) as holds,
        min(hold.hold_id) as hold_id
    from vlmis.delivery_hold as hold
    left join held on hold.hold_id = held.hold_id
    where hold.ended_night is null
    group by hold.reason_code
)

select
    delivery_hold.reason_code,
    cast(counted.records as bigint) as records,
    counted.holds,
    jsonb_build_object('code', delivery_hold.reason_code, 'values', delivery_hold.values) as example
from counted
inner join vlmis.delivery_hold on counted.hold_id = delivery_hold.hold_id
order by counted.records desc, counted.holds desc, delivery_hold.reason_code asc;


-- name: settle_days
-- Strike off the backlog what is no longer open, and note the days of which no record is. Params: none
select vlmis.settle_days();
