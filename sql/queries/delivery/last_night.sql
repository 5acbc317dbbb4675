-- name: select_last_run
-- Select the newest run of the push, with its records by what DHIS2 answered. What a request leaves open is sent again in
-- the same run as another request, so a record counts in the request that settles it: accepted, refused by name, or
-- without an answer although it was sent alone.
-- Grain:  no row before the first run.
-- Params: none
-- Units:  records
select
    push_run.run_id,
    push_run.night,
    push_run.planned_at,
    push_run.finished_at,
    coalesce(sent.sent, 0) as sent,
    coalesce(sent.refused, 0) as refused,
    coalesce(sent.unanswered, 0) as unanswered
from vlmis.push_run
left join lateral (
    select
        sum(
            case
                when push_request.outcome = 'accepted' then push_request.record_count
                else coalesce(push_request.refused_count, 0) + cast(push_request.is_unanswered as integer)
            end
        ) as sent,
        sum(push_request.refused_count) filter (where push_request.outcome <> 'unknown') as refused,
        count(*) filter (where push_request.is_unanswered) as unanswered
    from vlmis.push_request
    where push_request.run_id = push_run.run_id and push_request.kind = 'values'
) as sent on true
order by push_run.planned_at desc
limit 1;


-- name: count_issues_by_reason
-- Count the holds in force by reason, with an example: the oldest. No record is read.
-- Grain:  one row per reason, the most holds first.
-- Params: none
select
    delivery_hold.reason_code,
    count(*) as issues,
    count(distinct delivery_hold.store_id) as stores,
    min(delivery_hold.first_night) as first_night,
    (array_agg(
        vlmis.reason_message(delivery_hold.reason_code, delivery_hold.values, null) order by delivery_hold.hold_id
    ))[1] as example
from vlmis.delivery_hold
where delivery_hold.ended_night is null
group by delivery_hold.reason_code
order by count(*) desc, delivery_hold.reason_code;
